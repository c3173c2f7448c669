"""The terms under which a payment is held, and who answers for money that goes back."""

from datetime import timedelta
from enum import StrEnum

from attrs import frozen

from foodmarket.domain.kernel.money import BasisPoints


class RetentionTo(StrEnum):
    """Whose the retention becomes when the dispute window closes."""

    PLATFORM = "platform"
    COOK = "cook"


class Liable(StrEnum):
    """Who answers for a refund."""

    COOK = "cook"
    PLATFORM = "platform"
    CUSTOMER = "customer"


@frozen(kw_only=True)
class Terms:
    """The numbers of the process; an order freezes those that it was placed under.

    Rates are in basis points. ``retention`` applies to items and delivery after discounts.
    ``promotion`` is a discount on the items, funded by the platform. ``refund_when_preparing`` and
    ``refund_when_ready`` are the parts that a customer who cancels that late gets back.
    ``answer_time`` is how long each side of a complaint has for its answer.
    A refund by staff of more than ``refund_approval_limit`` (minor units) needs a second person.
    """

    payment_time: timedelta = timedelta(minutes=15)
    acceptance_time: timedelta = timedelta(minutes=30)
    overdue_reminder: timedelta = timedelta(hours=3)
    overdue_limit: timedelta = timedelta(hours=24)
    confirmation_time: timedelta = timedelta(hours=24)
    dispute_window: timedelta = timedelta(days=14)
    dispute_limit: timedelta = timedelta(days=60)
    answer_time: timedelta = timedelta(hours=48)
    retention: BasisPoints = BasisPoints(1_000)
    retention_to: RetentionTo = RetentionTo.PLATFORM
    promotion: BasisPoints = BasisPoints(0)
    refund_when_preparing: BasisPoints = BasisPoints(5_000)
    refund_when_ready: BasisPoints = BasisPoints(0)
    refund_approval_limit: int = 500_000
