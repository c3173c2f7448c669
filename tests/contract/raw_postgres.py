"""The side door of the store in PostgreSQL: a connection of its own, and plain SQL."""

import asyncpg
from attrs import frozen

from foodmarket.domain.catalogue.model import SlotId
from foodmarket.domain.ledger.model import LedgerAccount
from foodmarket.domain.orders.model import OrderId, OrderState
from foodmarket.domain.payments.model import PaymentId

TABLES = {
    "methods": "payment_methods",
    "steps": "order_steps",
    "entries": "ledger_entries",
    "chain": "ledger_chain",
}


@frozen
class RawPostgres:
    """Reads the tables, and breaks them with the triggers switched off."""

    connection: "asyncpg.Connection[asyncpg.Record]"

    async def count(self, table: str) -> int:
        query = f"SELECT count(*) FROM {TABLES.get(table, table)}"  # noqa: S608 - names of ours
        found = await self.connection.fetchval(query)
        assert isinstance(found, int)
        return found

    async def everything(self) -> str:
        tables = await self.connection.fetch(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        )
        parts = []
        for (table,) in tables:
            rows = await self.connection.fetch(f"SELECT * FROM {table}")  # noqa: S608 - of ours
            parts += [f"{table}: {dict(row)}" for row in rows]
        return "\n".join(parts)

    async def order_state(self, order_id: OrderId) -> str | None:
        return await self._value("SELECT state FROM orders WHERE id = $1", order_id)

    async def payment_state(self, payment_id: PaymentId) -> str | None:
        return await self._value("SELECT state FROM payments WHERE id = $1", payment_id)

    async def portions_taken(self, slot_id: SlotId) -> int:
        query = "SELECT portions_taken FROM slots WHERE id = $1"
        found = await self.connection.fetchval(query, slot_id)
        assert isinstance(found, int)
        return found

    async def balance(self, account: LedgerAccount) -> int:
        query = "SELECT amount FROM ledger_balances WHERE account = $1 AND currency = 'RUB'"
        return await self.connection.fetchval(query, account) or 0

    async def force_order_state(self, order_id: OrderId, state: OrderState) -> None:
        await self._break("UPDATE orders SET state = $2 WHERE id = $1", order_id, state)

    async def force_portions_taken(self, slot_id: SlotId, portions: int) -> None:
        await self._break("UPDATE slots SET portions_taken = $2 WHERE id = $1", slot_id, portions)

    async def force_balance(self, account: LedgerAccount, amount: int) -> None:
        query = "UPDATE ledger_balances SET amount = $2 WHERE account = $1 AND currency = 'RUB'"
        await self._break(query, account, amount)

    async def force_refunded(self, payment_id: PaymentId, amount: int) -> None:
        await self._break("UPDATE payments SET refunded = $2 WHERE id = $1", payment_id, amount)

    async def force_posting(self, key: str, account: LedgerAccount, amount: int) -> None:
        await self._break(
            "UPDATE ledger_postings p SET amount = $3 FROM ledger_entries e"
            " WHERE e.position = p.position AND e.key = $1 AND p.account = $2",
            *(key, account, amount),
        )

    async def lose_entry(self, key: str) -> None:
        await self._break(
            "WITH lost AS (DELETE FROM ledger_entries WHERE key = $1 RETURNING position)"
            " DELETE FROM ledger_postings p USING lost WHERE p.position = lost.position",
            key,
        )

    async def lose_steps(self, order_id: OrderId) -> None:
        await self._break("DELETE FROM order_steps WHERE order_id = $1", order_id)

    async def _value(self, query: str, key: str) -> str | None:
        found = await self.connection.fetchval(query, key)
        assert found is None or isinstance(found, str)
        return found

    async def _break(self, query: str, *arguments: object) -> None:
        async with self.connection.transaction():
            # A replica applies what it is told: no trigger and no foreign key is looked at.
            await self.connection.execute("SET LOCAL session_replication_role = replica")
            done = await self.connection.execute(query, *arguments)
        assert done.rpartition(" ")[2] != "0", f"nothing was broken: {done}"
