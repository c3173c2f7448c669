"""What a rail can do, declared by its adapter."""

from datetime import timedelta

from attrs import frozen

from foodmarket.domain.kernel.money import Money


@frozen(kw_only=True)
class PayoutLimits:
    """The most that a rail pays out to one cook: at once, per day (times), and per month."""

    each: Money
    times_a_day: int
    each_month: Money


@frozen(kw_only=True)
class Capabilities:
    """What a rail can do, declared by its adapter; terms that do not fit are refused early.

    ``longest_hold`` is how long an uncaptured hold lasts at least; ``longest_escrow`` is how long
    captured money may wait to be paid out (None: as long as we like). ``tranches`` tells whether a
    cook can be paid for one order in several parts. ``key_lasts`` is how long a repeated key is
    recognised (None: always); after that, look up before repeating. ``receipts`` tells whether the
    rail makes fiscal receipts (54-FZ): only then is it told what was bought, and whose phone it is.
    """

    separate_capture: bool
    longest_hold: timedelta
    partial_capture: bool = False
    longest_escrow: timedelta | None = None
    currencies: frozenset[str] | None = None  # None: every currency
    smallest_payment: Money | None = None
    largest_payment: Money | None = None
    tranches: bool = True
    refund_after_payout: bool = True
    payouts: bool = False
    payout_reversal: bool = False
    payout_limits: PayoutLimits | None = None
    disputes: bool = False
    provider_escrow: bool = False
    key_lasts: timedelta | None = None
    receipts: bool = False
