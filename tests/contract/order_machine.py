"""Orders, payments, escrow and the book under whatever people, banks and time may do to them.

Hypothesis chooses who does what next, wrong actors and wrong moments included. After every step
each invariant of the audit holds; a refusal changes nothing. In the end everything comes to rest:
every order has ended, nothing is held any more, and the bank agrees with the book to the kopeck.
"""

import asyncio
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any, ClassVar, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
)

from foodmarket.adapters.memory import MemoryPasswords
from foodmarket.domain.escrow.model import RetentionTo, Terms
from foodmarket.domain.kernel.money import BasisPoints, Money
from foodmarket.domain.orders.model import ComplaintReason, OrderId, RejectionReason
from foodmarket.domain.orders.process import Trigger
from foodmarket.ports.contracts.samples import RUB
from tests.contract.town import OpenStore, Town, a_town

T = TypeVar("T")
PASSWORDS = MemoryPasswords()
SPANS = [
    timedelta(seconds=5),
    timedelta(minutes=1),
    timedelta(minutes=16),
    timedelta(hours=3),
    timedelta(hours=30),
    timedelta(days=8),
    timedelta(days=15),
]
CARDS = [
    "sandbox_ok",
    "sandbox_instant",
    "sandbox_declined",
    "sandbox_second_step",
    "sandbox_timeout",
    "sandbox_lost",
    "sandbox_slow",
    "sandbox_late",
    "sandbox_capture_fails",
    "sandbox_capture_timeout",
    "sandbox_refund_fails",
    "sandbox_refund_timeout",
]
TIPS = st.sampled_from([0, 1, 33_33])
REASONS = [None, "unheard_of", RejectionReason.SOLD_OUT, ComplaintReason.QUALITY]
PEOPLE = ["buyer", "chef", "courier", "staff", "other buyer", "other chef"]
USUAL = [
    ("chef", Trigger.ACCEPT, None),
    ("chef", Trigger.START, None),
    ("chef", Trigger.FINISH, None),
    ("chef", Trigger.HAND_OVER, None),
    ("buyer", Trigger.CONFIRM, None),
    ("buyer", Trigger.COMPLAIN, ComplaintReason.QUALITY),
    ("staff", Trigger.RESOLVE_FOR_COOK, None),
]


class OrderMachine(RuleBasedStateMachine):
    """Subclass it with ``open_store``, which opens an empty store for each story."""

    open_store: ClassVar[OpenStore]
    orders = Bundle("orders")
    town: Town

    def __init__(self) -> None:
        super().__init__()
        self._runner = asyncio.Runner()
        self._stack = AsyncExitStack()

    def run_in_town(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)

    def teardown(self) -> None:
        try:
            self.run_in_town(self.town.come_to_rest())
        finally:
            self.run_in_town(self._stack.aclose())
            self._runner.close()

    @initialize(
        target=orders, cards=st.lists(st.sampled_from(CARDS), min_size=1, max_size=6), tip=TIPS
    )
    def open_two_kitchens(self, cards: list[str], tip: int) -> Any:
        town = a_town(type(self).open_store, PASSWORDS)
        self.town = self.run_in_town(self._stack.enter_async_context(town))
        self.run_in_town(self.town.open_kitchens(CARDS))
        calls = (self.town.place(n % 2, card, [1], tip) for n, card in enumerate(cards))
        placed = [self.run_in_town(call) for call in calls]
        return multiple(*(order_id for order_id in placed if order_id is not None))

    @rule(
        promotion=st.sampled_from([0, 500, 3_333]),
        retention=st.sampled_from([0, 777, 1_000, 10_000]),
        keeper=st.sampled_from(RetentionTo),
    )
    def change_the_terms(self, promotion: int, retention: int, keeper: RetentionTo) -> None:
        self.town.terms = Terms(
            promotion=BasisPoints(promotion),
            retention=BasisPoints(retention),
            retention_to=keeper,
        )

    @rule(
        target=orders,
        kitchen=st.integers(0, 1),
        card=st.sampled_from(CARDS),
        quantities=st.lists(st.integers(1, 4), min_size=1, max_size=2),
        tip=TIPS,
    )
    def place(self, kitchen: int, card: str, quantities: list[int], tip: int) -> Any:
        placed = self.run_in_town(self.town.place(kitchen, card, quantities, tip))
        return multiple() if placed is None else placed

    @rule(
        target=orders, kitchen=st.integers(0, 1), each=st.integers(1, 4), buyers=st.integers(2, 6)
    )
    def rush(self, kitchen: int, each: int, buyers: int) -> Any:
        placed = self.run_in_town(self.town.rush(kitchen, [each, each], buyers))
        return multiple(*placed)

    @rule(
        order_id=orders,
        trigger=st.sampled_from(Trigger),
        who=st.sampled_from(PEOPLE),
        reason=st.sampled_from(REASONS),
        award=st.sampled_from([None, 0, 1, 100_00, 10**9]),
    )
    def pull_any_trigger(
        self, order_id: OrderId, trigger: Trigger, who: str, reason: str | None, award: int | None
    ) -> None:
        choice = {"reason": reason, "award": None if award is None else Money(award, RUB)}
        self.run_in_town(self.town.pull(order_id, who, trigger, choice))

    @rule(order_id=orders, steps=st.integers(1, len(USUAL)))
    def go_the_usual_way(self, order_id: OrderId, steps: int) -> None:
        for who, trigger, reason in USUAL[:steps]:
            self.run_in_town(self.town.pull(order_id, who, trigger, {"reason": reason}))

    @rule(order_id=orders, numbers=st.lists(st.integers(0, 5), min_size=1, max_size=6))
    def do_what_is_allowed(self, order_id: OrderId, numbers: list[int]) -> None:
        for number in numbers:
            self.run_in_town(self.town.do_something_allowed(order_id, number))

    @rule(
        order_id=orders,
        first=st.tuples(st.sampled_from(PEOPLE), st.sampled_from(Trigger)),
        second=st.tuples(st.sampled_from(PEOPLE), st.sampled_from(Trigger)),
    )
    def two_act_at_once(
        self, order_id: OrderId, first: tuple[str, Trigger], second: tuple[str, Trigger]
    ) -> None:
        self.run_in_town(self.town.race(order_id, [first, second]))

    @rule(order_id=orders, agrees=st.booleans(), notices=st.integers(0, 3))
    def make_the_second_step(self, order_id: OrderId, *, agrees: bool, notices: int) -> None:
        self.run_in_town(self.town.second_step(order_id, agrees=agrees, notices=notices))

    @rule(order_id=orders, times=st.integers(1, 3))
    def notify(self, order_id: OrderId, times: int) -> None:
        self.run_in_town(self.town.notify(order_id, times))

    @rule(span=st.sampled_from(SPANS))
    def let_time_pass(self, span: timedelta) -> None:
        self.town.clock.advance(span)

    @rule()
    def elapse_what_is_due(self) -> None:
        self.run_in_town(self.town.elapse())

    @rule()
    def resume_what_is_unfinished(self) -> None:
        self.run_in_town(self.town.resume())

    @rule(limit=st.integers(1, 5))
    def chain_and_send(self, limit: int) -> None:
        self.run_in_town(self.town.chain_and_send(limit))

    @invariant()
    def what_must_always_be_true_is(self) -> None:
        self.run_in_town(self.town.check())
