"""A book in memory, which ends with its process."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import takewhile
from sqlite3 import ProgrammingError
from typing import TypeVar

from attrs import define, evolve, field

from foodmarket.adapters.sandbox.charge import Charge
from foodmarket.adapters.sandbox.pages import BankEvent, Kept
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.payments.model import PaymentId
from foodmarket.domain.payments.reports import Movement, MovementKind

T = TypeVar("T")


@define
class MemoryPages:
    """The pages; ``movements`` may be looked at, and forged, by tests."""

    movements: list[Movement] = field(factory=list)
    _charges: dict[str, Charge] = field(factory=dict)
    _waking: list[tuple[datetime, str]] = field(factory=list)
    _answers: dict[str, Kept] = field(factory=dict)
    _refunds: defaultdict[str, list[tuple[str, int]]] = field(factory=lambda: defaultdict(list))
    _lost: set[str] = field(factory=set)
    _paid: set[str] = field(factory=set)
    _events: dict[int, BankEvent] = field(factory=dict)
    _due: list[tuple[datetime, int]] = field(factory=list)
    _noted: int = 0

    def charge(self, payment_id: str) -> Charge | None:
        return self._charges.get(payment_id)

    def put_charge(self, charge: Charge) -> None:
        before = self._charges.get(charge.payment_id)
        if before is not None and before.wakes_at is not None:
            _remove(self._waking, (before.wakes_at, charge.payment_id))
        if charge.wakes_at is not None:
            insort(self._waking, (charge.wakes_at, charge.payment_id))
        self._charges[charge.payment_id] = charge

    def waking(self, now: datetime, limit: int) -> Sequence[Charge]:
        due = takewhile(lambda it: it[0] <= now, self._waking[:limit])
        return [self._charges[payment_id] for _, payment_id in due]

    def answer(self, key: str) -> Kept | None:
        return self._answers.get(key)

    def keep(self, key: str, answer: Kept) -> None:
        self._answers[key] = answer
        if answer.name == "Refunded" and answer.amount is not None:
            self._refunds[answer.payment_id].append((key, answer.amount))

    def refunds(self, payment_id: str) -> Sequence[tuple[str, int]]:
        return self._refunds.get(payment_id, ())

    def lose(self, key: str) -> bool:
        fresh = key not in self._lost
        self._lost.add(key)
        return fresh

    def paid(self, key: str) -> bool:
        return key in self._paid

    def pay(self, key: str, destination: str, amount: Money, at: datetime) -> None:
        del destination
        self._paid.add(key)
        self._move(f"sandbox-payout-{key}", MovementKind.PAYOUT, None, amount, None, at)

    def move(
        self, payment_id: str, kind: MovementKind, amount: Money, fee: Money | None, at: datetime
    ) -> None:
        number = len(self.movements) + 1
        self._move(f"sandbox-{number}", kind, PaymentId(payment_id), amount, fee, at)

    def moves(self, start: datetime, end: datetime) -> Sequence[Movement]:
        return sorted((it for it in self.movements if start <= it.at < end), key=lambda it: it.at)

    def total(self, currency: Currency) -> int:
        charges = (it for it in self._charges.values() if it.amount.currency == currency)
        held = sum((it.captured - it.refunded - it.fee).amount for it in charges)
        payouts = (it for it in self.movements if it.kind is MovementKind.PAYOUT)
        return held - sum(it.amount.amount for it in payouts if it.amount.currency == currency)

    def note(self, payment_id: str, name: str, at: datetime) -> None:
        self._noted += 1
        self._events[self._noted] = BankEvent(self._noted, payment_id, name, at, 0)
        insort(self._due, (at, self._noted))

    def has_news(self, now: datetime) -> bool:
        return bool(self._due) and self._due[0][0] <= now

    def lease_news(self, now: datetime, until: datetime, limit: int) -> Sequence[BankEvent]:
        due = [number for _, number in takewhile(lambda it: it[0] <= now, self._due[:limit])]
        del self._due[: len(due)]
        for number in due:
            event = self._events[number]
            self._events[number] = evolve(event, attempts=event.attempts + 1)
            insort(self._due, (until, number))
        return [self._events[number] for number in sorted(due)]

    def drop_news(self, number: int) -> None:
        if self._events.pop(number, None) is not None:
            self._due = [it for it in self._due if it[1] != number]

    def put_news_off(self, number: int, at: datetime) -> None:
        if number in self._events:
            self._due = [it for it in self._due if it[1] != number]
            insort(self._due, (at, number))

    def next_due(self) -> datetime | None:
        firsts = [it[0][0] for it in (self._waking, self._due) if it]
        return min(firsts, default=None)

    def _move(
        self,
        reference: str,
        kind: MovementKind,
        payment_id: PaymentId | None,
        amount: Money,
        fee: Money | None,
        at: datetime,
    ) -> None:
        self.movements.append(
            Movement(
                reference=reference,
                kind=kind,
                payment_id=payment_id,
                amount=amount,
                fee=fee,
                at=at,
            )
        )


class MemoryBook:
    """The book around them: nothing in it gives way, so every piece of work is a transaction."""

    def __init__(self) -> None:
        self.pages = MemoryPages()
        self._open = True

    def close(self) -> None:
        """Answer nobody any more, as a file that was let go of."""
        self._open = False

    async def write(self, work: Callable[[MemoryPages], T]) -> T:
        """Run the work. Raises `sqlite3.ProgrammingError` after `close`."""
        if not self._open:
            raise ProgrammingError("the bank is closed")
        return work(self.pages)

    run = write


def _remove(rows: list[tuple[datetime, str]], row: tuple[datetime, str]) -> None:
    del rows[bisect_left(rows, row)]
