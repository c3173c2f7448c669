"""One order's life, driven over HTTP by its story."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from attrs import define, field

from foodmarket.domain.accounts.model import Role
from foodmarket.domain.orders.model import ComplaintReason, RejectionReason
from foodmarket.entrypoints.cli.demo.agenda import Agenda
from foodmarket.entrypoints.cli.demo.line import Line, Person, Reply
from foodmarket.entrypoints.cli.demo.settle import Kitchen, Shopper, Slot, Town
from foodmarket.entrypoints.cli.demo.stories import Act, Story, When

TAKEN = ("out_of_portions", "out_of_work", "slot_closed", "too_late_to_prepare")
BEFORE_CLOSING = timedelta(minutes=6)
ONE_IN_REPEATED = 8  # so many requests are sent twice, as after a lost connection


def minutes(random: Random, least: int, most: int) -> timedelta:
    """Return a span of that many minutes."""
    return timedelta(minutes=random.randint(least, most))


@define
class Life:
    """An order from its placing on; ``order`` is as the customer saw it last."""

    number: int
    story: Story
    shopper: Shopper
    town: Town
    line: Line
    agenda: Agenda
    random: Random
    kitchen: Kitchen | None = None
    order: dict[str, Any] = field(factory=dict)
    _left: list[Act] = field(factory=list, init=False)

    async def begin(self) -> None:
        """Place the order with the first cook who has enough, and go on as the story says."""
        for kitchen, slot in self._offers():
            lines = self._wanted(kitchen)
            if await self.place(kitchen, slot, lines, key=f"order-{self.number}-{slot.id}"):
                self.live_on()
                return
        self.line.surprise(f"order {self.number} ({self.story.name}): nobody had enough")

    async def place(
        self, kitchen: Kitchen, slot: Slot, lines: Sequence[dict[str, Any]], *, key: str
    ) -> bool:
        """Place the order, sometimes twice with one key; False where others were faster."""
        body = {
            "slot_id": slot.id,
            "lines": list(lines),
            "tip": self.random.choice((0, 0, 5_000, 10_000)),
            "address": {"city": self.town.name, "street": self.shopper.street},
            "payment_method_id": self.shopper.cards[self.story.card],
        }
        person = self.shopper.person
        placed = await self.line.ask(person, "POST", "/v1/orders", body, key=key, expects=TAKEN)
        if not placed.good:
            return False
        self.kitchen, self.order = kitchen, placed.body
        await self._perhaps_again(person, "/v1/orders", body, key, placed)
        return True

    def live_on(self) -> None:
        """Let the story's acts follow, each after the one before."""
        self._left = list(self.story.acts)
        self._plan_next()

    async def look(self) -> None:
        """Look at the order as it stands, as its customer."""
        shown = await self.line.ask(self.shopper.person, "GET", f"/v1/orders/{self.order['id']}")
        if shown.good:
            self.order = shown.body

    def _offers(self) -> Iterator[tuple[Kitchen, Slot]]:
        kitchens = list(self.town.kitchens)
        self.random.shuffle(kitchens)
        soonest = self.agenda.now + BEFORE_CLOSING
        for turn in range(3):
            for kitchen in kitchens:
                open_slots = [slot for slot in kitchen.slots if slot.orders_until > soonest]
                yield kitchen, open_slots[turn]

    def _wanted(self, kitchen: Kitchen) -> list[dict[str, Any]]:
        dishes = self.random.sample(kitchen.dishes, self.random.randint(1, 2))
        return [{"dish_id": dish["id"], "quantity": self.random.randint(1, 2)} for dish in dishes]

    def _plan_next(self) -> None:
        if self._left:
            self.agenda.at(self._instant(self._left[0].when), self._act)

    async def _act(self) -> None:
        await self._carry_out(self._left.pop(0))
        while self._left and self._left[0].when is When.AT_ONCE:
            await self._carry_out(self._left.pop(0))
        self._plan_next()

    async def _carry_out(self, act: Act) -> None:
        if act.verb.startswith("bank-"):
            choice = act.verb.removeprefix("bank-")
            page = self.town.cards.page
            await self.line.visit(*page(self.order["payment"]["action_url"], choice))
        else:
            await self._move(act)

    async def _move(self, act: Act) -> None:
        person, body = self._person(act.who), self._body(act)
        path = f"/v1/orders/{self.order['id']}/{act.verb}"
        key = f"{act.verb}-{self.number}-{len(self._left)}"
        expects = (act.refused,) if act.refused else ()
        moved = await self.line.ask(person, "POST", path, body, key=key, expects=expects)
        if act.refused and moved.good:
            self.line.surprise(f"{act.verb} of {self.order['id']} should be {act.refused}")
        if moved.good:
            await self._perhaps_again(person, path, body, key, moved)

    async def _perhaps_again(
        self, person: Person, path: str, body: object, key: str, first: Reply
    ) -> None:
        if self.random.randrange(ONE_IN_REPEATED):
            return
        again = await self.line.ask(person, "POST", path, body, key=key)
        if not again.replayed or again.content != first.content or again.status != first.status:
            self.line.surprise(f"POST {path}: the repetition was answered otherwise")

    def _person(self, role: Role) -> Person:
        assert self.kitchen is not None  # noqa: S101 - the order is placed
        match role:
            case Role.CUSTOMER:
                return self.shopper.person
            case Role.COOK:
                return self.kitchen.person
            case _:
                return self.town.staff

    def _body(self, act: Act) -> dict[str, Any]:
        match act.verb:
            case "reject":
                return {"reason": self.random.choice(list(RejectionReason)).value}
            case "complain":
                return {"reason": self.random.choice(list(ComplaintReason)).value}
            case "hand-over":
                code = self.order["delivery_code"]
                return {"code": f"{(int(code) + 1) % 10**6:06d}" if act.wrong else code}
            case "resolve" if act.award:
                paid = self.order["bill"]["total"]
                award = {**paid, "amount": paid["amount"] * act.award // 100}
                return {"in_favour_of": act.favour, "award": award}
            case "resolve":
                return {"in_favour_of": act.favour}
            case _:
                return {}

    def _instant(self, when: When) -> datetime:
        now, random = self.agenda.now, self.random
        start = datetime.fromisoformat(self.order["window"]["start"])
        latest = datetime.fromisoformat(self.order["preparation_must_start"])
        match when:
            case When.AT_ONCE:
                return now
            case When.SOON:
                return now + minutes(random, 3, 9)
            case When.LATER:
                return now + minutes(random, 20, 40)
            case When.AT_PREPARATION:
                return max(now + minutes(random, 3, 6), latest - minutes(random, 1, 15))
            case When.WHEN_COOKED:
                return now + max((start - latest) * random.uniform(0.8, 1), timedelta(minutes=5))
            case When.IN_WINDOW:
                return max(now + minutes(random, 3, 6), start + minutes(random, 0, 110))
            case When.AFTER_MEAL:
                return now + minutes(random, 20, 180)
            case When.NEXT_DAY:
                return now + minutes(random, 300, 600)
