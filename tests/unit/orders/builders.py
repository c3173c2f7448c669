"""Facts for tests, a bank that can be told to misbehave, and one order driven through both."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from attrs import evolve, field, mutable

from foodmarket.domain.accounts.model import AccountId, Actor, CookId, Duty, Role
from foodmarket.domain.catalogue.model import (
    Allergen,
    CookProfile,
    Dish,
    DishId,
    DishStatus,
    Offer,
    Slot,
    SlotId,
)
from foodmarket.domain.disputes.model import Dispute
from foodmarket.domain.escrow.model import Liable, Terms
from foodmarket.domain.kernel.language import Bilingual
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.kernel.time import Window
from foodmarket.domain.ledger.decisions import balances
from foodmarket.domain.ledger.model import Entry, EntryKind, LedgerAccount, clearing, disputed
from foodmarket.domain.orders.charging_back import hear_chargeback
from foodmarket.domain.orders.decisions import (
    Basket,
    NewIds,
    apply_outcome,
    elapse,
    hand_over,
    move,
    place,
)
from foodmarket.domain.orders.model import Address, Change, OrderId, Purchase
from foodmarket.domain.orders.process import Trigger
from foodmarket.domain.orders.refunding import ask_refund
from foodmarket.domain.payments.capabilities import Capabilities
from foodmarket.domain.payments.decisions import repeats, seen
from foodmarket.domain.payments.model import (
    Operation,
    OperationId,
    OperationKind,
    PaymentId,
    PaymentMethod,
    PaymentMethodId,
    PaymentState,
)
from foodmarket.domain.payments.outcomes import (
    ActionRequired,
    Authorised,
    Captured,
    Declined,
    HoldCancelled,
    Outcome,
    ProviderView,
    Refunded,
    Refused,
    Unknown,
)
from foodmarket.domain.payments.reports import ProviderDispute, ProviderDisputeState
from foodmarket.domain.refunds.decisions import Choice
from foodmarket.domain.refunds.model import Refund, RefundId, RefundReason

RUB = Currency("RUB")
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CUSTOMER_ID, STRANGER_ID = AccountId.of(1), AccountId.of(2)
COOK_ID, OTHER_COOK_ID = CookId.of(3), CookId.of(4)
SOUP, PIE = DishId.of(5), DishId.of(6)
CODE = "042137"
HELD_FOR = timedelta(days=7)

ACTORS = {
    Role.CUSTOMER: Actor(Role.CUSTOMER, CUSTOMER_ID),
    Role.COOK: Actor(Role.COOK, AccountId.of(30), COOK_ID),
    Role.COURIER: Actor(Role.COURIER, AccountId.of(31)),
    Role.PARTNER: Actor(Role.PARTNER, AccountId.of(33)),
    Role.STAFF: Actor(Role.STAFF, AccountId.of(32), duties=frozenset(Duty)),
    Role.SYSTEM: Actor(Role.SYSTEM),
}
ADDRESS = Address(city="Москва", street="Лесная 5")
METHOD = PaymentMethod(
    id=PaymentMethodId.of(7),
    customer_id=CUSTOMER_ID,
    provider="sandbox",
    token="tok_ok",
    label="Visa 4242",
)
RAIL = Capabilities(separate_capture=True, longest_hold=HELD_FOR)


def rub(amount: int) -> Money:
    return Money(amount, RUB)


def dish(dish_id: DishId = SOUP, price: int = 30_000) -> Dish:
    return Dish(
        id=dish_id,
        cook_id=COOK_ID,
        name=Bilingual("Борщ", "Borscht"),
        price=rub(price),
        portions=10,
        grams=400,
        work_units=2,
        allergens=(Allergen.CELERY,),
        ingredients=Bilingual("Свёкла", "Beetroot"),
        status=DishStatus.PUBLISHED,
    )


def cook() -> CookProfile:
    return CookProfile(
        id=COOK_ID,
        account_id=AccountId.of(30),
        name=Bilingual("Кухня Анны", "Anna's kitchen"),
        city="Москва",
        time_zone="Europe/Moscow",
        currency=RUB,
        delivery_fee=rub(15_000),
    )


def slot() -> Slot:
    start = NOW + timedelta(hours=6)
    return Slot(
        id=SlotId.of(8),
        cook_id=COOK_ID,
        window=Window(start, start + timedelta(hours=2)),
        orders_until=NOW + timedelta(hours=4),
        portions=20,
        work_units=40,
    )


def offer() -> Offer:
    return Offer(cook=cook(), slot=slot(), dishes=(dish(), dish(PIE, 10_001)))


def basket(tip: int = 5_000) -> Basket:
    return Basket(wanted={SOUP: 2, PIE: 1}, tip=rub(tip))


def new_ids() -> NewIds:
    return NewIds(
        order=OrderId.of(9),
        payment=PaymentId.of(10),
        operation=OperationId.of(100),
        delivery_code=CODE,
    )


def placed(terms: Terms | None = None, tip: int = 5_000, rail: Capabilities = RAIL) -> Change:
    return place(offer(), basket(tip), ADDRESS, METHOD, rail, terms or Terms(), new_ids(), NOW)


@mutable
class Bank:
    """An honest provider: acts once per key, and shows what it did.

    ``captures_at_once`` is a rail without a separate capture; ``asks`` wants a second step first.
    """

    captures_at_once: bool = False
    asks: bool = False
    declines: bool = False
    refuses: set[OperationKind] = field(factory=set)
    state: PaymentState = PaymentState.PENDING
    captured: Money = field(factory=lambda: rub(0))
    refunds: dict[str, Money] = field(factory=dict)
    hold_until: datetime = NOW + HELD_FOR

    def call(self, operation: Operation) -> Outcome:
        if operation.kind in self.refuses:
            return Refused("not_now")
        match operation.kind:
            case OperationKind.HOLD:
                return self._hold(operation)
            case OperationKind.CAPTURE:
                if self.state is PaymentState.AUTHORISED:
                    self.state, self.captured = PaymentState.CAPTURED, operation.amount
            case OperationKind.CANCEL:
                if self.state is not PaymentState.CAPTURED:
                    self.state = PaymentState.CANCELLED
            case OperationKind.REFUND:
                self.refunds.setdefault(operation.id, operation.amount)
                return Refunded(self.refunds[operation.id])
        return self._shown()

    def customer_confirms(self, amount: Money) -> None:
        if self.state is PaymentState.ACTION_REQUIRED:
            self._take(amount)

    def look(self) -> ProviderView:
        return ProviderView(
            state=self.state,
            reference="ref",
            captured=self.captured,
            fee=self._fee,
            hold_until=self.hold_until,
            action_url="https://bank.example/step",
            refunds=dict(self.refunds),
        )

    @property
    def _fee(self) -> Money:
        return rub(self.captured.amount * 29 // 1000)

    def _hold(self, operation: Operation) -> Outcome:
        if self.state is PaymentState.PENDING:
            if self.declines:
                self.state = PaymentState.DECLINED
            elif self.asks:
                self.state = PaymentState.ACTION_REQUIRED
            else:
                self._take(operation.amount)
        return self._shown()

    def _take(self, amount: Money) -> None:
        self.state = PaymentState.AUTHORISED
        if self.captures_at_once:
            self.state, self.captured = PaymentState.CAPTURED, amount

    def _shown(self) -> Outcome:
        match self.state:
            case PaymentState.AUTHORISED:
                return Authorised("ref", self.hold_until)
            case PaymentState.ACTION_REQUIRED:
                return ActionRequired("ref", "https://bank.example/step")
            case PaymentState.CAPTURED:
                return Captured("ref", self.captured, self._fee)
            case PaymentState.CANCELLED:
                return HoldCancelled("ref")
            case PaymentState.DECLINED:
                return Declined("card_declined")
            case PaymentState.PENDING:
                return Unknown("pending")


@mutable
class Journey:
    """One order from placing on: every change is applied, and money is checked after each."""

    purchase: Purchase
    changes: list[Change]
    bank: Bank = field(factory=Bank)
    now: datetime = NOW
    operations: int = 100

    @property
    def state(self) -> str:
        return self.purchase.order.state

    @property
    def entries(self) -> list[Entry]:
        return [entry for change in self.changes for entry in change.entries]

    @property
    def told(self) -> list[str]:
        return [event.name for change in self.changes for event in change.events]

    def new_id(self) -> OperationId:
        self.operations += 1
        return OperationId.of(self.operations)

    def balance(self, account: LedgerAccount) -> int:
        return balances(self.entries).get((account, RUB), 0)

    def apply(self, change: Change | None) -> Change | None:
        if change is not None:
            self.changes.append(change)
            self.purchase = change.purchase
            money_is_conserved(self)
        return change

    def move(
        self,
        trigger: Trigger,
        role: Role,
        *,
        reason: str | None = None,
        award: Money | None = None,
        by: Actor | None = None,
    ) -> Change:
        actor = by or ACTORS[role]
        if trigger is Trigger.HAND_OVER:
            change = hand_over(self.purchase, CODE, actor, self.now, self.new_id())
        else:
            change = move(
                self.purchase,
                trigger,
                actor,
                self.now,
                self.new_id(),
                reason=reason,
                award=award,
            )
        self.apply(change)
        return change

    def refund(self, choice: Choice, liable: Liable = Liable.PLATFORM) -> RefundId:
        """Ask for a refund as staff does."""
        refund_id = RefundId.beside(self.new_id())
        reason, actor = RefundReason.GOODWILL, ACTORS[Role.STAFF]
        self.apply(
            ask_refund(
                self.purchase, choice, reason, liable, actor, self.now, refund_id, self.new_id()
            )
        )
        return refund_id

    def decide(self, decide: Callable[..., Change], refund_id: RefundId, actor: Actor) -> Refund:
        """Decide on a refund, and return it."""
        self.apply(decide(self.purchase, refund_id, actor, self.now, self.new_id()))
        return self.known(refund_id)

    def known(self, refund_id: RefundId) -> Refund:
        return next(it for it in self.purchase.refunds if it.id == refund_id)

    def hear(self, outcome: Outcome) -> Change | None:
        return self.apply(apply_outcome(self.purchase, outcome, self.now, self.new_id()))

    def hear_of(self, found: ProviderDispute) -> Change | None:
        """Hear of a chargeback as the provider shows it."""
        return self.apply(hear_chargeback(self.purchase, found, self.now, self.new_id()))

    def dispute(self) -> Dispute:
        """Return the latest dispute."""
        return self.purchase.disputes[-1]

    def elapse(self) -> Change | None:
        return self.apply(elapse(self.purchase, ACTORS[Role.SYSTEM], self.now, self.new_id()))

    def wait_until_due(self) -> Change | None:
        """Travel to the order's next instant and do what it asks for."""
        assert self.purchase.order.due_at is not None
        self.now = max(self.now, self.purchase.order.due_at)
        return self.elapse()

    def resume(self) -> None:
        """Do what the resumer does: look, and ask again under the same key where it helps."""
        operation = self.purchase.operation
        assert operation is not None
        outcome = seen(self.purchase.payment, operation, self.bank.look())
        if repeats(operation, outcome):
            outcome = self.bank.call(operation)
        self.hear(outcome)

    def settle_down(self) -> "Journey":
        """Let the bank answer until nothing is asked of it any more."""
        for _ in range(10):
            operation = self.purchase.operation
            if operation is None:
                return self
            self.hear(self.bank.call(operation))
        return self

    def go(self, *steps: tuple[Trigger, Role]) -> "Journey":
        """Pull triggers one after the other, the bank answering at once after each."""
        self.settle_down()
        for trigger, role in steps:
            self.move(trigger, role)
            self.settle_down()
        return self


def chargeback(
    amount: int,
    state: ProviderDisputeState = ProviderDisputeState.OPEN,
    *,
    withdrawn: int | None = None,
    fee: int = 1_500,
    reference: str = "dp_1",
    reason: str = "fraudulent",
) -> ProviderDispute:
    """Return a dispute as the provider shows it; what is won was brought back."""
    held = 0 if state is ProviderDisputeState.WON else amount
    return ProviderDispute(
        reference=reference,
        payment_reference="ref",
        payment_id=PaymentId.of(10),
        amount=rub(amount),
        withdrawn=rub(held if withdrawn is None else withdrawn),
        fee=rub(fee),
        state=state,
        reason=reason,
        evidence_due=NOW + timedelta(days=7),
    )


def journey(terms: Terms | None = None, tip: int = 5_000, bank: Bank | None = None) -> Journey:
    change = placed(terms, tip)
    return Journey(change.purchase, [change], bank or Bank())


ACCEPT = (Trigger.ACCEPT, Role.COOK)
START = (Trigger.START, Role.COOK)
FINISH = (Trigger.FINISH, Role.COOK)
HAND_OVER = (Trigger.HAND_OVER, Role.COOK)
CONFIRM = (Trigger.CONFIRM, Role.CUSTOMER)
TO_STATE: dict[str, tuple[tuple[Trigger, Role], ...]] = {
    "authorised": (),
    "accepted": (ACCEPT,),
    "preparing": (ACCEPT, START),
    "ready": (ACCEPT, START, FINISH),
    "delivered": (ACCEPT, START, FINISH, HAND_OVER),
    "completed": (ACCEPT, START, FINISH, HAND_OVER, CONFIRM),
}


def arrived(state: str, terms: Terms | None = None, tip: int = 5_000) -> Journey:
    """Return an order that came to the state on the usual way, with a quiet bank."""
    trip = journey(terms, tip).go(*TO_STATE[state])
    assert trip.state == state
    return trip


def with_(purchase: Purchase, **order: object) -> Purchase:
    """Return the purchase with other facts of the order."""
    change: Callable[..., object] = evolve
    changed = change(purchase.order, **order)
    return evolve(purchase, order=changed)  # type: ignore[arg-type]


def money_is_conserved(trip: Journey) -> None:
    """Check every pot of the order against the payment, to the minor unit."""
    order, payment = trip.purchase.order, trip.purchase.payment
    book = balances(trip.entries)

    def pot(name: str) -> int:
        return book.get((LedgerAccount(name), RUB), 0)

    captured, refunded = payment.captured.amount, payment.refunded.amount
    sides = [it.chargeback for it in trip.purchase.disputes if it.chargeback]
    lost = sum(it.lost.amount for it in sides)
    withdrawn = sum(it.withdrawn.amount for it in sides)
    costs = sum(it.fee.amount for it in sides)
    excess = pot("expense:chargebacks")
    fee = payment.fee.amount if payment.fee else 0
    held, retained = pot(f"escrow:{order.id}"), pot(f"retention:{order.id}")
    payable, owed = pot(f"payable:{order.cook_id}"), pot(f"receivable:{order.cook_id}")
    in_transit = pot("refunds:in_transit")
    ours = pot("income:commission") - pot("expense:promotions") - pot("expense:goodwill")
    assert held >= 0
    assert retained >= 0
    assert payable >= 0
    assert trip.purchase.funds.escrow.amount == held
    assert trip.purchase.funds.retention.amount == retained
    assert trip.purchase.funds.payable.amount == payable
    paid = sum(
        posting.amount
        for entry in trip.entries
        if entry.kind is EntryKind.PAYOUT_PAID
        for posting in entry.postings
        if posting.account == clearing("sandbox")
    )
    leaving = pot("payouts:in_transit")
    assert pot("clearing:sandbox") == captured - refunded - fee - (withdrawn - lost) - costs - paid
    assert pot("expense:provider_fees") == fee + costs
    assert pot(f"disputes:open:{order.id}") == withdrawn - lost - excess >= 0
    assert excess >= 0
    assert 0 <= refunded <= captured
    if captured:
        assert in_transit == captured - payment.keep.amount - refunded
    unclaimed = pot(f"unclaimed:{order.id}")
    kept = held + retained + payable - owed + unclaimed + leaving + paid
    assert captured == refunded + in_transit + kept + ours
    refunds = [it for it in trip.purchase.refunds if it.state.funded]
    assert sum(it.amount.amount for it in refunds) == (captured and captured - payment.keep.amount)
    assert all(it.parts.total == it.amount and it.parts.possible for it in refunds)
    assert not captured or trip.purchase.left().total == payment.keep
    keys = [entry.key for entry in trip.entries]
    assert len(keys) == len(set(keys))


def is_at_rest(trip: Journey) -> None:
    """Check that nothing of an ended order is left half-way."""
    payment, order = trip.purchase.payment, trip.purchase.order
    assert trip.purchase.operation is None
    assert trip.balance(LedgerAccount(f"escrow:{order.id}")) == 0
    assert trip.balance(LedgerAccount(f"retention:{order.id}")) == 0
    assert trip.balance(LedgerAccount("refunds:in_transit")) == 0
    assert trip.balance(disputed(order.id)) == 0
    assert payment.captured - payment.refunded == (payment.keep if payment.captured else rub(0))
    assert payment.state.final or payment.state is PaymentState.CAPTURED
