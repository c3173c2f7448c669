"""Refunds that staff decides on: quoting, asking, approving, and what to do with a parked one.

Pure like `foodmarket.domain.orders.decisions`. The order's state stays as it is; the refunds that
the order process makes by itself are made by its effects.
"""

from datetime import datetime, timedelta

from attrs import evolve, frozen

from foodmarket.domain.accounts.decisions import require_duty
from foodmarket.domain.accounts.model import AccountId, Actor, Duty, Role
from foodmarket.domain.escrow.decisions import fund_refund
from foodmarket.domain.escrow.model import Liable
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.orders.effects import Draft
from foodmarket.domain.orders.errors import ReasonRequired, RefundTooLarge
from foodmarket.domain.orders.model import Change, Purchase
from foodmarket.domain.payments.decisions import LEASE
from foodmarket.domain.payments.model import OperationId, PaymentState
from foodmarket.domain.refunds.decisions import Choice, chosen, split
from foodmarket.domain.refunds.errors import (
    BadRefund,
    NothingCaptured,
    RefundNotReady,
    SecondPersonNeeded,
    UnknownRefund,
)
from foodmarket.domain.refunds.model import (
    BY_STAFF,
    Parts,
    Refund,
    RefundId,
    RefundReason,
    RefundState,
    Source,
)


@frozen(kw_only=True)
class RefundQuote:
    """What a refund would do. ``sources`` is where its money would come from."""

    amount: Money
    parts: Parts
    sources: tuple[Source, ...]
    needs_approval: bool
    left: Money


def quote_refund(
    purchase: Purchase, choice: Choice, liable: Liable, actor: Actor, now: datetime
) -> RefundQuote:
    """Tell what would happen, without doing it.

    Refuses with `NotAllowed`, `NothingCaptured`, `BadRefund` and `RefundTooLarge`.
    """
    require_duty(actor, Duty.SUPPORT, Duty.FINANCE)
    payment, order = purchase.payment, purchase.order
    if payment.state is not PaymentState.CAPTURED:
        raise NothingCaptured
    left = purchase.left(requested=True)
    parts = chosen(choice, purchase.paid, left)
    amount = choice.amount or parts.total
    if not amount and left.total:
        raise BadRefund(problem="nothing_left_of_it")
    if not amount or amount > left.total:
        raise RefundTooLarge(most=left.total.amount)
    entry = fund_refund(purchase.funds, amount, liable, key=f"quote:{order.id}", at=now)
    return RefundQuote(
        amount=amount,
        parts=parts,
        sources=tuple(
            Source(posting.account, Money(-posting.amount, entry.currency))
            for posting in entry.postings
            if posting.amount < 0
        ),
        needs_approval=amount.amount > order.terms.refund_approval_limit,
        left=left.total - amount,
    )


def ask_refund(
    purchase: Purchase,
    choice: Choice,
    reason: RefundReason,
    liable: Liable,
    actor: Actor,
    now: datetime,
    refund_id: RefundId,
    new_id: OperationId,
    lease: timedelta = LEASE,
) -> Change:
    """Ask for a refund; up to the limit of the order's terms it needs nobody else.

    Refuses like `quote_refund`, and with `ReasonRequired`.
    """
    quoted = quote_refund(purchase, choice, liable, actor, now)
    if reason not in BY_STAFF:
        raise ReasonRequired(choices=list(BY_STAFF))
    refund = Refund(
        id=refund_id,
        order_id=purchase.order.id,
        payment_id=purchase.payment.id,
        amount=quoted.amount,
        parts=quoted.parts,
        reason=reason,
        liable=liable,
        role=Role.STAFF,
        asked_by=actor.account_id,
        asked_at=now,
        moved_at=now,
        state=RefundState.REQUESTED,
        returned=Money.zero(quoted.amount.currency),
    )
    draft = Draft(purchase, now, new_id)
    draft.replace(refund)
    if not quoted.needs_approval:
        _approve(draft, refund, None, lease)
    return draft.change()


def approve_refund(
    purchase: Purchase,
    refund_id: RefundId,
    actor: Actor,
    now: datetime,
    new_id: OperationId,
    lease: timedelta = LEASE,
) -> Change:
    """Approve what somebody else asked for.

    Refuses with `NotAllowed`, `UnknownRefund`, `RefundNotReady`, `SecondPersonNeeded`, and
    `RefundTooLarge` where less is left by now.
    """
    approver = require_duty(actor, Duty.FINANCE)
    refund = _find(purchase, refund_id, RefundState.REQUESTED)
    if refund.asked_by == approver:
        raise SecondPersonNeeded
    left = purchase.left()
    if refund.amount > left.total:
        raise RefundTooLarge(most=left.total.amount)
    if not left.less(refund.parts).possible:
        refund = evolve(refund, parts=split(refund.amount, left))
    draft = Draft(purchase, now, new_id)
    _approve(draft, refund, approver, lease)
    return draft.change()


def decline_refund(
    purchase: Purchase,
    refund_id: RefundId,
    actor: Actor,
    now: datetime,
    new_id: OperationId,
    lease: timedelta = LEASE,
) -> Change:
    """Turn a request down, or take one's own back.

    Refuses with `NotAllowed`, `UnknownRefund` and `RefundNotReady`.
    """
    del lease  # nothing is asked of the provider
    require_duty(actor, Duty.SUPPORT, Duty.FINANCE)
    refund = _find(purchase, refund_id, RefundState.REQUESTED)
    draft = Draft(purchase, now, new_id)
    draft.replace(evolve(refund, state=RefundState.DECLINED, moved_at=now))
    return draft.change()


def retry_refund(
    purchase: Purchase,
    refund_id: RefundId,
    actor: Actor,
    now: datetime,
    new_id: OperationId,
    lease: timedelta = LEASE,
) -> Change:
    """Ask the provider again for a refund that it refused too often.

    Refuses with `NotAllowed`, `UnknownRefund` and `RefundNotReady`.
    """
    require_duty(actor, Duty.SUPPORT, Duty.FINANCE)
    refund = _find(purchase, refund_id, RefundState.PARKED)
    draft = Draft(purchase, now, new_id)
    draft.payment = evolve(draft.payment, parked=False, failures=0)
    draft.replace(evolve(refund, state=RefundState.APPROVED, moved_at=now))
    draft.ask_next(lease)
    return draft.change()


def abandon_refund(
    purchase: Purchase,
    refund_id: RefundId,
    actor: Actor,
    now: datetime,
    new_id: OperationId,
    lease: timedelta = LEASE,
) -> Change:
    """Give a parked refund up: its money goes back where it came from.

    Refuses with `NotAllowed`, `UnknownRefund` and `RefundNotReady`.
    """
    require_duty(actor, Duty.FINANCE)
    refund = _find(purchase, refund_id, RefundState.PARKED)
    draft = Draft(purchase, now, new_id)
    draft.abandon(refund)
    draft.ask_next(lease)
    return draft.change()


def _approve(draft: Draft, refund: Refund, approver: AccountId | None, lease: timedelta) -> None:
    approved = evolve(refund, state=RefundState.APPROVED, approved_by=approver, moved_at=draft.now)
    draft.fund(approved)
    draft.ask_next(lease)


def _find(purchase: Purchase, refund_id: RefundId, needed: RefundState) -> Refund:
    refund = next((it for it in purchase.refunds if it.id == refund_id), None)
    if refund is None:
        raise UnknownRefund
    if refund.state is not needed:
        raise RefundNotReady(state=refund.state, needed=needed)
    return refund
