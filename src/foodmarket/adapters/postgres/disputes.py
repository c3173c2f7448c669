"""Disputes, to be read."""

from collections.abc import Sequence

from attrs import define
from sqlalchemy import Integer, Text, bindparam, select

from foodmarket.adapters.postgres import rows
from foodmarket.adapters.postgres import tables as t
from foodmarket.adapters.postgres.compiled import Statement, compiled
from foodmarket.adapters.postgres.database import Database
from foodmarket.domain.disputes.model import Dispute, DisputeId, DisputeKind, DisputeState
from foodmarket.domain.orders.model import OrderId
from foodmarket.ports.paging import Page

_LAST = "~"  # sorts after every id
_disputes = t.disputes.c
_ORDER = compiled(select(_disputes.order_id).where(_disputes.id == bindparam("id", type_=Text)))


def _listing(*chosen: str) -> Statement:
    query = select(_disputes.facts).where(_disputes.id < bindparam("after", type_=Text))
    for name in chosen:
        query = query.where(_disputes[name] == bindparam(name, type_=Text))
    newest = query.order_by(_disputes.id.desc())
    return compiled(newest.limit(bindparam("limit", type_=Integer)))


_CHOICES: tuple[tuple[str, ...], ...] = ((), ("kind",), ("state",), ("kind", "state"))
_LISTED = {chosen: _listing(*chosen) for chosen in _CHOICES}


@define
class PostgresDisputes:
    _database: Database

    async def order_of(self, dispute_id: DisputeId) -> OrderId | None:
        found = await self._database.value(_ORDER, id=dispute_id)
        return None if found is None else OrderId(found)

    async def listed(
        self, kind: DisputeKind | None, state: DisputeState | None, page: Page
    ) -> Sequence[Dispute]:
        given = {"kind": kind, "state": state}
        chosen = {name: value for name, value in given.items() if value is not None}
        found = await self._database.rows(
            _LISTED[tuple(chosen)], after=page.after or _LAST, limit=page.limit, **chosen
        )
        return [rows.dispute(facts) for (facts,) in found]
