"""What the YooKassa rail can do, by method of payment, in plain mode and in a Safe Deal."""

from datetime import datetime, timedelta

from foodmarket.adapters.yookassa.config import Method, YooKassaSettings
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.payments.capabilities import Capabilities, PayoutLimits

RUB = Currency("RUB")
KEY_LASTS = timedelta(hours=24)
SKEW = timedelta(minutes=5)  # between our clock and theirs
HOLD_LASTS = timedelta(days=7)  # the exact end is the payment's `expires_at`
_TWO_STAGE = frozenset({Method.BANK_CARD, Method.YOO_MONEY, Method.SBERBANK})
PAYOUT_LIMITS = PayoutLimits(  # to one bank card
    each=Money(150_000_00, RUB),
    times_a_day=20,
    each_month=Money(1_500_000_00, RUB),
)


def separate_capture(method: Method) -> bool:
    """Tell whether the method can hold first; SBP moves the money at once."""
    return method in _TWO_STAGE


def capabilities(settings: YooKassaSettings) -> Capabilities:
    """Return what the configured method and mode can do.

    A payout closes a deal: there is no second one for the same order, and no refund after it.
    """
    two_stage = separate_capture(settings.method)
    deal = settings.safe_deal
    pays_out = deal is not None or settings.payout_gateway is not None
    return Capabilities(
        separate_capture=two_stage,
        longest_hold=HOLD_LASTS if two_stage else timedelta(0),
        partial_capture=two_stage,
        longest_escrow=None if deal is None else deal.lasts,
        currencies=frozenset({RUB}),
        smallest_payment=Money(1_00, RUB),
        tranches=deal is None,
        refund_after_payout=deal is None,
        payouts=pays_out,
        payout_limits=PAYOUT_LIMITS if pays_out else None,
        provider_escrow=deal is not None,
        key_lasts=KEY_LASTS,
        receipts=settings.receipts is not None,
    )


def key_is_old(asked: datetime | None, now: datetime) -> bool:
    """Tell whether YooKassa may have forgotten a key that was first used then."""
    return asked is not None and now - asked >= KEY_LASTS - SKEW
