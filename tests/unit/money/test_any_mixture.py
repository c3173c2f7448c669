"""Refunds, disputes, releases and payouts in any order: one cook, one order, every minor unit."""

from itertools import count
from random import Random

from attrs import evolve

from foodmarket.domain.escrow.model import RetentionTo, Terms
from foodmarket.domain.kernel.money import BasisPoints
from foodmarket.domain.ledger.model import EntryKind, payable, receivable
from foodmarket.domain.orders.model import Change
from foodmarket.domain.orders.refunding import abandon_refund
from foodmarket.domain.payments.capabilities import Capabilities
from foodmarket.domain.payments.outcomes import PaidOut, PayoutRefused, Unknown
from foodmarket.domain.payouts.decisions import plan_payouts, settle_payout
from foodmarket.domain.payouts.model import Payout, PayoutChange, PayoutId, PayoutPlan, Standing
from foodmarket.domain.refunds.model import RefundState
from tests.unit.orders.builders import COOK_ID, HELD_FOR, NOW, RUB, TO_STATE, Journey, arrived, rub
from tests.unit.orders.test_any_story import HAPPENINGS, QUARRELS, comes_to_rest, happens
from tests.unit.orders.test_refunding import FINANCE
from tests.unit.searching import examples

RAIL = Capabilities(separate_capture=True, longest_hold=HELD_FOR, payouts=True)
PLAN = PayoutPlan(
    cook_id=COOK_ID,
    currency=RUB,
    provider="sandbox",
    destination="account",
    cools_until=NOW,
    minimum=1,
    due_at=NOW,
)
STORIES = 800
MIXED = [
    *HAPPENINGS,
    *QUARRELS,
    *["pay out"] * 8,
    *["payout answered"] * 8,
    *["give up"] * 18,
    *["refuse"] * 6,
]
REACHED = {
    EntryKind.RELEASED,
    EntryKind.RETENTION_SETTLED,
    EntryKind.REFUND_ASKED,
    EntryKind.REFUND_ABANDONED,
    EntryKind.PAYOUT_RESERVED,
    EntryKind.PAYOUT_PAID,
    EntryKind.PAYOUT_FAILED,
    EntryKind.DEBT_NETTED,
    EntryKind.DISPUTE_WITHDRAWN,
    EntryKind.DISPUTE_REINSTATED,
}


class Till:
    """Pays the cook of a journey out, and books it where the journey counts its money."""

    def __init__(self, trip: Journey) -> None:
        self.trip, self.plan, self.open = trip, PLAN, list[Payout]()
        self._numbers = count(1)

    def pay_out(self) -> None:
        """Reserve what is payable now, debt first."""
        due = self.trip.balance(payable(COOK_ID))
        owed = self.trip.balance(receivable(COOK_ID))
        facts = Standing(
            payable=rub(due), owed=rub(owed), frozen=rub(0), today=0, this_month=rub(0)
        )
        change = plan_payouts(
            evolve(self.plan, due_at=self.trip.now),
            facts,
            RAIL,
            self.trip.now,
            lambda: PayoutId.of(next(self._numbers)),
        )
        reserved = sum(payout.amount.amount for payout in change.payouts)
        assert reserved <= max(due - owed, 0)
        self._book(change)
        self.open += change.payouts

    def answer(self, number: int) -> None:
        """Hear of the oldest payout: paid, refused, or nothing."""
        if not self.open:
            return
        outcome = (PaidOut("r"), PayoutRefused("closed"), Unknown("timeout"))[number % 3]
        change = settle_payout(self.open[0], outcome, self.trip.now)
        if change is not None:
            self._book(change)
            [self.open[0]] = change.payouts
        if self.open[0].state.final:
            del self.open[0]

    def _book(self, change: PayoutChange) -> None:
        purchase = self.trip.purchase
        funds = purchase.funds
        for entry in change.entries:
            funds = funds.after(entry)
        after = evolve(purchase, funds=funds)
        self.trip.apply(Change(before=purchase, purchase=after, entries=tuple(change.entries)))


def gives_up(trip: Journey) -> None:
    """Abandon a refund that the provider refused too often."""
    parked = [it for it in trip.purchase.refunds if it.state is RefundState.PARKED]
    if parked:
        trip.decide(abandon_refund, parked[0].id, FINANCE)


def test_any_mixture_conserves_money_and_ends_to_the_minor_unit() -> None:
    """`Journey` compares all pots with the payment after each step; here cooks are paid, too."""
    reached: set[EntryKind] = set()
    for seed in range(examples(STORIES)):
        chance = Random(seed)  # noqa: S311 - told again the same each time
        rate = BasisPoints(chance.choice([0, 1, 999, 1_000, 10_000]))
        keeper = chance.choice(list(RetentionTo))
        terms = Terms(promotion=rate, refund_when_preparing=rate, retention_to=keeper)
        state = chance.choice([*TO_STATE, "delivered", "completed", "completed"])
        trip = arrived(state, terms, chance.choice([0, 5_000, 70_001]))
        till = Till(trip)
        for _ in range(chance.randint(1, 50)):
            happening, number = chance.choice(MIXED), chance.randint(0, 100_000)
            if happening == "pay out":
                till.pay_out()
            elif happening == "payout answered":
                till.answer(number)
            elif happening == "give up":
                gives_up(trip)
            else:
                happens(trip, happening, number)
        comes_to_rest(trip)
        till.pay_out()
        while till.open:
            till.answer(0)
        due, owed = trip.balance(payable(COOK_ID)), trip.balance(receivable(COOK_ID))
        assert min(due, owed) == 0, "what is owed is netted before anything is paid"
        keys = [entry.key for entry in trip.entries]
        assert len(keys) == len(set(keys))
        reached |= {entry.kind for entry in trip.entries}
    assert reached >= REACHED
