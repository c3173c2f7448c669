"""The sandbox bank: acts on payments once per key, keeps its book, and notes what is news."""

from datetime import datetime, timedelta
from enum import Enum, auto
from pathlib import Path

from attrs import frozen

from foodmarket.adapters.sandbox.answers import keep, recall, refunds_of
from foodmarket.adapters.sandbox.book import FileBook
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
from foodmarket.adapters.sandbox.memory import MemoryBook
from foodmarket.adapters.sandbox.moves import changed
from foodmarket.adapters.sandbox.pages import BankEvent, Pages
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


class Notify(Enum):
    """What webhooks tell: only what no answer has told, or every change, as some banks do."""

    NEWS = auto()
    EVERYTHING = auto()


@frozen
class Answer:
    """What the bank says to a request; ``repeated`` where it said so before."""

    outcome: Outcome
    repeated: bool


class SandboxBank:
    """A bank in one SQLite file, shared by as many processes as like; or in ``:memory:``.

    ``page_url`` is where the customer makes the second step; the payment's id is added to it.
    Every method raises `sqlite3.Error` where the file can't be used.
    """

    def __init__(
        self, path: Path | str, *, page_url: str = PAGE_URL, notify: Notify = Notify.NEWS
    ) -> None:
        memory = path == ":memory:"
        self._book: FileBook | MemoryBook = MemoryBook() if memory else FileBook(Path(path))
        self._page_url = page_url.rstrip("/")
        self._notify = notify

    def close(self) -> None:
        """Let go of the file."""
        self._book.close()

    async def act(self, kind: OperationKind, request: PaymentRequest, now: datetime) -> Answer:
        """Act on the request, once for its key. A repeated key gets the first final answer."""
        return await self._book.write(lambda pages: self._act(pages, kind, request, now))

    async def pay_out(self, request: PayoutRequest, now: datetime) -> PayoutOutcome:
        """Pay somebody, once for the request's key."""
        return await self._book.write(lambda pages: pay(pages, request, now))

    async def payout(self, request: PayoutRequest) -> PayoutOutcome:
        """Return how a payout stands."""
        found = await self._book.run(lambda pages: known(pages, request))
        return found or Unknown("not_known_to_provider")

    async def movements(self, start: datetime, end: datetime) -> list[Movement]:
        """Return what moved from ``start`` up to, not including, ``end``, in order."""
        return await self._book.run(lambda pages: list(pages.moves(start, end)))

    async def lose(self, key: str) -> bool:
        """Note that a request got lost on its way; False where it got lost before."""
        return await self._book.run(lambda pages: pages.lose(key))

    async def show(self, payment_id: str, now: datetime) -> ProviderView | None:
        """Return how the payment stands now; None where the bank never heard of it."""
        return await self._book.run(lambda pages: self._show(pages, payment_id, now))

    async def charge(self, payment_id: str, now: datetime) -> Charge | None:
        """Return the bank's own view of the payment, for the page of the second step."""
        found = await self._book.run(lambda pages: pages.charge(payment_id))
        return None if found is None else elapsed(found, now)

    async def confirm(self, payment_id: str, now: datetime) -> Charge | None:
        """Make the second step; a payment that waits for none stays as it is."""
        return await self._book.write(lambda pages: self._step(pages, payment_id, now, agrees=True))

    async def decline(self, payment_id: str, now: datetime) -> Charge | None:
        """Break the second step off; a payment that waits for none stays as it is."""
        return await self._book.write(
            lambda pages: self._step(pages, payment_id, now, agrees=False)
        )

    async def wake(self, now: datetime, limit: int = 100) -> int:
        """Write down what time alone has changed, as news; return of how many payments."""
        if not await self._book.run(lambda pages: pages.waking(now, 1)):
            return 0
        return await self._book.write(lambda pages: self._wake(pages, now, limit))

    async def totals(self, currency: Currency) -> Money:
        """Return what the bank holds for us: captured less refunded, fees and payouts."""
        return Money(await self._book.run(lambda pages: pages.total(currency)), currency)

    async def next_due(self) -> datetime | None:
        """Return when time changes a payment or news are due to be told; None without either."""
        return await self._book.run(lambda pages: pages.next_due())

    async def lease_events(self, now: datetime, lease: timedelta, limit: int) -> list[BankEvent]:
        """Return events to be told now, kept from other senders for the lease."""
        if not await self._book.run(lambda pages: pages.has_news(now)):
            return []
        return list(await self._book.run(lambda pages: pages.lease_news(now, now + lease, limit)))

    async def told(self, event: BankEvent) -> None:
        """Forget an event: it was received, or nobody will."""
        await self._book.run(lambda pages: pages.drop_news(event.number))

    async def tell_again(self, event: BankEvent, at: datetime) -> None:
        """Keep an event that was not received for another try at that instant."""
        await self._book.run(lambda pages: pages.put_news_off(event.number, at))

    def _act(
        self, pages: Pages, kind: OperationKind, request: PaymentRequest, now: datetime
    ) -> Answer:
        recalled = recall(pages, kind, request, self._page_url)
        if recalled is not None:
            return Answer(recalled, repeated=True)
        before = pages.charge(request.payment_id)
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
            changed(pages, before, after, now)
            if self._notify is Notify.EVERYTHING or kind in card.loses_answer:
                _note(pages, before, after, now)
        if not isinstance(outcome, Unknown):
            keep(pages, kind, request, outcome)
        return Answer(outcome, repeated=False)

    def _show(self, pages: Pages, payment_id: str, now: datetime) -> ProviderView | None:
        found = pages.charge(payment_id)
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
            refunds=refunds_of(pages, payment_id, charge.amount.currency),
        )

    def _step(self, pages: Pages, payment_id: str, now: datetime, *, agrees: bool) -> Charge | None:
        before = pages.charge(payment_id)
        if before is None:
            return None
        fresh = elapsed(before, now)
        after = confirmed(fresh, now) if agrees else turned_down(fresh)
        if after != before:
            changed(pages, before, after, now)
            _note(pages, before, after, now)
        return after

    def _wake(self, pages: Pages, now: datetime, limit: int) -> int:
        waking = pages.waking(now, limit)
        for before in waking:
            after = elapsed(before, now)
            changed(pages, before, after, now)
            _note(pages, before, after, now)
        return len(waking)


def _note(pages: Pages, before: Charge | None, after: Charge, now: datetime) -> None:
    if before is None or before.state is not after.state:
        name = f"payment.{after.state.value}"
    elif before.refunded != after.refunded:
        name = "refund.succeeded"
    else:
        return
    pages.note(after.payment_id, name, now)
