"""The sandbox bank: acts on payments once per key, keeps its book, and notes what is news."""

import sqlite3
from datetime import datetime, timedelta
from enum import Enum, auto
from pathlib import Path

from attrs import frozen

from foodmarket.adapters.sandbox.answers import keep, recall, refunds_of
from foodmarket.adapters.sandbox.book import (
    Book,
    find_charge,
    instant_of,
    micros,
    waking_charges,
)
from foodmarket.adapters.sandbox.cards import card_of
from foodmarket.adapters.sandbox.charge import (
    Charge,
    acted,
    confirmed,
    elapsed,
    opened,
    standing,
    turned_down,
)
from foodmarket.adapters.sandbox.moves import changed, moved
from foodmarket.adapters.sandbox.payouts import known, pay
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.payments.model import OperationKind
from foodmarket.domain.payments.outcomes import (
    ActionRequired,
    Outcome,
    PayoutOutcome,
    ProviderView,
    Refused,
    Unknown,
)
from foodmarket.domain.payments.reports import Movement
from foodmarket.domain.payments.requests import PaymentRequest, PayoutRequest

PAGE_URL = "http://127.0.0.1:8000/sandbox/pay"
_TOTAL = """SELECT
    (SELECT coalesce(sum(captured - refunded - fee), 0) FROM charges WHERE currency = ?1)
    - (SELECT coalesce(sum(amount), 0) FROM payouts WHERE currency = ?1)"""
_NEXT = """SELECT min(at) FROM
    (SELECT min(wakes_at) AS at FROM charges UNION ALL SELECT min(due_at) FROM events)"""
_NOTE = "INSERT INTO events (payment_id, name, at, due_at) VALUES (?, ?, ?, ?)"
_LEASE = """UPDATE events SET due_at = ?, attempts = attempts + 1
    WHERE id IN (SELECT id FROM events WHERE due_at <= ? ORDER BY due_at, id LIMIT ?)
    RETURNING id, payment_id, name, at, attempts"""


class Notify(Enum):
    """What webhooks tell: only what no answer has told, or every change, as some banks do."""

    NEWS = auto()
    EVERYTHING = auto()


@frozen
class Answer:
    """What the bank says to a request; ``repeated`` where it said so before."""

    outcome: Outcome
    repeated: bool


@frozen
class BankEvent:
    """A change to be told by webhook. ``attempts`` counts this one too; ``at`` is UTC."""

    number: int
    payment_id: str
    name: str
    at: datetime
    attempts: int

    @property
    def content(self) -> dict[str, str]:
        """Return what the notification says."""
        return {
            "id": f"sbx_event_{self.number}",
            "type": self.name,
            "payment_id": self.payment_id,
            "created_at": self.at.isoformat(),
        }


class SandboxBank:
    """A bank in one SQLite file (or ``:memory:``), shared by as many processes as like.

    ``page_url`` is where the customer makes the second step; the payment's id is added to it.
    Every method raises `sqlite3.Error` where the file can't be used.
    """

    def __init__(
        self, path: Path | str, *, page_url: str = PAGE_URL, notify: Notify = Notify.NEWS
    ) -> None:
        self._book = Book(path)
        self._page_url = page_url.rstrip("/")
        self._notify = notify

    def close(self) -> None:
        """Let go of the file."""
        self._book.close()

    async def act(self, kind: OperationKind, request: PaymentRequest, now: datetime) -> Answer:
        """Act on the request, once for its key. A repeated key gets the first final answer."""
        return await self._book.write(lambda book: self._act(book, kind, request, now))

    async def pay_out(self, request: PayoutRequest, now: datetime) -> PayoutOutcome:
        """Pay somebody, once for the request's key."""
        return await self._book.write(lambda book: pay(book, request, now))

    async def payout(self, request: PayoutRequest) -> PayoutOutcome:
        """Return how a payout stands."""
        found = await self._book.read(lambda book: known(book, request))
        return found or Unknown("not_known_to_provider")

    async def movements(self, start: datetime, end: datetime) -> list[Movement]:
        """Return what moved from ``start`` up to, not including, ``end``, in order."""
        return await self._book.read(lambda book: moved(book, start, end))

    async def lose(self, key: str) -> bool:
        """Note that a request got lost on its way; False where it got lost before."""
        insert = "INSERT OR IGNORE INTO lost VALUES (?)"
        return await self._book.write(lambda book: book.execute(insert, (key,)).rowcount == 1)

    async def show(self, payment_id: str, now: datetime) -> ProviderView | None:
        """Return how the payment stands now; None where the bank never heard of it."""
        return await self._book.read(lambda book: self._show(book, payment_id, now))

    async def charge(self, payment_id: str, now: datetime) -> Charge | None:
        """Return the bank's own view of the payment, for the page of the second step."""
        found = await self._book.read(lambda book: find_charge(book, payment_id))
        return None if found is None else elapsed(found, now)

    async def confirm(self, payment_id: str, now: datetime) -> Charge | None:
        """Make the second step; a payment that waits for none stays as it is."""
        return await self._book.write(lambda book: self._step(book, payment_id, now, agrees=True))

    async def decline(self, payment_id: str, now: datetime) -> Charge | None:
        """Break the second step off; a payment that waits for none stays as it is."""
        return await self._book.write(lambda book: self._step(book, payment_id, now, agrees=False))

    async def wake(self, now: datetime, limit: int = 100) -> int:
        """Write down what time alone has changed, as news; return of how many payments."""
        if not await self._book.read(lambda book: waking_charges(book, now, 1)):
            return 0
        return await self._book.write(lambda book: self._wake(book, now, limit))

    async def totals(self, currency: Currency) -> Money:
        """Return what the bank holds for us: captured less refunded, fees and payouts."""
        total = await self._book.read(
            lambda book: book.execute(_TOTAL, (currency,)).fetchone()[0],
        )
        return Money(total, currency)

    async def next_due(self) -> datetime | None:
        """Return when time changes a payment or news are due to be told; None without either."""
        found = await self._book.read(lambda book: book.execute(_NEXT).fetchone()[0])
        return None if found is None else instant_of(found)

    async def lease_events(self, now: datetime, lease: timedelta, limit: int) -> list[BankEvent]:
        """Return events to be told now, kept from other senders for the lease."""
        due = "SELECT 1 FROM events WHERE due_at <= ? LIMIT 1"
        if await self._book.read(lambda book: book.execute(due, (micros(now),)).fetchone()) is None:
            return []
        values = (micros(now + lease), micros(now), limit)
        rows = await self._book.write(lambda book: book.execute(_LEASE, values).fetchall())
        return sorted(
            (BankEvent(row[0], row[1], row[2], instant_of(row[3]), row[4]) for row in rows),
            key=lambda event: event.number,
        )

    async def told(self, event: BankEvent) -> None:
        """Forget an event: it was received, or nobody will."""
        await self._book.write(
            lambda book: book.execute("DELETE FROM events WHERE id = ?", (event.number,))
        )

    async def tell_again(self, event: BankEvent, at: datetime) -> None:
        """Keep an event that was not received for another try at that instant."""
        values = (micros(at), event.number)
        await self._book.write(
            lambda book: book.execute("UPDATE events SET due_at = ? WHERE id = ?", values)
        )

    def _act(
        self, book: sqlite3.Connection, kind: OperationKind, request: PaymentRequest, now: datetime
    ) -> Answer:
        recalled = recall(book, kind, request, self._page_url)
        if recalled is not None:
            return Answer(recalled, repeated=True)
        before = find_charge(book, request.payment_id)
        card = card_of(request.token if before is None else before.token)
        if before is not None:
            fresh = elapsed(before, now)
            after, outcome = acted(fresh, kind, request.amount, card, self._page_url)
        elif kind is OperationKind.HOLD:
            after = opened(request, card, now)
            outcome = standing(after, self._page_url)
        else:
            return Answer(Refused("no_such_payment"), repeated=False)
        if after != before:
            changed(book, before, after, now)
            if self._notify is Notify.EVERYTHING or kind in card.loses_answer:
                _note(book, before, after, now)
        if not isinstance(outcome, Unknown):
            keep(book, kind, request, outcome)
        return Answer(outcome, repeated=False)

    def _show(
        self, book: sqlite3.Connection, payment_id: str, now: datetime
    ) -> ProviderView | None:
        found = find_charge(book, payment_id)
        if found is None:
            return None
        charge = elapsed(found, now)
        stands = standing(charge, self._page_url)
        return ProviderView(
            state=charge.state,
            reference=charge.reference,
            captured=charge.captured,
            fee=charge.fee if charge.captured else None,
            hold_until=charge.hold_until,
            action_url=stands.url if isinstance(stands, ActionRequired) else None,
            reason=charge.reason,
            refunds=refunds_of(book, payment_id, charge.amount.currency),
        )

    def _step(
        self, book: sqlite3.Connection, payment_id: str, now: datetime, *, agrees: bool
    ) -> Charge | None:
        before = find_charge(book, payment_id)
        if before is None:
            return None
        fresh = elapsed(before, now)
        after = confirmed(fresh, now) if agrees else turned_down(fresh)
        if after != before:
            changed(book, before, after, now)
            _note(book, before, after, now)
        return after

    def _wake(self, book: sqlite3.Connection, now: datetime, limit: int) -> int:
        waking = waking_charges(book, now, limit)
        for before in waking:
            after = elapsed(before, now)
            changed(book, before, after, now)
            _note(book, before, after, now)
        return len(waking)


def _note(book: sqlite3.Connection, before: Charge | None, after: Charge, now: datetime) -> None:
    if before is None or before.state is not after.state:
        name = f"payment.{after.state.value}"
    elif before.refunded != after.refunded:
        name = "refund.succeeded"
    else:
        return
    book.execute(_NOTE, (after.payment_id, name, micros(now), micros(now)))
