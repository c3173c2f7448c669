"""Facts, read when asked for and saved together.

Reads see what was committed. Writes are kept until `commit`, which saves all of them or none, and
refuses with `StaleFacts` where somebody changed one of the same facts since it was read: load and
decide again then. No transaction is open between reads and commit, so nothing is locked while a
use case thinks or talks to a provider.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Protocol

from attrs import frozen

from foodmarket.domain.accounts.model import Account, AccountId, CookId, StaffAction
from foodmarket.domain.catalogue.model import (
    CookProfile,
    Dish,
    DishId,
    MenuItem,
    Offer,
    Reservation,
    Slot,
    SlotId,
)
from foodmarket.domain.kernel.events import Event, EventId
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.kernel.money import Currency
from foodmarket.domain.ledger.model import Balance, ChainedEntry, Entry, LedgerAccount
from foodmarket.domain.orders.model import Change, Order, OrderId, OrderState, Purchase, Step
from foodmarket.domain.payments.deliveries import DeliveryId, DeliveryState, WebhookDelivery
from foodmarket.domain.payments.model import Operation, PaymentId, PaymentMethod, PaymentMethodId
from foodmarket.domain.payouts.model import Payout, PayoutChange, PayoutId, PayoutPlan, Standing
from foodmarket.domain.reconciliation.model import ClearedLine
from foodmarket.domain.refunds.model import Refund, RefundId, RefundState


@frozen
class Page:
    """Which part of a list: at most ``limit`` items, from after the item named by ``after``."""

    limit: int = 20
    after: str | None = None


class Accounts(Protocol):
    """People and their saved payment methods."""

    def add(self, account: Account) -> None:
        """Add a person. The commit refuses with `EmailTaken`."""
        ...

    def save(self, account: Account) -> None:
        """Save a changed account (its ``version`` as it was read)."""
        ...

    async def get(self, account_id: AccountId) -> Account | None:
        """Return the account."""
        ...

    async def by_email(self, email: str) -> Account | None:
        """Return the account with this normal e-mail address."""
        ...

    def add_method(self, method: PaymentMethod) -> None:
        """Add a payment method."""
        ...

    async def method(self, method_id: PaymentMethodId) -> PaymentMethod | None:
        """Return a payment method."""
        ...

    async def methods(self, customer_id: AccountId) -> Sequence[PaymentMethod]:
        """Return a customer's payment methods, oldest first."""
        ...

    def record(self, action: StaffAction) -> None:
        """Add to what staff did. Nothing of it is ever changed or removed."""
        ...

    async def actions(self, page: Page) -> Sequence[StaffAction]:
        """Return what staff did, newest first."""
        ...


class Refunds(Protocol):
    """Refunds, to be read; they are saved with the change of their order."""

    async def order_of(self, refund_id: RefundId) -> OrderId | None:
        """Return the order of a refund."""
        ...

    async def listed(self, state: RefundState, page: Page) -> Sequence[Refund]:
        """Return the refunds in one state, oldest first."""
        ...


class Payouts(Protocol):
    """How cooks are paid, and their payouts."""

    def save(self, change: PayoutChange) -> None:
        """Save plan, payouts and entries; the commit refuses with `StaleFacts`."""
        ...

    async def plan(self, cook_id: CookId) -> PayoutPlan | None:
        """Return how a cook is paid; None until it was first chosen."""
        ...

    async def due(self, now: datetime, limit: int) -> Sequence[CookId]:
        """Return the cooks whose payout date has come, longest due first."""
        ...

    async def standing(self, cook_id: CookId, currency: Currency, now: datetime) -> Standing:
        """Return what decisions about a cook's payouts need."""
        ...

    async def get(self, payout_id: PayoutId) -> Payout | None:
        """Return a payout."""
        ...

    async def of_cook(self, cook_id: CookId, page: Page) -> Sequence[Payout]:
        """Return a cook's payouts, newest first."""
        ...

    async def unfinished(self, now: datetime, limit: int) -> Sequence[Payout]:
        """Return payouts that are due to be looked at, longest due first."""
        ...


class Catalogue(Protocol):
    """Cooks, dishes and slots."""

    def add_cook(self, cook: CookProfile) -> None:
        """Add a cook's profile."""
        ...

    def save_cook(self, cook: CookProfile) -> None:
        """Save a changed profile."""
        ...

    async def cook(self, cook_id: CookId) -> CookProfile | None:
        """Return a cook's profile."""
        ...

    async def cook_of(self, account_id: AccountId) -> CookProfile | None:
        """Return the profile of a cook's account."""
        ...

    async def cooks(self, city: str | None, page: Page) -> Sequence[CookProfile]:
        """Return cooks by id, of one city or of all."""
        ...

    def add_dish(self, dish: Dish) -> None:
        """Add a dish."""
        ...

    def save_dish(self, dish: Dish) -> None:
        """Save a changed dish."""
        ...

    async def dish(self, dish_id: DishId) -> Dish | None:
        """Return a dish."""
        ...

    async def dishes(self, cook_id: CookId, page: Page) -> Sequence[Dish]:
        """Return all dishes of a cook, drafts too, by id."""
        ...

    def add_slot(self, slot: Slot) -> None:
        """Add a slot. The commit refuses with `OverlappingSlot`."""
        ...

    def save_slot(self, slot: Slot) -> None:
        """Save a slot's capacity and whether it is open; what is taken is not written."""
        ...

    async def slot(self, slot_id: SlotId) -> Slot | None:
        """Return a slot."""
        ...

    async def slots(self, cook_id: CookId, ending_after: datetime, page: Page) -> Sequence[Slot]:
        """Return a cook's slots by their start."""
        ...

    async def offer(self, slot_id: SlotId, dish_ids: Sequence[DishId]) -> Offer | None:
        """Return slot, cook and those of the dishes that exist; None for an unknown slot."""
        ...

    async def menu(self, city: str | None, now: datetime, page: Page) -> Sequence[MenuItem]:
        """Return published dishes of open cooks by dish id, with the next slot taking orders."""
        ...

    def take(self, reservation: Reservation) -> None:
        """Take portions. The commit refuses with `OutOfPortions`, `OutOfWork` or `SlotClosed`."""
        ...

    def free(self, reservation: Reservation) -> None:
        """Give portions back."""
        ...


class Orders(Protocol):
    """Orders with their payments and operations."""

    def add(self, change: Change) -> None:
        """Add a new order: its payment, operation, history and events."""
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


@frozen(kw_only=True)
class CookBalance:
    """A cook's money in one currency, in minor units.

    ``held`` is in escrow; ``retained`` settles when dispute windows close; ``payable`` is to be
    paid out; ``owed`` is what the cook owes.
    """

    currency: Currency
    held: int
    retained: int
    payable: int
    owed: int


@frozen(kw_only=True)
class BalanceLine:
    """One order's part of a cook's balance; ``settles_at`` is when its retention settles."""

    order_id: OrderId
    state: OrderState
    held: int
    retained: int
    currency: Currency
    settles_at: datetime | None


class Ledger(Protocol):
    """The book, to be read; entries are added with the change that they book."""

    async def entries(self, order_id: Id) -> Sequence[Entry]:
        """Return an order's entries, oldest first."""
        ...

    async def balances(self) -> Sequence[Balance]:
        """Return the balance of every kind of platform account, and the sums of the others.

        Accounts of orders and cooks are summed per kind, as ``escrow:*``.
        """
        ...

    async def balance(self, account: LedgerAccount, currency: Currency) -> Balance:
        """Return one account's balance."""
        ...

    async def cook_balances(self, cook_id: CookId) -> Sequence[CookBalance]:
        """Return a cook's balances, one per currency; of nothing in the cook's own at first."""
        ...

    async def cook_lines(self, cook_id: CookId, page: Page) -> Sequence[BalanceLine]:
        """Return the orders that hold or retain money for a cook, newest first."""
        ...

    async def statement(
        self, account: LedgerAccount, currency: Currency, page: Page
    ) -> Sequence[Entry]:
        """Return entries that touch an account, newest first; the page cursor is an entry's key."""
        ...

    async def balance_at(self, account: LedgerAccount, currency: Currency, at: datetime) -> Balance:
        """Return an account's balance from the entries before an instant."""
        ...

    def entries_on(
        self, account: LedgerAccount, currency: Currency, start: datetime, end: datetime
    ) -> AsyncIterator[Entry]:
        """Return entries that touch an account from ``start`` until ``end``, oldest first."""
        ...

    def cleared(self, provider: str, start: datetime, end: datetime) -> AsyncIterator[ClearedLine]:
        """Return what the book says a provider moved from ``start`` until ``end``, streamed."""
        ...

    def chained(self) -> AsyncIterator[ChainedEntry]:
        """Return the chained entries in order, streamed."""
        ...

    async def extend_chain(self, limit: int) -> int:
        """Chain up to ``limit`` entries that are not chained yet; return how many.

        Takes effect at once, not at the commit. Only one caller at a time does it.
        """
        ...


@frozen
class Envelope:
    """An event on its way to whoever wants to know; ``id`` makes its effects apply once."""

    id: EventId
    event: Event


class Outbox(Protocol):
    """Events, stored with the facts and sent from here."""

    async def claim(self, now: datetime, lease: timedelta, limit: int) -> Sequence[Envelope]:
        """Return the oldest unsent events, kept from other claimers for the lease.

        Takes effect at once. Events of one subject are never claimed past an unsent earlier one.
        """
        ...

    async def sent(self, ids: Sequence[EventId]) -> None:
        """Note that events were sent. Takes effect at once."""
        ...

    async def size(self) -> int:
        """Return how many events are not sent yet."""
        ...


@frozen(kw_only=True)
class Key:
    """A client's idempotency key: ``owner`` chose ``text`` for a request with ``fingerprint``."""

    owner: AccountId
    text: str
    fingerprint: str


@frozen(kw_only=True)
class Answer:
    """What became of a keyed request: the thing it made or moved, and the answer once given."""

    key: Key
    subject: Id
    claimed_at: datetime
    status: int | None = None
    body: bytes | None = None


class Answers(Protocol):
    """Keyed requests and their answers, so that a repeated request acts once."""

    def claim(self, key: Key, subject: Id, at: datetime) -> None:
        """Use the key in this commit, which refuses with `KeyTaken` where it was used before."""
        ...

    async def recall(self, owner: AccountId, text: str) -> Answer | None:
        """Return what became of the key."""
        ...

    async def fill(self, key: Key, status: int, body: bytes) -> None:
        """Keep the answer that was given. Takes effect at once."""
        ...


@frozen(kw_only=True)
class Notice:
    """Something an account should read; ``event_id`` makes it appear once."""

    event_id: EventId
    account_id: AccountId
    at: datetime
    name: str
    order_id: OrderId
    facts: dict[str, str]


class Notices(Protocol):
    """The feed of each account."""

    def add(self, notice: Notice) -> None:
        """Add a notice; one that is there already changes nothing."""
        ...

    async def of(self, account_id: AccountId, page: Page) -> Sequence[Notice]:
        """Return an account's notices, newest first; the page cursor is an event id."""
        ...


class Webhooks(Protocol):
    """Notifications of payment providers, kept as they came."""

    def add(self, delivery: WebhookDelivery) -> None:
        """Keep a delivery; one of the same provider and key that is there changes nothing."""
        ...

    def save(self, delivery: WebhookDelivery) -> None:
        """Save a delivery's state, tries, reason and due instant (its ``version`` as read)."""
        ...

    async def get(self, delivery_id: DeliveryId) -> WebhookDelivery | None:
        """Return a delivery."""
        ...

    async def found(self, state: DeliveryState | None, page: Page) -> Sequence[WebhookDelivery]:
        """Return deliveries, newest first, of one state or of all."""
        ...

    async def claim(self, now: datetime, lease: timedelta, limit: int) -> Sequence[WebhookDelivery]:
        """Return received deliveries that are due, kept from other claimers for the lease.

        Takes effect at once, not at the commit.
        """
        ...


class UnitOfWork(Protocol):
    """One load-decide-save round."""

    @property
    def accounts(self) -> Accounts:
        """Return people."""
        ...

    @property
    def catalogue(self) -> Catalogue:
        """Return cooks, dishes and slots."""
        ...

    @property
    def orders(self) -> Orders:
        """Return orders."""
        ...

    @property
    def refunds(self) -> Refunds:
        """Return refunds."""
        ...

    @property
    def payouts(self) -> Payouts:
        """Return how cooks are paid."""
        ...

    @property
    def ledger(self) -> Ledger:
        """Return the book."""
        ...

    @property
    def outbox(self) -> Outbox:
        """Return the events that are to be sent."""
        ...

    @property
    def answers(self) -> Answers:
        """Return keyed requests."""
        ...

    @property
    def notices(self) -> Notices:
        """Return the feeds."""
        ...

    @property
    def webhooks(self) -> Webhooks:
        """Return what providers notified us of."""
        ...

    async def commit(self) -> None:
        """Save everything that was added, or nothing. See the refusals of each ``add``."""
        ...


class Begin(Protocol):
    """Opens units of work; leaving one without commit saves nothing."""

    def __call__(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """Open a unit of work."""
        ...
