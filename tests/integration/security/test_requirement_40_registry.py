"""40: a registry says what every column holds; a column that it does not know fails the build."""

import asyncpg
import pytest
from sqlalchemy import Column, Integer, Update

from foodmarket.adapters.postgres.classification import REGISTRY, Holds
from foodmarket.adapters.postgres.tables import metadata

CLASSES = ("none", "pseudonymous", "personal", "sensitive", "secret")


def unclassified() -> set[str]:
    """Name every column of the tables that the registry does not know, or that is not there."""
    declared = {f"{it.name}.{column.name}" for it in metadata.tables.values() for column in it.c}
    known = {f"{name}.{column}" for name, it in REGISTRY.items() for column in it.columns}
    return declared ^ known


def test_every_column_is_classified_once() -> None:
    assert unclassified() == set()
    for name, holds in REGISTRY.items():
        named = [column for kind in CLASSES for column in getattr(holds, kind)]
        assert len(named) == len(set(named)), name


def test_a_new_column_is_noticed() -> None:
    table = metadata.tables["orders"]
    table.append_column(Column("nickname", Integer))
    try:
        assert unclassified() == {"orders.nickname"}
    finally:
        table._columns.remove(table.c.nickname)


@pytest.mark.parametrize("holds", REGISTRY.values(), ids=REGISTRY)
def test_what_is_confidential_is_erased_or_says_why_not(holds: Holds) -> None:
    if not holds.confidential:
        assert holds.erase is None
        return
    if holds.erase is None:
        assert holds.apart, f"{holds.table.name} is neither erased nor said to be apart"
        return
    assert holds.of is not None
    if isinstance(holds.erase, Update):
        blanked = {str(getattr(it, "name", it)) for it in holds.erase._values or {}}
        assert holds.confidential <= blanked


async def test_the_database_has_no_other_columns(migrated_url: str) -> None:
    connection = await asyncpg.connect(migrated_url)
    rows = await connection.fetch(
        "SELECT table_name || '.' || column_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name <> 'alembic_version'"
    )
    await connection.close()
    known = {f"{name}.{column}" for name, it in REGISTRY.items() for column in it.columns}
    assert {row[0] for row in rows} == known
