"""A refund as a document: what goes back, of what, why, at whose expense, and how far it is.

The payment below it is driven by operations (`foodmarket.domain.payments`); a refund says why.
"""

from datetime import datetime
from enum import StrEnum

from attrs import frozen

from foodmarket.domain.accounts.model import AccountId, Role
from foodmarket.domain.escrow.model import Liable
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.ledger.model import LedgerAccount
from foodmarket.domain.payments.model import OperationId, PaymentId


class RefundId(Id):
    """Identifies a refund."""

    __slots__ = ()
    prefix = "rfd"

    @classmethod
    def beside(cls, operation_id: OperationId) -> "RefundId":
        """Return the refund id with the number of an operation id that was made for it."""
        return cls(f"{cls.prefix}_{operation_id.partition('_')[2]}")


class RefundState(StrEnum):
    """How far a refund is. Money is set aside for it from ``APPROVED`` on."""

    REQUESTED = "requested"
    APPROVED = "approved"
    SUBMITTED = "submitted"
    SUCCEEDED = "succeeded"
    PARKED = "parked"
    DECLINED = "declined"
    ABANDONED = "abandoned"

    @property
    def funded(self) -> bool:
        """Tell whether money was set aside for it that is still the customer's."""
        return self not in {self.REQUESTED, self.DECLINED, self.ABANDONED}

    @property
    def final(self) -> bool:
        """Tell whether nothing more will come of it."""
        return self in {self.SUCCEEDED, self.DECLINED, self.ABANDONED}


class RefundReason(StrEnum):
    """Why money goes back: by the order process, or by a decision of staff."""

    REJECTED = "rejected"
    NOT_ACCEPTED = "not_accepted"
    CANCELLED = "cancelled"
    OVERDUE = "overdue"
    LATE_CAPTURE = "late_capture"
    DISPUTE = "dispute"
    CHARGEBACK = "chargeback"
    MISSING_ITEMS = "missing_items"
    QUALITY = "quality"
    LATE_DELIVERY = "late_delivery"
    GOODWILL = "goodwill"


BY_STAFF = (
    RefundReason.MISSING_ITEMS,
    RefundReason.QUALITY,
    RefundReason.LATE_DELIVERY,
    RefundReason.GOODWILL,
)


@frozen(kw_only=True)
class Parts:
    """An amount by what it was paid for: ``lines`` + ``delivery`` + ``tip`` make up the total.

    Lines are what the customer paid for them; ``discount`` is what the platform paid on top of
    that. ``portions`` counts, by line, the portions that were named.
    """

    lines: tuple[Money, ...]
    delivery: Money
    tip: Money
    discount: Money
    portions: tuple[int, ...]

    @property
    def items(self) -> Money:
        """Return what all lines make up."""
        return sum(self.lines, start=Money.zero(self.tip.currency))

    @property
    def total(self) -> Money:
        """Return what the parts add up to."""
        return self.items + self.delivery + self.tip

    def less(self, other: "Parts") -> "Parts":
        """Return what is left without the other."""
        return Parts(
            lines=tuple(a - b for a, b in zip(self.lines, other.lines, strict=True)),
            delivery=self.delivery - other.delivery,
            tip=self.tip - other.tip,
            discount=self.discount - other.discount,
            portions=tuple(a - b for a, b in zip(self.portions, other.portions, strict=True)),
        )

    @property
    def possible(self) -> bool:
        """Tell whether no part is below zero."""
        amounts = (*self.lines, self.delivery, self.tip, self.discount)
        return all(part.amount >= 0 for part in amounts) and min(self.portions, default=0) >= 0


@frozen
class Source:
    """An account of the book that a refund took money from, and how much."""

    account: LedgerAccount
    amount: Money


@frozen(kw_only=True)
class Refund:
    """Money that goes back to a customer, or is to.

    ``returned`` is what has left the provider. ``operation_id`` is the latest request for it;
    ``failures`` counts refused ones. ``asked_by`` is None where the order process asked.
    """

    id: RefundId
    order_id: Id
    payment_id: PaymentId
    amount: Money
    parts: Parts
    reason: RefundReason
    liable: Liable
    role: Role
    asked_by: AccountId | None
    asked_at: datetime
    moved_at: datetime
    state: RefundState
    sources: tuple[Source, ...] = ()
    approved_by: AccountId | None = None
    operation_id: OperationId | None = None
    returned: Money
    takes_promotion: bool = False
    failures: int = 0
    failure: str | None = None
    version: int = 1

    @property
    def open_amount(self) -> Money:
        """Return what has not left the provider yet."""
        return self.amount - self.returned
