"""What must always be true of one commit, asked of commits that nobody made."""

import pytest
from attrs import evolve

from foodmarket.adapters.memory.tables import Tables
from foodmarket.domain.accounts.model import Role
from foodmarket.domain.orders.model import OrderState, Step
from foodmarket.entrypoints.simulation.rules import Rules, Touched
from foodmarket.ports.contracts.samples import NOW, a_placed_order, a_shop

SHOP = a_shop()
COMPLETED, DISPUTED, REFUNDED = OrderState.COMPLETED, OrderState.DISPUTED, OrderState.REFUNDED
HEARD = (COMPLETED, "payment_disputed", DISPUTED)
DECIDED = (DISPUTED, "all_charged_back", REFUNDED)
Way = tuple[OrderState, str, OrderState]


def broken(known: list[Way], fresh: list[Way]) -> list[str]:
    """Return what rule 13 says of a completed order that the fresh steps brought to its end."""
    order = evolve(a_placed_order(SHOP).purchase.order, state=COMPLETED)
    tables = Tables()
    tables.slots[SHOP.slot.id] = SHOP.slot
    rules = Rules(tables)
    for steps, before, after in (
        (known, None, order),
        ([*known, *fresh], order, evolve(order, state=REFUNDED)),
    ):
        tables.steps[order.id] = [
            Step(
                order_id=order.id, at=NOW, actor=Role.SYSTEM, trigger=trigger, before=came, after=to
            )
            for came, trigger, to in steps
        ]
        touched = Touched(rows={"orders": [(order.id, before, after)]}, pokes={})
        said = [text for number, _, text in rules.broken(touched) if number == 13]
    return said


def test_a_commit_may_take_two_steps() -> None:
    """As where a bank has taken money back, and decided, before we heard of it."""
    assert broken([], [HEARD, DECIDED]) == []


@pytest.mark.parametrize(
    ("fresh", "says"),
    [
        ([], "its history ends completed"),
        ([HEARD], "its history ends disputed"),
        ([DECIDED], "its history goes on from disputed"),
        ([(COMPLETED, "accept", REFUNDED)], "went completed -> refunded by accept"),
    ],
)
def test_a_history_without_a_step_or_with_another_is_found(fresh: list[Way], says: str) -> None:
    assert any(says in text for text in broken([], fresh))


def test_steps_that_were_there_before_are_not_asked_about_again() -> None:
    assert broken([(OrderState.PLACED, "place", OrderState.PLACED)], [HEARD, DECIDED]) == []
