"""The side door of the store in memory."""

import attrs
from attrs import evolve, frozen

from foodmarket.adapters.memory import MemoryStore
from foodmarket.domain.catalogue.model import SlotId
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.ledger.model import Entry, LedgerAccount, Posting
from foodmarket.domain.orders.model import OrderId, OrderState
from foodmarket.domain.payments.model import PaymentId
from foodmarket.ports.contracts.samples import RUB


@frozen
class RawMemory:
    """Reads and breaks the tables directly."""

    store: MemoryStore

    async def count(self, table: str) -> int:
        tables = self.store.tables
        if table == "steps":
            return sum(len(steps) for steps in tables.steps.values())
        return len(getattr(tables, "unsent" if table == "outbox" else table))

    async def everything(self) -> str:
        shown = attrs.asdict(
            self.store.tables, recurse=True
        )  # past the fields that repr leaves out
        return repr(shown)

    async def order_state(self, order_id: OrderId) -> str | None:
        order = self.store.tables.orders.get(order_id)
        return None if order is None else order.state

    async def payment_state(self, payment_id: PaymentId) -> str | None:
        payment = self.store.tables.payments.get(payment_id)
        return None if payment is None else payment.state

    async def portions_taken(self, slot_id: SlotId) -> int:
        return self.store.tables.slots[slot_id].portions_taken

    async def balance(self, account: LedgerAccount) -> int:
        return self.store.tables.balances.get((account, RUB), 0)

    async def force_order_state(self, order_id: OrderId, state: OrderState) -> None:
        orders = self.store.tables.orders
        orders[order_id] = evolve(orders[order_id], state=state)

    async def force_portions_taken(self, slot_id: SlotId, portions: int) -> None:
        slots = self.store.tables.slots
        slots[slot_id] = evolve(slots[slot_id], portions_taken=portions)

    async def force_balance(self, account: LedgerAccount, amount: int) -> None:
        self.store.tables.balances[account, RUB] = amount

    async def force_refunded(self, payment_id: PaymentId, amount: int) -> None:
        payments = self.store.tables.payments
        payments[payment_id] = evolve(payments[payment_id], refunded=Money(amount, RUB))

    async def force_posting(self, key: str, account: LedgerAccount, amount: int) -> None:
        entry = self.store.tables.entries[key]
        postings = tuple(
            Posting(account, amount) if posting.account == account else posting
            for posting in entry.postings
        )
        broken = Entry.__new__(Entry)  # past the check that an entry balances
        for name in ("key", "kind", "at", "currency", "order_id"):
            object.__setattr__(broken, name, getattr(entry, name))
        object.__setattr__(broken, "postings", postings)
        self.store.tables.entries[key] = broken

    async def lose_entry(self, key: str) -> None:
        entry = self.store.tables.entries.pop(key)
        self.store.tables.entries_of[entry.order_id].remove(entry)

    async def lose_steps(self, order_id: OrderId) -> None:
        self.store.tables.steps.pop(order_id)
