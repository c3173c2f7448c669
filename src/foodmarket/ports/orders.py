"""Orders with everything that moves with them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from foodmarket.domain.accounts.model import AccountId, CookId
from foodmarket.domain.catalogue.model import DishId, SlotId
from foodmarket.domain.orders.model import (
    Change,
    Checkout,
    Order,
    OrderId,
    OrderState,
    Purchase,
    Step,
)
from foodmarket.domain.payments.model import Operation, PaymentId, PaymentMethodId
from foodmarket.ports.paging import Page


class Orders(Protocol):
    """Orders with their payments and operations."""

    def add(self, change: Change) -> None:
        """Add a new order: its payment, operation, history and events."""
        ...

    async def checkout(
        self, slot_id: SlotId, dish_ids: Sequence[DishId], method_id: PaymentMethodId | None
    ) -> Checkout:
        """Return what an order is made from: `Catalogue.offer`, and the payment method.

        Both are read at once; where there is no such slot, there is no method in it either.
        """
        ...

    def save(self, change: Change) -> None:
        """Save all of a change: facts, history, events, entries of the book, freed portions."""
        ...

    async def purchase(self, order_id: OrderId) -> Purchase | None:
        """Return an order with all that decisions about it need."""
        ...

    async def by_payment(self, payment_id: PaymentId) -> OrderId | None:
        """Return the order of a payment."""
        ...

    async def of_customer(
        self, customer_id: AccountId, state: OrderState | None, page: Page
    ) -> Sequence[Order]:
        """Return a customer's orders, newest first."""
        ...

    async def of_cook(
        self, cook_id: CookId, state: OrderState | None, page: Page
    ) -> Sequence[Order]:
        """Return a cook's orders, newest first."""
        ...

    async def steps(self, order_id: OrderId) -> Sequence[Step]:
        """Return an order's history, oldest first."""
        ...

    async def operations(self, order_id: OrderId) -> Sequence[Operation]:
        """Return everything that was asked of the provider for an order, oldest first."""
        ...

    async def claim_due(self, now: datetime, lease: timedelta, limit: int) -> Sequence[OrderId]:
        """Return orders with something due, and keep them from other claimers for the lease.

        Takes effect at once, not at the commit.
        """
        ...

    async def claim_operations(
        self, now: datetime, lease: timedelta, limit: int
    ) -> Sequence[Operation]:
        """Return unfinished operations that are due, kept from other claimers for the lease.

        Takes effect at once, not at the commit.
        """
        ...
