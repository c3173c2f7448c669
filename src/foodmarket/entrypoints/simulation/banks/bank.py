"""What the city needs of a bank, whichever it is."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.payments.model import PaymentId
from foodmarket.domain.payouts.model import Payout
from foodmarket.entrypoints.simulation.store import Machine


@frozen(kw_only=True)
class Ties:
    """How a bank is tied to the city.

    ``told`` is called after whatever the bank may have news of; ``finished`` tells whether the
    marketplace has recorded an operation's outcome already.
    """

    told: Callable[[], None]
    finished: Callable[[str], bool]


@frozen(kw_only=True)
class News:
    """One thing that a bank has to tell, and which payment it is about."""

    subject: str
    content: Any


@frozen
class Notification:
    """What a bank sends us, as HTTP carries it."""

    headers: Mapping[str, str]
    body: bytes
    address: str | None = None


@frozen(kw_only=True)
class BankRecord:
    """How a payment stands in the bank's own book, in minor units.

    ``open`` where the bank still holds money for it, or waits for somebody.
    """

    state: str
    captured: int
    refunded: int
    open: bool


class Bank(Protocol):
    """A bank with its own book; ``name`` is that of its rail."""

    @property
    def name(self) -> str: ...

    def reach(self, machine: Machine, clock: ports.Clock) -> ports.PaymentProvider:
        """Return the rail as one machine reaches it, over a line that fails."""
        ...

    async def answer(self, payment_id: PaymentId, now: datetime, *, agrees: bool) -> None:
        """Let the customer confirm a payment on the bank's page, or break it off."""
        ...

    async def next_due(self) -> datetime | None:
        """Return when there will be something to tell; a past instant where there is."""
        ...

    async def news(self, now: datetime) -> Sequence[News]:
        """Return what is to be told, once; let time alone do what it does."""
        ...

    def notification(self, news: News, now: datetime, *, forged: bool = False) -> Notification:
        """Write a notification, or what somebody would write who wants to pass for the bank."""
        ...

    async def total(self) -> int:
        """Return what the bank holds of ours."""
        ...

    async def record_of(self, payment_id: PaymentId, now: datetime) -> BankRecord | None:
        """Return how a payment stands; None where it is not known."""
        ...

    async def has_paid(self, payout: Payout) -> bool:
        """Tell whether a cook got the money."""
        ...


@runtime_checkable
class ChargesBack(Bank, Protocol):
    """A bank at which customers' banks take money back."""

    async def charge_back(self, payment_id: PaymentId, now: datetime) -> str | None:
        """Let the customer's bank take a payment back; None where nothing was captured."""
        ...

    async def decide(self, dispute: str, now: datetime, *, won: bool) -> None:
        """Let the customer's bank decide, for us or for the customer, unless it has."""
        ...
