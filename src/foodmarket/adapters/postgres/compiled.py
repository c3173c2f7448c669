"""Where SQLAlchemy meets asyncpg: a statement is compiled once, then sent as text and arguments.

SQLAlchemy writes the SQL; values go to asyncpg as they are, and rows come back as its records.
"""

from collections.abc import Mapping

from attrs import frozen
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.sql import ClauseElement

# SQLAlchemy does not annotate its dialects' constructors.
_DIALECT = asyncpg.dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]


@frozen
class Statement:
    """SQL with ``$n`` placeholders, the name behind each, and the values known already."""

    sql: str
    names: tuple[str, ...]
    known: Mapping[str, object]

    def arguments(self, values: Mapping[str, object]) -> list[object]:
        """Return the values in the order of the placeholders."""
        known = self.known
        return [values[name] if name in values else known[name] for name in self.names]


def compiled(statement: ClauseElement) -> Statement:
    """Compile a statement whose `bindparam` names are to be filled at each call."""
    result = statement.compile(dialect=_DIALECT)
    names: list[str] = getattr(result, "positiontup", None) or []
    known = {name: value for name, value in result.params.items() if value is not None}
    return Statement(sql=str(result), names=tuple(names), known=known)
