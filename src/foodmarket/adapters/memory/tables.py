"""The tables of a store that lives in memory, and how a commit is undone.

A commit changes the tables through a `Commit`, which remembers how to take each change back. It
runs without giving way to anybody, so it is atomic by itself; a refusal half-way undoes it.
"""

from bisect import insort
from collections import defaultdict
from collections.abc import Iterator, MutableSequence
from datetime import date, datetime
from typing import Any, TypeVar

from attrs import define, field

from foodmarket.adapters.memory.leases import Leases
from foodmarket.domain.accounts.api_keys import ApiKey
from foodmarket.domain.accounts.audit import AuditRecordId, SealedRecord
from foodmarket.domain.accounts.codes import Challenge, ChallengeId
from foodmarket.domain.accounts.model import Account, AccountId, CookId
from foodmarket.domain.accounts.passkeys import Ceremony, CeremonyId, Passkey
from foodmarket.domain.accounts.second_factor import SecondFactor
from foodmarket.domain.catalogue.model import CookProfile, Dish, DishId, Slot, SlotId
from foodmarket.domain.disputes.model import Dispute, DisputeId
from foodmarket.domain.kernel.errors import StaleFacts
from foodmarket.domain.kernel.events import EventId
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.kernel.money import Currency
from foodmarket.domain.ledger.model import ChainedEntry, Entry, LedgerAccount
from foodmarket.domain.orders.model import Order, OrderId, Step
from foodmarket.domain.payments.deliveries import DeliveryId, WebhookDelivery
from foodmarket.domain.payments.model import (
    Operation,
    OperationId,
    Payment,
    PaymentId,
    PaymentMethod,
    PaymentMethodId,
)
from foodmarket.domain.payouts.model import Payout, PayoutId, PayoutPlan
from foodmarket.domain.permits.model import Permit, PermitId
from foodmarket.domain.privacy.consents import Consent
from foodmarket.domain.privacy.model import Erasure
from foodmarket.domain.reconciliation.model import Discrepancy, DiscrepancyId, ReconciledDay
from foodmarket.domain.refunds.model import Refund, RefundId
from foodmarket.ports.answers import Answer
from foodmarket.ports.notices import Notice
from foodmarket.ports.outbox import Envelope

K = TypeVar("K")
V = TypeVar("V")
Book = tuple[LedgerAccount, Currency]


def _lists() -> Any:
    return defaultdict(list)


@define(kw_only=True)
class Tables:
    """Everything that was committed. Lists of ids are sorted; passkeys
    are by their credential, keys of partners by their digest; ``entries`` is in booking order.
    """

    accounts: dict[AccountId, Account] = field(factory=dict)
    emails: dict[str, AccountId] = field(factory=dict)
    challenges: dict[ChallengeId, Challenge] = field(factory=dict)
    second_factors: dict[AccountId, SecondFactor] = field(factory=dict)
    ceremonies: dict[CeremonyId, Ceremony] = field(factory=dict)
    passkeys: dict[str, Passkey] = field(factory=dict)
    api_keys: dict[str, ApiKey] = field(factory=dict)
    methods: dict[PaymentMethodId, PaymentMethod] = field(factory=dict)
    methods_of: dict[AccountId, list[PaymentMethodId]] = field(factory=_lists)
    cooks: dict[CookId, CookProfile] = field(factory=dict)
    cook_of: dict[AccountId, CookId] = field(factory=dict)
    dishes: dict[DishId, Dish] = field(factory=dict)
    dishes_of: dict[CookId, list[DishId]] = field(factory=_lists)
    slots: dict[SlotId, Slot] = field(factory=dict)
    slots_of: dict[CookId, list[tuple[datetime, SlotId]]] = field(factory=_lists)
    taken: dict[tuple[SlotId, DishId], int] = field(factory=dict)
    orders: dict[OrderId, Order] = field(factory=dict)
    orders_of: dict[Id, list[OrderId]] = field(factory=_lists)
    payments: dict[PaymentId, Payment] = field(factory=dict)
    payment_of: dict[OrderId, PaymentId] = field(factory=dict)
    operations: dict[OperationId, Operation] = field(factory=dict)
    operations_of: dict[Id, list[OperationId]] = field(factory=_lists)
    unfinished: dict[PaymentId, OperationId] = field(factory=dict)
    refunds: dict[RefundId, Refund] = field(factory=dict)
    refunds_of: dict[Id, list[RefundId]] = field(factory=_lists)
    permits: dict[PermitId, Permit] = field(factory=dict)
    disputes: dict[DisputeId, Dispute] = field(factory=dict)
    disputes_of: dict[Id, list[DisputeId]] = field(factory=_lists)
    chargebacks: dict[tuple[str, str], DisputeId] = field(factory=dict)
    plans: dict[CookId, PayoutPlan] = field(factory=dict)
    payouts: dict[PayoutId, Payout] = field(factory=dict)
    discrepancies: dict[DiscrepancyId, Discrepancy] = field(factory=dict)
    discrepancy_of: dict[tuple[str, str], DiscrepancyId] = field(factory=dict)
    reconciled_days: dict[tuple[str, date], ReconciledDay] = field(factory=dict)
    claimed_days: dict[tuple[str, date], datetime] = field(factory=dict)
    audit_log: dict[AuditRecordId, SealedRecord] = field(factory=dict)
    audit_chain: list[tuple[AuditRecordId, str]] = field(factory=list)
    steps: dict[OrderId, list[Step]] = field(factory=_lists)
    entries: dict[str, Entry] = field(factory=dict)
    entries_of: dict[Id, list[Entry]] = field(factory=_lists)
    entries_on: dict[Book, list[Entry]] = field(factory=_lists)
    balances: dict[Book, int] = field(factory=dict)
    chain: list[ChainedEntry] = field(factory=list)
    events_of: dict[Id, list[Envelope]] = field(factory=_lists)
    unsent: dict[EventId, Envelope] = field(factory=dict)
    answers: dict[tuple[AccountId, str], Answer] = field(factory=dict)
    notices: dict[tuple[AccountId, EventId], Notice] = field(factory=dict)
    notices_of: dict[AccountId, list[EventId]] = field(factory=_lists)
    due_orders: Leases[OrderId] = field(factory=Leases)
    due_operations: Leases[OperationId] = field(factory=Leases)
    sending: dict[EventId, datetime] = field(factory=dict)
    webhooks: dict[DeliveryId, WebhookDelivery] = field(factory=dict)
    webhook_keys: dict[tuple[str, str], DeliveryId] = field(factory=dict)
    webhook_ids: list[DeliveryId] = field(factory=list)
    due_webhooks: Leases[DeliveryId] = field(factory=Leases)
    consents: list[Consent] = field(factory=list)
    erasures: dict[AccountId, Erasure] = field(factory=dict)
    events_made: int = 0

    def funds(self, account: LedgerAccount, currency: Currency) -> int:
        """Return the kept balance of a guarded account, in minor units, on its own side."""
        return self.balances.get((account, currency), 0)


_NOTHING: Any = object()  # what stood where nothing did
_END: Any = object()  # the place of a row that was added to the end of a list
_SORTED: Any = object()  # the place of one that was sorted in


class Commit:
    """One commit under way: changes the tables, and can take all of it back."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self._done: list[tuple[Any, Any, Any]] = []  # table, key, and what stood there before
        self._drawn: set[Book] = set()

    def put(self, table: dict[K, V], key: K, value: V) -> None:
        """Set a row."""
        self._done.append((table, key, table.get(key, _NOTHING)))
        table[key] = value

    def insert(self, table: dict[K, V], key: K, value: V) -> None:
        """Set a row that must not be there yet; otherwise refuse with `StaleFacts`."""
        if key in table:
            raise StaleFacts
        self._done.append((table, key, _NOTHING))
        table[key] = value

    def drop(self, table: dict[K, V], key: K) -> None:
        """Remove a row."""
        self._done.append((table, key, table.pop(key)))

    def append(self, rows: MutableSequence[V], value: V) -> None:
        """Add to the end of a list."""
        rows.append(value)
        self._done.append((rows, _END, value))

    def sort_in(self, rows: list[Any], value: object) -> None:
        """Add to a sorted list, which is mostly the end of it."""
        insort(rows, value)
        self._done.append((rows, _SORTED, value))

    def move_balance(self, book: Book, amount: int) -> None:
        """Change a kept balance, in minor units, on the account's own side."""
        self.put(self.tables.balances, book, self.tables.balances.get(book, 0) + amount)
        if amount < 0:
            self._drawn.add(book)

    def finish(self) -> None:
        """Refuse with `StaleFacts` where a kept balance fell below zero."""
        if any(self.tables.balances[book] < 0 for book in self._drawn):
            raise StaleFacts

    def touched(self) -> Iterator[tuple[dict[Any, Any], Any, Any]]:
        """Yield the rows that were changed so far: table, key, and what stood there (or None)."""
        for table, key, before in self._done:
            if key is not _END and key is not _SORTED:
                yield table, key, None if before is _NOTHING else before

    def undo(self) -> None:
        """Take every change back."""
        for table, key, before in reversed(self._done):
            if key is _END:
                table.pop()
            elif key is _SORTED:
                table.remove(before)
            elif before is _NOTHING:
                del table[key]
            else:
                table[key] = before
