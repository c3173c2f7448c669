"""An order: what was bought from whom for when, under which terms, and where it stands."""

from datetime import datetime
from enum import StrEnum

from attrs import define, field, frozen

from foodmarket.domain.accounts.model import AccountId, CookId, Role
from foodmarket.domain.catalogue.model import DishId, Offer, Reservation
from foodmarket.domain.disputes.model import Dispute, DisputeId, DisputeKind, DisputeState
from foodmarket.domain.escrow.decisions import Funds
from foodmarket.domain.escrow.model import Terms
from foodmarket.domain.kernel.errors import Invalid
from foodmarket.domain.kernel.events import Event
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.kernel.language import Bilingual
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.kernel.time import Window
from foodmarket.domain.ledger.model import Entry
from foodmarket.domain.payments.model import Operation, Payment, PaymentMethod
from foodmarket.domain.refunds.decisions import paid_parts, split
from foodmarket.domain.refunds.model import Parts, Refund, RefundId, RefundReason


class OrderId(Id):
    """Identifies an order."""

    __slots__ = ()
    prefix = "ord"


class OrderState(StrEnum):
    """Where an order stands; `foodmarket.domain.orders.process` says what moves it on."""

    PLACED = "placed"
    AUTHORISED = "authorised"
    ACCEPTED = "accepted"
    PREPARING = "preparing"
    READY = "ready"
    DELIVERED = "delivered"
    COMPLETED = "completed"
    DISPUTED = "disputed"
    SETTLED = "settled"
    EXPIRED = "expired"
    DECLINED = "declined"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"


class RejectionReason(StrEnum):
    """Why a cook does not cook an order."""

    SOLD_OUT = "sold_out"
    TOO_BUSY = "too_busy"
    MISSING_INGREDIENT = "missing_ingredient"
    KITCHEN_PROBLEM = "kitchen_problem"
    OUT_OF_AREA = "out_of_area"


class ComplaintReason(StrEnum):
    """What was wrong with a meal."""

    NOT_DELIVERED = "not_delivered"
    WRONG_ITEMS = "wrong_items"
    QUALITY = "quality"
    UNDECLARED_ALLERGEN = "undeclared_allergen"
    LATE = "late"


@define
class BadAddress(Invalid):
    """A line of the delivery address is empty or too long."""

    field: str


@frozen(kw_only=True)
class Address:
    """Where the meal goes. Personal data: never part of events or the book."""

    city: str
    street: str
    details: str = ""
    phone: str = field(default="", repr=False)

    def __attrs_post_init__(self) -> None:
        for name, text, least in (
            ("city", self.city, 1),
            ("street", self.street, 1),
            ("details", self.details, 0),
            ("phone", self.phone, 0),
        ):
            if not least <= len(text.strip()) or len(text) > 300:
                raise BadAddress(field=name)


@frozen(kw_only=True)
class Line:
    """A dish as it was when ordered."""

    dish_id: DishId
    name: Bilingual
    unit_price: Money
    quantity: int

    @property
    def total(self) -> Money:
        """Return the price of all portions of the line."""
        return self.unit_price * self.quantity


@frozen(kw_only=True)
class Bill:
    """What an order costs: the customer pays items + delivery + tip - discount.

    The platform adds the discount, so a promotion never takes money from the cook.
    """

    items: Money
    delivery: Money
    tip: Money
    discount: Money

    @property
    def total(self) -> Money:
        """Return what the customer pays."""
        return self.items + self.delivery + self.tip - self.discount

    @property
    def base(self) -> Money:
        """Return what the retention is taken of: items and delivery after discounts."""
        return self.items + self.delivery - self.discount


@frozen(kw_only=True)
class Quote:
    """What an order would cost and hold, without placing it."""

    lines: tuple[Line, ...]
    bill: Bill
    reservation: Reservation
    window: Window


@frozen(kw_only=True)
class Order:
    """One purchase of dishes of one cook for one slot.

    ``deadline`` (UTC) is when the state's time runs out; ``due_at`` is when the timer looks next
    (a reminder, or the deadline). ``delivery_code`` is told by the customer at hand-over.
    ``preparation_must_start`` is the latest start that still makes the slot.
    """

    id: OrderId
    customer_id: AccountId
    cook_id: CookId
    reservation: Reservation
    window: Window
    preparation_must_start: datetime
    lines: tuple[Line, ...]
    bill: Bill
    address: Address
    terms: Terms
    delivery_code: str = field(repr=False)
    placed_at: datetime
    state: OrderState = OrderState.PLACED
    entered_at: datetime
    deadline: datetime | None
    due_at: datetime | None
    reminded: bool = False
    reason: str | None = None
    version: int = 1


@frozen(kw_only=True)
class Step:
    """One line of an order's history: who moved it from where to where, when and why."""

    order_id: OrderId
    at: datetime
    actor: Role
    trigger: str
    before: OrderState
    after: OrderState
    reason: str | None = None


@frozen
class Checkout:
    """What an order is made from: what a slot offers, and a saved way to pay; None: no such."""

    offer: Offer | None
    method: PaymentMethod | None


@frozen(kw_only=True)
class Purchase:
    """An order with its payment, the unfinished operation, its funds, refunds and disputes.

    All of it is decided on together; refunds and disputes are oldest first.
    """

    order: Order
    payment: Payment
    operation: Operation | None
    funds: Funds
    refunds: tuple[Refund, ...] = ()
    disputes: tuple[Dispute, ...] = ()

    @property
    def paid(self) -> Parts:
        """Return what was taken from the customer, by what it was taken for."""
        order, bill = self.order, self.order.bill
        lines = [(line.total, line.quantity) for line in order.lines]
        return paid_parts(lines, bill.delivery, bill.tip, bill.discount, self.payment.captured)

    def left(self, *, requested: bool = False) -> Parts:
        """Return what of it was not given back; with ``requested``, nor asked to be given back."""
        paid = left = self.paid
        told = Money.zero(paid.tip.currency)
        for refund in self.refunds:
            if refund.state.funded:
                told += refund.amount
            if refund.state.funded or (requested and not refund.state.final):
                left = left.less(refund.parts)
        # What went back before refunds were kept as documents.
        untold = self.payment.captured - self.payment.keep - told
        return left.less(split(untold, left)) if untold.amount > 0 else left


@frozen(kw_only=True)
class Change:
    """What one decision changes, saved as a whole or not at all.

    ``before`` is what was decided on (a part that is the same object is unchanged).
    ``performed`` is the operation that an outcome was applied to; ``requested`` is a new one.
    ``freed`` gives portions back to their slot. ``refunds`` and ``disputes`` are those that are
    new or changed.
    """

    before: Purchase
    purchase: Purchase
    steps: tuple[Step, ...] = ()
    events: tuple[Event, ...] = ()
    entries: tuple[Entry, ...] = ()
    performed: Operation | None = None
    requested: Operation | None = None
    freed: Reservation | None = None
    refunds: tuple[Refund, ...] = ()
    disputes: tuple[Dispute, ...] = ()


@frozen(kw_only=True)
class OrderEvent(Event):
    """Something that happened to an order, with those whom it concerns."""

    order_id: OrderId
    customer_id: AccountId
    cook_id: CookId

    @property
    def subject(self) -> Id:
        """Return the order's id."""
        return self.order_id


@frozen(kw_only=True)
class OrderMoved(OrderEvent):
    """An order came into a state."""

    before: OrderState
    after: OrderState
    actor: Role
    reason: str | None

    @property
    def name(self) -> str:
        """Return ``order.<state>``."""
        return f"order.{self.after}"


@frozen(kw_only=True)
class OrderReminder(OrderEvent):
    """The time of a state is running out; whoever has to act is reminded."""

    state: OrderState
    deadline: datetime

    @property
    def name(self) -> str:
        """Return ``order.reminder``."""
        return "order.reminder"


@frozen(kw_only=True)
class PaymentActionRequired(OrderEvent):
    """The customer has to confirm the payment at the bank."""

    url: str

    @property
    def name(self) -> str:
        """Return ``payment.action_required``."""
        return "payment.action_required"


@frozen(kw_only=True)
class MoneyReturned(OrderEvent):
    """A refund reached the customer; without ``refund_id`` it was asked before refunds had one."""

    amount: Money
    refund_id: RefundId | None = None
    why: RefundReason | None = None

    @property
    def name(self) -> str:
        """Return ``payment.refunded``."""
        return "payment.refunded"


@frozen(kw_only=True)
class DisputeMoved(OrderEvent):
    """A dispute came into a state. ``amount`` is what was proposed, or what goes back in the end.

    ``deadline`` is until when whoever's turn it is may act.
    """

    dispute_id: DisputeId
    dispute: DisputeKind
    state: DisputeState
    actor: Role
    amount: Money | None
    deadline: datetime | None

    @property
    def name(self) -> str:
        """Return ``dispute.<state>``."""
        return f"dispute.{self.state}"


EVENTS: dict[str, type[OrderEvent]] = {
    kind.__name__: kind
    for kind in (OrderMoved, OrderReminder, PaymentActionRequired, MoneyReturned, DisputeMoved)
}
