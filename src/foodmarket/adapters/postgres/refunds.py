"""Refunds, to be read."""

from collections.abc import Sequence

from attrs import define
from sqlalchemy import Integer, Text, bindparam, select

from foodmarket.adapters.postgres import rows
from foodmarket.adapters.postgres import tables as t
from foodmarket.adapters.postgres.compiled import compiled
from foodmarket.adapters.postgres.database import Database
from foodmarket.domain.orders.model import OrderId
from foodmarket.domain.refunds.model import Refund, RefundId, RefundState
from foodmarket.ports.paging import Page

_ORDER = compiled(select(t.refunds.c.order_id).where(t.refunds.c.id == bindparam("id", type_=Text)))
_LISTED = compiled(
    select(t.refunds.c.facts)
    .where(t.refunds.c.state == bindparam("state", type_=Text))
    .where(t.refunds.c.id > bindparam("after", type_=Text))
    .order_by(t.refunds.c.id)
    .limit(bindparam("limit", type_=Integer))
)


@define
class PostgresRefunds:
    _database: Database

    async def order_of(self, refund_id: RefundId) -> OrderId | None:
        found = await self._database.value(_ORDER, id=refund_id)
        return None if found is None else OrderId(found)

    async def listed(self, state: RefundState, page: Page) -> Sequence[Refund]:
        found = await self._database.rows(
            _LISTED, state=state, after=page.after or "", limit=page.limit
        )
        return [rows.refund(facts) for (facts,) in found]
