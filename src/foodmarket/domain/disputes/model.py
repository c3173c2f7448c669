"""A dispute as a document: who objects to what, what was proposed, and how it ended.

A customer's complaint and a bank's chargeback are the same document. A complaint is settled by the
two sides or by staff; a chargeback by the bank, which has withdrawn the money before we hear of it.
"""

from datetime import datetime
from enum import StrEnum

from attrs import field, frozen

from foodmarket.domain.accounts.model import AccountId, CookId, Role
from foodmarket.domain.escrow.model import Liable
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.payments.model import OperationId, PaymentId
from foodmarket.domain.refunds.model import Parts, RefundId


class DisputeId(Id):
    """Identifies a dispute."""

    __slots__ = ()
    prefix = "dsp"

    @classmethod
    def beside(cls, operation_id: OperationId) -> "DisputeId":
        """Return the dispute id with the number of an operation id that was made for it."""
        return cls(f"{cls.prefix}_{operation_id.partition('_')[2]}")


class DisputeKind(StrEnum):
    """Who objects: the customer to us, or the customer's bank to the provider."""

    COMPLAINT = "complaint"
    CHARGEBACK = "chargeback"


class DisputeState(StrEnum):
    """Whose turn it is, or how it ended; `foodmarket.domain.disputes.decisions` has the moves.

    ``RAISED`` and ``CONTESTED`` (evidence was submitted), ``WON`` and ``LOST`` are a chargeback's.
    A complaint is ``OVERTAKEN`` where a lost chargeback has given everything back meanwhile.
    """

    OPENED = "opened"
    OFFERED = "offered"
    COUNTERED = "countered"
    ESCALATED = "escalated"
    AGREED = "agreed"
    DECIDED = "decided"
    LAPSED = "lapsed"
    OVERTAKEN = "overtaken"
    RAISED = "raised"
    CONTESTED = "contested"
    WON = "won"
    LOST = "lost"

    @property
    def final(self) -> bool:
        """Tell whether it is over."""
        return self in _ENDS


_ENDS = frozenset(
    {
        DisputeState.AGREED,
        DisputeState.DECIDED,
        DisputeState.LAPSED,
        DisputeState.OVERTAKEN,
        DisputeState.WON,
        DisputeState.LOST,
    }
)


@frozen(kw_only=True)
class Claim:
    """What somebody says, with photos by reference. Personal data: never in events or the book."""

    words: str = field(default="", repr=False)
    photos: tuple[str, ...] = field(default=(), repr=False)


@frozen(kw_only=True)
class Proposal:
    """What one side would settle for; an amount of nothing is a refusal."""

    role: Role
    at: datetime
    amount: Money
    parts: Parts | None
    words: str = field(default="", repr=False)


class EvidenceState(StrEnum):
    """``STORED`` is to be sent to the provider, or was sent without an answer."""

    STORED = "stored"
    SUBMITTED = "submitted"
    REFUSED = "refused"


@frozen(kw_only=True)
class Evidence:
    """What staff submits against a chargeback; its id is the provider's idempotency key."""

    id: OperationId
    by: AccountId
    at: datetime
    words: str = field(repr=False)
    links: tuple[str, ...] = ()
    state: EvidenceState = EvidenceState.STORED
    reason: str | None = None


@frozen(kw_only=True)
class Chargeback:
    """The provider's side of a dispute. Amounts are what the provider shows, as booked.

    ``withdrawn`` was taken from us and not brought back; ``lost`` is the part of it that counts as
    given back to the customer (the rest was given back before). ``liable`` answers for a loss.
    """

    provider: str
    reference: str
    withdrawn: Money
    fee: Money
    lost: Money
    liable: Liable


@frozen(kw_only=True)
class PendingVerdict:
    """What one member of staff has decided and a second has to decide alike.

    ``verdict`` is the trigger of the order process that it would pull, ``amount`` what would go
    back to the customer.
    """

    by: AccountId
    at: datetime
    verdict: str
    amount: Money


@frozen(kw_only=True)
class Dispute:
    """An objection to an order. While it is open, nothing of the order is released or paid out.

    ``amount`` is what is disputed. ``deadline`` (UTC) is until when whoever's turn it is may act;
    of a chargeback, until when evidence is taken. ``refund_id`` is what it ended with.
    """

    id: DisputeId
    order_id: Id
    payment_id: PaymentId
    cook_id: CookId
    reason: str
    amount: Money
    opened_at: datetime
    moved_at: datetime
    state: DisputeState
    deadline: datetime | None
    claim: Claim = Claim()
    proposals: tuple[Proposal, ...] = ()
    verdict: str | None = field(default=None, repr=False)
    refund_id: RefundId | None = None
    chargeback: Chargeback | None = None
    evidence: tuple[Evidence, ...] = ()
    pending: PendingVerdict | None = None
    version: int = 1

    @property
    def open_complaint(self) -> bool:
        """Tell whether a customer objects, and it is not over."""
        return self.kind is DisputeKind.COMPLAINT and not self.state.final

    @property
    def kind(self) -> DisputeKind:
        """Return who objects."""
        return DisputeKind.COMPLAINT if self.chargeback is None else DisputeKind.CHARGEBACK

    @property
    def unsent(self) -> Evidence | None:
        """Return evidence that the provider has not taken yet."""
        return next((it for it in self.evidence if it.state is EvidenceState.STORED), None)
