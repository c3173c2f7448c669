"""What stands in the bank's book, as one transaction reads and writes it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from attrs import frozen

from foodmarket.adapters.sandbox.charge import Charge
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.payments.reports import Movement, MovementKind


@frozen
class Kept:
    """What a key was used for, and its first answer: the name of an outcome and what is in it.

    ``asked``, ``amount`` and ``fee`` are in minor units; ``until`` is UTC.
    """

    payment_id: str
    kind: str
    asked: int
    name: str
    reason: str | None = None
    amount: int | None = None
    fee: int | None = None
    until: datetime | None = None


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


class Pages(Protocol):
    """The open book. All instants are UTC; nothing here gives way to anybody."""

    def charge(self, payment_id: str) -> Charge | None:
        """Return the charge as it was written last."""

    def put_charge(self, charge: Charge) -> None:
        """Write the charge over what was there."""

    def waking(self, now: datetime, limit: int) -> Sequence[Charge]:
        """Return charges that change by themselves until now, longest overdue first."""

    def answer(self, key: str) -> Kept | None:
        """Return what the key was answered first."""

    def keep(self, key: str, answer: Kept) -> None:
        """Keep the first answer of a key."""

    def refunds(self, payment_id: str) -> Sequence[tuple[str, int]]:
        """Return the keys under which was given back of a payment, with the minor units."""

    def lose(self, key: str) -> bool:
        """Note that a request got lost on its way; False where it got lost before."""

    def paid(self, key: str) -> bool:
        """Tell whether there is a payout of that key."""

    def pay(self, key: str, destination: str, amount: Money, at: datetime) -> None:
        """Add a payout."""

    def move(
        self, payment_id: str, kind: MovementKind, amount: Money, fee: Money | None, at: datetime
    ) -> None:
        """Add a line to the account of what moved."""

    def moves(self, start: datetime, end: datetime) -> Sequence[Movement]:
        """Return the lines and payouts of ``[start, end)``, oldest first."""

    def total(self, currency: Currency) -> int:
        """Return captured less refunded, fees and payouts, in minor units."""

    def note(self, payment_id: str, name: str, at: datetime) -> None:
        """Add an event to be told from that instant on."""

    def has_news(self, now: datetime) -> bool:
        """Tell whether an event is due to be told."""

    def lease_news(self, now: datetime, until: datetime, limit: int) -> Sequence[BankEvent]:
        """Return events to be told now, kept from other senders until then; in their order."""

    def drop_news(self, number: int) -> None:
        """Forget an event."""

    def put_news_off(self, number: int, at: datetime) -> None:
        """Let an event be told again at that instant."""

    def next_due(self) -> datetime | None:
        """Return when a charge changes by itself or an event is due; None without either."""
