"""Where SQLAlchemy meets asyncpg: a statement is compiled once, then sent as text and arguments.

SQLAlchemy writes the SQL; values go to asyncpg as they are, and rows come back as its records.
"""

import re
from collections.abc import Mapping
from typing import Any

from attrs import evolve, frozen
from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Delete,
    Select,
    Text,
    Update,
    bindparam,
    func,
    literal_column,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.sql import ClauseElement

from foodmarket.adapters.postgres.walls import ACCOUNT, COOK, WALLED
from foodmarket.ports.acting import Walled

# SQLAlchemy does not annotate its dialects' constructors.
_DIALECT = asyncpg.dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]


_WORD = re.compile(r"\w+")
_ACTING = ("acting_account", "acting_cook")


def _acting() -> ColumnElement[Any]:
    """Return what sets for whom a statement acts, until the statement is over."""
    account, cook = (bindparam(name, type_=Text) for name in _ACTING)
    settings = (func.set_config(ACCOUNT, account, true()), func.set_config(COOK, cook, true()))
    return select(settings[0].op("||")(settings[1])).scalar_subquery()


@frozen
class Statement:
    """SQL with ``$n`` placeholders, the name behind each, and the values known already.

    ``walled`` is the same for somebody who sees own rows alone: it first sets for whom it acts.
    There is none where all of it is of tables that are open to everybody.
    """

    sql: str
    names: tuple[str, ...]
    known: Mapping[str, object]
    walled: "Statement | None" = None

    def arguments(self, values: Mapping[str, object]) -> list[object]:
        """Return the values in the order of the placeholders."""
        known = self.known
        return [values[name] if name in values else known[name] for name in self.names]

    def acting(self, wall: Walled | None) -> tuple["Statement", Mapping[str, object]]:
        """Return the statement for somebody, with the values that it takes besides its own."""
        if wall is None or self.walled is None:
            return self, {}
        return self.walled, dict(zip(_ACTING, (wall.account, wall.cook), strict=True))


def compiled(statement: ClauseElement) -> Statement:
    """Compile a statement whose `bindparam` names are to be filled at each call."""
    plain = _compiled(statement)
    if WALLED.isdisjoint(_WORD.findall(plain.sql)):
        return plain
    if isinstance(statement, Select | CompoundSelect):
        # What no row decides is looked at before the first row is: a filter above the whole.
        inner = statement.subquery("walled")
        gate: Select[Any] = (
            select(literal_column("*")).select_from(inner).where(_acting().is_not(None))
        )
        return evolve(plain, walled=_compiled(gate))
    if isinstance(statement, Update | Delete):
        return evolve(plain, walled=_compiled(statement.where(_acting().is_not(None))))
    return plain


def _compiled(statement: ClauseElement) -> Statement:
    result = statement.compile(dialect=_DIALECT)
    names: list[str] = getattr(result, "positiontup", None) or []
    known = {name: value for name, value in result.params.items() if value is not None}
    return Statement(sql=str(result), names=tuple(names), known=known)
