"""What follows from a chargeback, whoever told us of it: a webhook, a look, or the poller. Pure."""

from datetime import datetime, timedelta

from attrs import evolve

from foodmarket.domain.accounts.model import Role
from foodmarket.domain.disputes.decisions import liable_for, moved
from foodmarket.domain.disputes.model import Chargeback, Dispute, DisputeState
from foodmarket.domain.kernel.errors import Conflict
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.orders.effects import Draft
from foodmarket.domain.orders.model import Change, OrderState, Purchase
from foodmarket.domain.orders.process import Trigger
from foodmarket.domain.payments.decisions import LEASE
from foodmarket.domain.payments.model import OperationId, PaymentState
from foodmarket.domain.payments.reports import ProviderDispute, ProviderDisputeState


class NothingToChargeBack(Conflict):
    """The capture that the bank disputes is not known here yet; look again later."""


def hear_chargeback(
    purchase: Purchase,
    found: ProviderDispute,
    now: datetime,
    new_id: OperationId,
    lease: timedelta = LEASE,
) -> Change | None:
    """Bring the document to where the provider shows the dispute; None where it is there already.

    What is heard twice, late or out of order therefore changes nothing. Money that is withdrawn
    freezes the order; once the bank has decided, what waits for it goes on. Refuses with
    `NothingToChargeBack`.
    """
    if purchase.payment.state is not PaymentState.CAPTURED:
        raise NothingToChargeBack
    draft = Draft(purchase, now, new_id)
    before = _known(purchase, found)
    if before is not None and (before.state.final or _same(before, found)):
        return None
    dispute = before or draft.new_chargeback(_side(purchase, found), found.reason, found.amount)
    dispute = draft.book_withdrawn(dispute, found.withdrawn, found.fee)
    dispute = evolve(dispute, amount=found.amount, deadline=found.evidence_due)
    state = _state(dispute, found)
    if not state.final:
        draft.put_dispute(evolve(dispute, moved_at=now), Role.SYSTEM)
        if before is None:
            draft.pull(Trigger.PAYMENT_DISPUTED)
        return draft.change()
    if state is DisputeState.LOST:
        dispute = draft.lose(dispute)
    draft.put_dispute(moved(dispute, state, now), Role.SYSTEM)
    if before is None and state is DisputeState.LOST:
        draft.pull(Trigger.PAYMENT_DISPUTED)  # it was over before we heard of it
    _go_on(draft)
    draft.ask_next(lease)
    return draft.change()


def _known(purchase: Purchase, found: ProviderDispute) -> Dispute | None:
    for dispute in purchase.disputes:
        side = dispute.chargeback
        if side and (side.provider, side.reference) == (
            purchase.payment.provider,
            found.reference,
        ):
            return dispute
    return None


def _side(purchase: Purchase, found: ProviderDispute) -> Chargeback:
    zero = Money.zero(found.amount.currency)
    return Chargeback(
        provider=purchase.payment.provider,
        reference=found.reference,
        withdrawn=zero,
        fee=zero,
        lost=zero,
        liable=liable_for(found.reason),
    )


def _state(dispute: Dispute, found: ProviderDispute) -> DisputeState:
    """Return where the dispute stands; a won one is over once the money is back."""
    match found.state:
        case ProviderDisputeState.LOST:
            return DisputeState.LOST
        case ProviderDisputeState.WON if not found.withdrawn:
            return DisputeState.WON
        case _:
            return dispute.state


def _same(dispute: Dispute, found: ProviderDispute) -> bool:
    side = dispute.chargeback
    shown = (found.withdrawn, found.fee, found.amount, found.evidence_due)
    stands = _state(dispute, found) is dispute.state
    known = (side.withdrawn, side.fee, dispute.amount, dispute.deadline) if side else None
    return stands and known == shown


def _go_on(draft: Draft) -> None:
    """Let the order go on from where the bank's dispute kept it."""
    if draft.frozen or draft.order.state is not OrderState.DISPUTED:
        return
    if not draft.payment.keep:
        draft.pull(Trigger.ALL_CHARGED_BACK)
    elif draft.complaint is None:
        draft.pull(Trigger.CHARGEBACK_CLOSED)
