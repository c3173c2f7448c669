"""Paying cooks: how each wants to be paid, what the provider was asked, what holds money back."""

from datetime import datetime, timedelta
from enum import StrEnum

from attrs import field, frozen

from foodmarket.domain.accounts.model import CookId
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.ledger.model import Entry
from foodmarket.domain.payments.model import OperationId


class PayoutId(Id):
    """Identifies a payout."""

    __slots__ = ()
    prefix = "pyo"

    @property
    def operation_id(self) -> OperationId:
        """Return the payout's key at the provider: one payout is one operation."""
        return OperationId(f"{OperationId.prefix}_{self.partition('_')[2]}")


class PayoutHold(StrEnum):
    """Why money that is payable is not paid out now."""

    NO_METHOD = "no_method"
    COOLING = "cooling"
    UNDER_REVIEW = "under_review"
    DISPUTED = "disputed"
    DEBT = "debt"
    BELOW_MINIMUM = "below_minimum"
    DAILY_LIMIT = "daily_limit"
    MONTHLY_LIMIT = "monthly_limit"
    PROVIDER_CANNOT = "provider_cannot"


@frozen(kw_only=True)
class PayoutPlan:
    """How a cook is paid: where to, how often, from which amount on (minor units).

    ``destination`` is the provider's token or account, None until the cook names one; nothing is
    paid before ``cools_until``. ``review`` is why staff holds payouts back. ``due_at`` is when
    the next payout is made.
    """

    cook_id: CookId
    currency: Currency
    provider: str | None = None
    destination: str | None = field(default=None, repr=False)
    label: str = ""
    cools_until: datetime | None = None
    minimum: int = 10_000
    every: timedelta = timedelta(days=1)
    review: str | None = None
    due_at: datetime
    version: int = 1


class PayoutState(StrEnum):
    """``RESERVED`` is stored and not asked yet; ``SUBMITTED`` was asked without a final answer."""

    RESERVED = "reserved"
    SUBMITTED = "submitted"
    PAID = "paid"
    FAILED = "failed"

    @property
    def final(self) -> bool:
        """Tell whether nothing more can come of it."""
        return self in {self.PAID, self.FAILED}


@frozen(kw_only=True)
class Payout:
    """Money on its way to a cook. A failed one stays failed: its money is payable again.

    ``due_at`` is when it is looked at next; ``reference`` is the provider's.
    """

    id: PayoutId
    cook_id: CookId
    provider: str
    destination: str = field(repr=False)
    label: str
    amount: Money
    reserved_at: datetime
    due_at: datetime
    state: PayoutState = PayoutState.RESERVED
    attempts: int = 0
    reference: str | None = None
    reason: str | None = None
    ended_at: datetime | None = None
    version: int = 1


@frozen(kw_only=True)
class Standing:
    """What the book and earlier payouts say of a cook in one currency.

    ``frozen`` is what is payable from orders in dispute. ``today`` counts the payouts reserved
    since midnight (UTC) that did not fail, ``this_month`` is their sum since the month began.
    """

    payable: Money
    owed: Money
    frozen: Money
    today: int
    this_month: Money


@frozen
class ConnectedCook:
    """A cook's account at a provider; ``missing`` names what it still wants to know of the cook."""

    account: str
    can_be_paid: bool
    missing: tuple[str, ...]


@frozen(kw_only=True)
class PayoutChange:
    """What one decision about a cook's payouts changes, saved as a whole or not at all.

    New facts have version 1; changed ones the version after the one that was read.
    """

    plan: PayoutPlan | None = None
    payouts: tuple[Payout, ...] = ()
    entries: tuple[Entry, ...] = ()


@frozen(kw_only=True)
class PayoutOutlook:
    """What would be paid now (``parts``, one per payout), what debt is netted, what is held."""

    parts: tuple[Money, ...]
    netted: Money
    holds: tuple[PayoutHold, ...]
