"""Where an order thinks: placing it, moving it on, and applying what the provider answers.

Every function is pure: facts, a command and the instant come in, a `Change` or a refusal comes
out. New ids come in as arguments, too.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from hmac import compare_digest

from attrs import evolve, frozen

from foodmarket.domain.accounts.decisions import require_duty
from foodmarket.domain.accounts.model import Actor, Duty, Role
from foodmarket.domain.catalogue.decisions import reserve
from foodmarket.domain.catalogue.model import DishId, Offer
from foodmarket.domain.disputes.decisions import moved
from foodmarket.domain.disputes.errors import PaymentDisputed
from foodmarket.domain.disputes.model import DisputeState
from foodmarket.domain.escrow.decisions import Funds
from foodmarket.domain.escrow.model import Terms
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.orders.effects import Draft
from foodmarket.domain.orders.errors import (
    BadTip,
    IllegalTransition,
    PaymentNotConfirmed,
    ReasonRequired,
    RefundTooLarge,
    TooLateToPrepare,
    UnknownOrder,
    WrongActor,
    WrongDeliveryCode,
)
from foodmarket.domain.orders.model import (
    Address,
    Bill,
    Change,
    Line,
    MoneyReturned,
    Order,
    OrderId,
    OrderReminder,
    OrderState,
    PaymentActionRequired,
    Purchase,
    Quote,
)
from foodmarket.domain.orders.process import BY_STATE, DEADLINES, Effect, Transition, Trigger
from foodmarket.domain.orders.seconding import waiting_for_second
from foodmarket.domain.payments.capabilities import Capabilities
from foodmarket.domain.payments.decisions import LEASE, first_operation, settle
from foodmarket.domain.payments.errors import TermsDoNotFit
from foodmarket.domain.payments.model import (
    Operation,
    OperationId,
    OperationKind,
    Payment,
    PaymentChoice,
    PaymentId,
    PaymentMethod,
    PaymentState,
)
from foodmarket.domain.payments.outcomes import (
    ActionRequired,
    Authorised,
    Captured,
    Declined,
    FeeReported,
    HoldCancelled,
    Outcome,
    Refunded,
    Refused,
    Unknown,
)
from foodmarket.domain.payments.rails import Plan

HOLD_MARGIN = timedelta(minutes=15)  # to give a hold up before it lapses by itself

LOOK_AGAIN = timedelta(days=1)  # whether the bank has decided
FOR_COOK = Trigger.RESOLVE_FOR_COOK
VERDICTS = frozenset({FOR_COOK, Trigger.RESOLVE_FOR_CUSTOMER})
MOVES_MONEY_ON = frozenset({Effect.RELEASE, Effect.SETTLE_RETENTION})

CARRIED = frozenset({OrderState.READY, OrderState.DELIVERED})


@frozen(kw_only=True)
class Basket:
    """What a customer wants: portions by dish, where to, and a tip for the cook."""

    wanted: Mapping[DishId, int]
    tip: Money


@frozen(kw_only=True)
class NewIds:
    """The ids and the secret that a new order needs."""

    order: OrderId
    payment: PaymentId
    operation: OperationId
    delivery_code: str


def quote(offer: Offer, basket: Basket, terms: Terms, now: datetime) -> Quote:
    """Price a basket without placing it.

    Refuses like `foodmarket.domain.catalogue.decisions.reserve`, and with `CurrencyMismatch`,
    `BadTip` and `TooLateToPrepare`.
    """
    reservation = reserve(offer, basket.wanted, now)
    latest = offer.slot.window.start - _preparation(offer, basket)
    if now >= latest:
        raise TooLateToPrepare(latest=latest)
    lines = tuple(
        Line(dish_id=dish.id, name=dish.name, unit_price=dish.price, quantity=quantity)
        for dish_id, quantity in basket.wanted.items()
        if (dish := offer.dish(dish_id)) is not None and dish.price is not None
    )
    zero = Money.zero(offer.cook.currency)
    items = sum((line.total for line in lines), start=zero)
    if not zero <= basket.tip <= items:
        raise BadTip(most=items.amount)
    bill = Bill(
        items=items,
        delivery=offer.cook.delivery_fee,
        tip=basket.tip,
        discount=items.share(terms.promotion),
    )
    return Quote(lines=lines, bill=bill, reservation=reservation, window=offer.slot.window)


def place(
    offer: Offer,
    basket: Basket,
    address: Address,
    method: PaymentMethod | PaymentChoice,
    capabilities: Capabilities,
    terms: Terms,
    ids: NewIds,
    now: datetime,
    lease: timedelta = LEASE,
) -> Change:
    """Place an order: portions held, payment and the request to hold it stored.

    The caller has ``lease`` to perform that request.

    Refuses like `quote`, and with `TermsDoNotFit` where the rail can't keep the terms.
    """
    priced = quote(offer, basket, terms, now)
    total = priced.bill.total
    unfit = Plan(terms=terms, amount=total, window=priced.window, now=now).conflicts(capabilities)
    if unfit:
        raise TermsDoNotFit(provider=method.provider, conflicts=unfit)
    order = Order(
        id=ids.order,
        customer_id=method.customer_id,
        cook_id=offer.cook.id,
        reservation=priced.reservation,
        window=priced.window,
        preparation_must_start=priced.window.start - _preparation(offer, basket),
        lines=priced.lines,
        bill=priced.bill,
        address=address,
        terms=terms,
        delivery_code=ids.delivery_code,
        placed_at=now,
        entered_at=now,
        deadline=None,
        due_at=None,
        version=0,  # nothing of it is stored yet
    )
    zero = Money.zero(total.currency)
    payment = Payment(
        id=ids.payment,
        order_id=order.id,
        customer_id=method.customer_id,
        provider=method.provider,
        token=method.token,
        amount=total,
        keep=total,
        captured=zero,
        refunded=zero,
    )
    operation = first_operation(payment, ids.operation, now, lease)
    funds = Funds(
        order_id=order.id, cook_id=order.cook_id, escrow=zero, retention=zero, payable=zero
    )
    purchase = Purchase(order=order, payment=payment, operation=operation, funds=funds)
    draft = Draft(purchase, now, ids.operation)
    draft.enter(OrderState.PLACED, Role.CUSTOMER, "place")
    return evolve(draft.change(), requested=operation)


def move(
    purchase: Purchase,
    trigger: Trigger,
    actor: Actor,
    now: datetime,
    new_id: OperationId,
    *,
    reason: str | None = None,
    award: Money | None = None,
    code: str = "",
    lease: timedelta = LEASE,
) -> Change:
    """Pull a trigger. ``award`` is what a resolved dispute gives back to the customer.

    ``code`` is what the customer told at the hand-over. The caller has ``lease`` to perform what
    the change requests of the provider. Refuses with `UnknownOrder` (a stranger),
    `IllegalTransition`, `WrongActor`, `NotAllowed` (staff without a duty), `WrongDeliveryCode`,
    `PaymentNotConfirmed`, `ReasonRequired`, `RefundTooLarge`, `PaymentDisputed` where money
    would move on, and like `foodmarket.domain.orders.seconding.waiting_for_second`: a verdict that
    needs a second person leaves the order in dispute.
    """
    row = permitted(purchase.order, trigger, actor)
    if trigger is Trigger.HAND_OVER and not _same_code(code, purchase.order.delivery_code):
        raise WrongDeliveryCode
    if trigger is Trigger.START and purchase.payment.state is not PaymentState.CAPTURED:
        raise PaymentNotConfirmed
    if row.reasons and reason not in row.reasons:
        raise ReasonRequired(choices=list(row.reasons))
    left = purchase.payment.keep
    if award is not None and not Money.zero(left.currency) <= award <= left:
        raise RefundTooLarge(most=left.amount)
    draft = Draft(purchase, now, new_id)
    if draft.frozen and MOVES_MONEY_ON.intersection(row.effects):
        raise PaymentDisputed
    if trigger in VERDICTS and actor.account_id is not None:
        back = award or (Money.zero(left.currency) if trigger is FOR_COOK else left)
        waits = waiting_for_second(purchase, trigger, back, actor.account_id, now)
        if waits is not None:
            draft.put_dispute(waits, actor.role)
            return draft.change()
    draft.take(row, actor.role, reason, award)
    draft.ask_next(lease)
    return draft.change()


def hand_over(
    purchase: Purchase, code: str, actor: Actor, now: datetime, new_id: OperationId
) -> Change:
    """Hand the meal over against the customer's code. Refuses like `move`."""
    return move(purchase, Trigger.HAND_OVER, actor, now, new_id, code=code)


def _same_code(told: str, held: str) -> bool:
    return compare_digest(told.strip().encode(), held.encode())


def permitted(order: Order, trigger: Trigger, actor: Actor) -> Transition:
    """Return the process row for the trigger, or refuse (see `move`)."""
    require_party(order, actor)
    rows = BY_STATE[order.state]
    row = rows.get(trigger)
    if row is None:
        mine: list[str] = sorted(row.trigger for row in rows.values() if actor.role in row.actors)
        raise IllegalTransition(state=order.state, trigger=trigger, possible=mine)
    if actor.role not in row.actors:
        raise WrongActor(trigger=trigger, actors=sorted(row.actors))
    if actor.role is Role.STAFF:
        require_duty(actor, Duty.SUPPORT, Duty.FINANCE)
    return row


def require_party(order: Order, actor: Actor) -> None:
    """Refuse with `UnknownOrder` whoever has nothing to do with the order."""
    if actor.role is Role.PARTNER:
        raise UnknownOrder
    if actor.role is Role.CUSTOMER and actor.account_id != order.customer_id:
        raise UnknownOrder
    if actor.role is Role.COOK and actor.cook_id != order.cook_id:
        raise UnknownOrder


def require_reader(order: Order, actor: Actor) -> None:
    """Refuse with `UnknownOrder` whoever has nothing to do with the order at present.

    Couriers carry everybody's meals, so they see an order only while it is theirs to carry.
    """
    require_party(order, actor)
    if actor.role is Role.COURIER and order.state not in CARRIED:
        raise UnknownOrder


def elapse(
    purchase: Purchase,
    actor: Actor,
    now: datetime,
    new_id: OperationId,
    lease: timedelta = LEASE,
) -> Change | None:
    """Do what the order's time asks for: its deadline, or a reminder; None where nothing is due."""
    order, draft = purchase.order, Draft(purchase, now, new_id)
    if order.deadline is not None and order.deadline <= now:
        row = BY_STATE[order.state][DEADLINES[order.state].trigger]
        if draft.frozen and MOVES_MONEY_ON.intersection(row.effects):
            draft.postpone(LOOK_AGAIN)
            return draft.change()
        return move(purchase, DEADLINES[order.state].trigger, actor, now, new_id, lease=lease)
    if order.due_at is None or order.due_at > now or order.deadline is None:
        return None
    complaint = draft.complaint
    if complaint is not None and complaint.deadline is not None:
        draft.put_dispute(moved(complaint, DisputeState.ESCALATED, now), Role.SYSTEM)
        return draft.change()
    draft.order = evolve(order, reminded=True, due_at=order.deadline)
    draft.tell(OrderReminder, state=order.state, deadline=order.deadline)
    return draft.change()


def apply_outcome(
    purchase: Purchase,
    outcome: Outcome,
    now: datetime,
    new_id: OperationId,
    lease: timedelta = LEASE,
) -> Change | None:
    """Apply a provider's outcome to the unfinished operation; None where it changes nothing.

    Calls, webhooks and the resumer all end here, so whichever comes first wins. Money that
    arrives for an order that has ended goes back in full.
    """
    if purchase.operation is None:
        return None
    settled = settle(purchase.payment, purchase.operation, outcome, now)
    draft = Draft(purchase, now, new_id)
    draft.payment, draft.operation = settled.payment, settled.operation
    _follow(draft, settled.change, purchase.operation)
    draft.ask_next(lease)
    return draft.change()


def _follow(draft: Draft, happened: Outcome | None, asked: Operation) -> None:
    match happened:
        case None | Unknown():
            return
        case ActionRequired(_, url):
            draft.tell(PaymentActionRequired, url=url)
        case Authorised(_, hold_until):
            draft.pull(Trigger.PAYMENT_HELD)
            draft.end_before(hold_until - HOLD_MARGIN)
        case Declined(reason):
            draft.pull(Trigger.PAYMENT_DECLINED, reason)
            draft.pull(Trigger.CAPTURE_FAILED, reason)
        case Captured():
            draft.fund_escrow()
            draft.pull(Trigger.PAYMENT_HELD)
        case HoldCancelled():
            draft.pull(Trigger.PAYMENT_DECLINED, "hold_cancelled")
            draft.pull(Trigger.CAPTURE_FAILED, "hold_lapsed")
        case FeeReported():
            draft.book_fee()
        case Refunded(amount):
            refund = draft.book_refund(amount, asked.id)
            told = {"refund_id": refund.id, "why": refund.reason} if refund else {}
            draft.tell(MoneyReturned, amount=amount, **told)
        case Refused(reason):
            _follow_refusal(draft, reason, asked)


def _follow_refusal(draft: Draft, reason: str, asked: Operation) -> None:
    if asked.kind is OperationKind.HOLD:
        draft.pull(Trigger.PAYMENT_DECLINED, reason)
    elif asked.kind is OperationKind.CAPTURE:
        draft.pull(Trigger.CAPTURE_FAILED, reason)
    elif asked.kind is OperationKind.REFUND:
        draft.refund_refused(asked.id, reason)


def _preparation(offer: Offer, basket: Basket) -> timedelta:
    chosen = (offer.dish(dish_id) for dish_id in basket.wanted)
    return max((dish.preparation for dish in chosen if dish), default=timedelta(0))
