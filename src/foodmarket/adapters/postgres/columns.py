"""The kinds of columns that there are, and the tables' common shape."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.schema import SchemaItem

metadata = MetaData()


def ident(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, Text(collation="C"), nullable=nullable)


def words(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, Text, nullable=nullable)


def instant(name: str, *, nullable: bool = False) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=nullable)


def minor(name: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=nullable)


def count(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def yes(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False)


def document(name: str, *, nullable: bool = False) -> Column[object]:
    return Column(name, JSONB(none_as_null=True), nullable=nullable)


def key(of: str, *columns: str) -> PrimaryKeyConstraint:
    return PrimaryKeyConstraint(*columns, name=f"{of}_pkey")


def table(name: str, *items: SchemaItem, fillfactor: int | None = None) -> Table:
    made: Table = Table(name, metadata, *items)
    if fillfactor is not None:
        made.dialect_options["postgresql"]["with"] = {"fillfactor": fillfactor}
    return made
