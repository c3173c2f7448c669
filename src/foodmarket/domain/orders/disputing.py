"""What people and banks do in a dispute, and what follows for the order and its money.

Pure like `foodmarket.domain.orders.decisions`.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from attrs import evolve, frozen

from foodmarket.domain.accounts.decisions import require_duty
from foodmarket.domain.accounts.model import Actor, Duty, Role
from foodmarket.domain.disputes.decisions import (
    DisputeVerb,
    contested,
    evidence_answered,
    moved,
    permitted,
    proposed,
    require_words,
)
from foodmarket.domain.disputes.errors import PaymentDisputed, UnknownDispute
from foodmarket.domain.disputes.model import (
    Claim,
    Dispute,
    DisputeId,
    EvidenceState,
    Proposal,
)
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.orders.decisions import permitted as permitted_of_order
from foodmarket.domain.orders.decisions import require_party
from foodmarket.domain.orders.effects import Draft
from foodmarket.domain.orders.errors import ReasonRequired, RefundTooLarge, UnknownOrder
from foodmarket.domain.orders.model import Change, Purchase
from foodmarket.domain.orders.process import BY_STATE, Trigger
from foodmarket.domain.orders.seconding import waiting_for_second
from foodmarket.domain.payments.decisions import LEASE
from foodmarket.domain.payments.model import OperationId
from foodmarket.domain.refunds.decisions import Choice, chosen
from foodmarket.domain.refunds.errors import BadRefund
from foodmarket.domain.refunds.model import Parts


class Side(StrEnum):
    """Whom staff finds right."""

    COOK = "cook"
    CUSTOMER = "customer"


@frozen(kw_only=True)
class Verdict:
    """What staff decides: everything goes back where the customer is right.

    Where the cook is, the customer may still be awarded a part.
    """

    in_favour_of: Side
    award: Choice | None = None
    words: str = ""


def complain(
    purchase: Purchase,
    reason: str,
    claim: Claim,
    actor: Actor,
    now: datetime,
    new_id: OperationId,
) -> Change:
    """Open a complaint: the order is in dispute, and the cook has to answer.

    Refuses with `UnknownOrder`, `IllegalTransition`, `WrongActor` and `ReasonRequired`.
    """
    row = permitted_of_order(purchase.order, Trigger.COMPLAIN, actor)
    if reason not in row.reasons:
        raise ReasonRequired(choices=list(row.reasons))
    draft = Draft(purchase, now, new_id)
    draft.take(row, actor.role, reason, None)
    complaint = draft.complaint
    if complaint is not None:
        draft.put_dispute(evolve(complaint, claim=claim), actor.role)
    return draft.change()


def propose(
    purchase: Purchase,
    dispute_id: DisputeId,
    verb: DisputeVerb,
    choice: Choice | None,
    words: str,
    actor: Actor,
    now: datetime,
    new_id: OperationId,
) -> Change:
    """Say what one would settle for (``choice`` None: nothing); it is the other side's turn then.

    Refuses with `UnknownDispute`, `DisputeNotReady`, `NotYourTurn`, `TooManyProposals`, `BadClaim`,
    `CardNumberRefused`, `BadRefund` and `RefundTooLarge`.
    """
    dispute = named(purchase, dispute_id, actor)
    row = permitted(dispute, verb, actor.role)
    require_words(words)
    parts = _wanted(purchase, choice) if choice is not None else None
    amount = parts.total if parts else Money.zero(purchase.payment.amount.currency)
    proposal = Proposal(role=actor.role, at=now, amount=amount, parts=parts, words=words.strip())
    draft = Draft(purchase, now, new_id)
    wait = purchase.order.terms.answer_time
    after = moved(proposed(dispute, proposal), row.after, now, wait)
    draft.put_dispute(after, actor.role, amount)
    return draft.change()


def accept(
    purchase: Purchase,
    dispute_id: DisputeId,
    actor: Actor,
    now: datetime,
    new_id: OperationId,
    lease: timedelta = LEASE,
) -> Change:
    """Agree to what the other side proposed last: that much goes back, and the dispute is over.

    Refuses with `UnknownDispute`, `DisputeNotReady`, `NotYourTurn`, `PaymentDisputed`, and with
    `RefundTooLarge` where less is left by now.
    """
    dispute = named(purchase, dispute_id, actor)
    permitted(dispute, DisputeVerb.ACCEPT, actor.role)
    proposal = dispute.proposals[-1]
    left = purchase.payment.keep
    if proposal.amount > left:
        raise RefundTooLarge(most=left.amount)
    whole = proposal.amount == left and left.amount > 0
    trigger = Trigger.AGREE_ON_ALL if whole else Trigger.AGREE
    draft = Draft(purchase, now, new_id)
    draft.agreed = proposal.parts
    return _ended(draft, trigger, Role.SYSTEM, proposal.amount, lease)


def escalate(
    purchase: Purchase, dispute_id: DisputeId, actor: Actor, now: datetime, new_id: OperationId
) -> Change:
    """Hand the dispute to staff. Refuses with `UnknownDispute`, `DisputeNotReady`, `NotYourTurn`.

    Staff needs one of its duties: otherwise `NotAllowed`.
    """
    if actor.role is Role.STAFF:
        require_duty(actor, Duty.SUPPORT, Duty.FINANCE)
    dispute = named(purchase, dispute_id, actor)
    row = permitted(dispute, DisputeVerb.ESCALATE, actor.role)
    draft = Draft(purchase, now, new_id)
    draft.put_dispute(moved(dispute, row.after, now), actor.role)
    return draft.change()


def decide(
    purchase: Purchase,
    dispute_id: DisputeId,
    verdict: Verdict,
    actor: Actor,
    now: datetime,
    new_id: OperationId,
    lease: timedelta = LEASE,
) -> Change:
    """Decide as staff; the order ends with what is given back.

    Refuses with `NotAllowed`, `UnknownDispute`, `DisputeNotReady` (before a side escalated, or its
    time ran out), `PaymentDisputed`, `BadClaim`, `BadRefund`, `RefundTooLarge`, and like
    `foodmarket.domain.orders.seconding.waiting_for_second`.
    """
    by = require_duty(actor, Duty.SUPPORT, Duty.FINANCE)
    dispute = named(purchase, dispute_id, actor)
    permitted(dispute, DisputeVerb.DECIDE, actor.role)
    require_words(verdict.words)
    for_customer = verdict.in_favour_of is Side.CUSTOMER
    if for_customer and verdict.award is not None:
        raise BadRefund(problem="award_with_everything")
    award = _wanted(purchase, verdict.award) if verdict.award is not None else None
    draft = Draft(purchase, now, new_id)
    trigger = Trigger.RESOLVE_FOR_CUSTOMER if for_customer else Trigger.RESOLVE_FOR_COOK
    keep = purchase.payment.keep
    back = award.total if award else keep if for_customer else Money.zero(keep.currency)
    waits = None if draft.frozen else waiting_for_second(purchase, trigger, back, by, now)
    if waits is not None:
        draft.put_dispute(waits, actor.role)
        return draft.change()
    draft.put_dispute(evolve(dispute, verdict=verdict.words.strip() or None), actor.role)
    draft.agreed = award
    return _ended(draft, trigger, actor.role, award.total if award else None, lease)


def contest(
    purchase: Purchase,
    dispute_id: DisputeId,
    words: str,
    links: tuple[str, ...],
    actor: Actor,
    now: datetime,
    new_id: OperationId,
) -> Change:
    """Store evidence against a chargeback; the caller submits it then.

    Refuses with `NotAllowed`, `UnknownDispute`, and like
    `foodmarket.domain.disputes.decisions.contested`.
    """
    by = require_duty(actor, Duty.SUPPORT, Duty.FINANCE)
    dispute = named(purchase, dispute_id, actor)
    draft = Draft(purchase, now, new_id)
    draft.put_dispute(contested(dispute, new_id, by, words, links, now), actor.role)
    return draft.change()


def note_evidence(
    purchase: Purchase,
    dispute_id: DisputeId,
    evidence_id: OperationId,
    state: EvidenceState,
    reason: str | None,
    now: datetime,
    new_id: OperationId,
) -> Change:
    """Record what the provider said of evidence. Refuses with `UnknownDispute`."""
    dispute = _find(purchase, dispute_id)
    draft = Draft(purchase, now, new_id)
    draft.put_dispute(evidence_answered(dispute, evidence_id, state, reason), Role.SYSTEM)
    return draft.change()


def named(purchase: Purchase, dispute_id: DisputeId, actor: Actor) -> Dispute:
    """Return a dispute to those whom its order concerns. Refuses with `UnknownDispute`.

    A chargeback is between the bank and the platform: customers do not see its document.
    """
    dispute = _find(purchase, dispute_id)
    try:
        require_party(purchase.order, actor)
    except UnknownOrder:
        raise UnknownDispute from None
    if actor.role is Role.COURIER or (dispute.chargeback and actor.role is Role.CUSTOMER):
        raise UnknownDispute
    return dispute


def _find(purchase: Purchase, dispute_id: DisputeId) -> Dispute:
    found = next((it for it in purchase.disputes if it.id == dispute_id), None)
    if found is None:
        raise UnknownDispute
    return found


def _wanted(purchase: Purchase, choice: Choice) -> Parts:
    """Return the parts of what is left that a choice asks for. Refuses like `chosen`."""
    left = purchase.left()
    parts = chosen(choice, purchase.paid, left)
    if choice.amount is not None and choice.amount > left.total:
        raise RefundTooLarge(most=left.total.amount)
    if not parts.total:
        raise BadRefund(problem="nothing_left_of_it")
    return parts


def _ended(
    draft: Draft, trigger: Trigger, role: Role, award: Money | None, lease: timedelta
) -> Change:
    if draft.frozen:
        raise PaymentDisputed
    draft.take(BY_STATE[draft.order.state][trigger], role, None, award)
    draft.ask_next(lease)
    return draft.change()
