"""The side door: what a binding provides so that a suite can look past the adapter under test."""

from typing import Protocol

from foodmarket.domain.catalogue.model import SlotId
from foodmarket.domain.ledger.model import LedgerAccount
from foodmarket.domain.orders.model import OrderId, OrderState
from foodmarket.domain.payments.model import PaymentId

TABLES = (
    "accounts",
    "challenges",
    "permits",
    "methods",
    "cooks",
    "dishes",
    "slots",
    "orders",
    "payments",
    "operations",
    "steps",
    "entries",
    "chain",
    "outbox",
    "answers",
    "notices",
    "webhooks",
)


class Raw(Protocol):
    """Independent reads of what is stored, with no code of the adapter's repositories."""

    async def count(self, table: str) -> int:
        """Return how many rows one of `TABLES` has; ``outbox`` counts unsent events."""
        ...

    async def everything(self) -> str:
        """Return all that is stored as one text, to look for what must not be there."""
        ...

    async def order_state(self, order_id: OrderId) -> str | None:
        """Return an order's state as it is stored."""
        ...

    async def payment_state(self, payment_id: PaymentId) -> str | None:
        """Return a payment's state as it is stored."""
        ...

    async def portions_taken(self, slot_id: SlotId) -> int:
        """Return the slot's count of portions taken."""
        ...

    async def balance(self, account: LedgerAccount) -> int:
        """Return the kept balance of a guarded account in RUB, 0 where there is no row."""
        ...


class Damage(Protocol):
    """Breaks what is stored, behind the adapter's back and past every guard."""

    async def force_order_state(self, order_id: OrderId, state: OrderState) -> None:
        """Write another state into the order alone."""
        ...

    async def force_portions_taken(self, slot_id: SlotId, portions: int) -> None:
        """Write another count of portions into the slot alone."""
        ...

    async def force_balance(self, account: LedgerAccount, amount: int) -> None:
        """Write another kept balance in RUB (an existing row)."""
        ...

    async def force_refunded(self, payment_id: PaymentId, amount: int) -> None:
        """Write another refunded amount into the payment alone."""
        ...

    async def force_posting(self, key: str, account: LedgerAccount, amount: int) -> None:
        """Write another amount into one posting of an entry."""
        ...

    async def lose_entry(self, key: str) -> None:
        """Remove an entry with its postings."""
        ...

    async def lose_steps(self, order_id: OrderId) -> None:
        """Remove an order's history."""
        ...
