"""A day in the city: who orders when, and what goes wrong on the way."""

from __future__ import annotations

from collections.abc import Container, Sequence
from datetime import datetime, timedelta
from random import Random

from attrs import frozen

from foodmarket.domain.orders.model import OrderState
from foodmarket.entrypoints.cli.demo import mischief
from foodmarket.entrypoints.cli.demo.agenda import Agenda
from foodmarket.entrypoints.cli.demo.errands import Life
from foodmarket.entrypoints.cli.demo.line import Line
from foodmarket.entrypoints.cli.demo.settle import (
    Kitchen,
    Shopper,
    Town,
    side_by_side,
    sign_in_again,
)
from foodmarket.entrypoints.cli.demo.stories import RUSH, STORIES, Story

HOURS = 14  # in which people order, from the start on
BUSY_HOURS = 9  # in which they order for today
BUSY_SHARE = 0.8
SESSIONS_LAST = timedelta(days=14)
RUSHERS, RUSH_QUANTITY = 12, 3
LEAST_ORDERS = len(STORIES)


@frozen(kw_only=True)
class Day:
    """Everything that is to happen; `fill` puts it on the agenda."""

    town: Town
    line: Line
    agenda: Agenda
    seed: int
    lives: list[Life]

    def fill(self, orders: int) -> None:
        """Plan that many orders, some bad input, and one run on the last portions of a dish."""
        random = Random(f"{self.seed}:day")
        for number, story in enumerate(cast(random, orders, self.town.cards.tokens)):
            at = self.agenda.start + _hour(random)
            shopper = random.choice(self.town.with_card(story.card))
            life = self._life(number, story, shopper)
            self.agenda.at(at, life.begin)
            self.lives.append(life)
        for kind in mischief.KINDS:
            for _ in range(1 + orders // 250):
                at = self.agenda.start + timedelta(hours=random.uniform(1, HOURS))
                self.agenda.at(at, self._mischief(kind, random.randrange(2**32)))
        self.agenda.at(self.agenda.start + timedelta(hours=2), self._rush)

    async def look(self) -> None:
        """Look at every order as its customer sees it now, signed in anew where time has passed."""
        placed = [life for life in self.lives if life.order]
        if self.agenda.now - self.agenda.start >= SESSIONS_LAST:
            people = {life.shopper.person.email: life.shopper.person for life in placed}
            await side_by_side(lambda it: sign_in_again(self.line, it), list(people.values()))
        await side_by_side(lambda life: life.look(), placed)

    def compare(self, *, settled: bool) -> None:
        """Note orders that are not where their story leads."""
        for life in self.lives:
            if not life.order:
                continue
            due = life.story.ends if settled else life.story.stands
            stands = OrderState(life.order["state"])
            if stands is not due:
                self.line.surprise(f"{life.order['id']} ({life.story.name}): {stands}, not {due}")

    def _life(self, number: int, story: Story, shopper: Shopper) -> Life:
        return Life(
            number=number,
            story=story,
            shopper=shopper,
            town=self.town,
            line=self.line,
            agenda=self.agenda,
            random=Random(f"{self.seed}:{number}"),
        )

    def _mischief(self, kind: mischief.Kind, seed: int) -> mischief.Errand:
        async def errand() -> None:
            placed = [life for life in self.lives if life.order]
            if not placed:
                self.agenda.at(self.agenda.now + timedelta(minutes=30), errand)
                return
            scene = mischief.Scene(
                town=self.town, line=self.line, lives=placed, random=Random(seed)
            )
            await kind(scene)

        return errand

    async def _rush(self) -> None:
        """Many want the last portions of one dish at the same instant: none is sold twice."""
        random = Random(f"{self.seed}:rush")
        kitchen: Kitchen = random.choice(self.town.kitchens)
        dish, slot = random.choice(kitchen.dishes), kitchen.slots[-1]
        shoppers: Sequence[Shopper] = random.sample(self.town.shoppers, RUSHERS)
        lives = [
            self._life(len(self.lives) + number, RUSH, shopper)
            for number, shopper in enumerate(shoppers)
        ]

        async def buy(life: Life) -> bool:
            lines = [{"dish_id": dish["id"], "quantity": RUSH_QUANTITY}]
            return await life.place(kitchen, slot, lines, key=f"rush-{life.number}")

        bought = await side_by_side(buy, lives)
        winners = [life for life, got in zip(lives, bought, strict=True) if got]
        most = min(dish["portions"] // RUSH_QUANTITY, RUSHERS)
        if len(winners) != most:
            self.line.surprise(f"{len(winners)} bought of {dish['id']} where {most} could")
        for life in winners:
            life.live_on()
        self.lives.extend(winners)


def cast(random: Random, orders: int, cards: Container[str]) -> list[Story]:
    """Return a story for each order: every one at least once, the others by their shares.

    Stories that need a card which the provider does not have are left out.
    """
    played = [story for story in STORIES if story.card in cards]
    shares = [story.share for story in played]
    drawn = random.choices(played, shares, k=max(orders - len(played), 0))
    chosen = [*played, *drawn]
    random.shuffle(chosen)
    return chosen


def start_of_day(today: datetime) -> datetime:
    """Return six in the morning of that day, by the day's own zone."""
    return today.replace(hour=6, minute=0, second=0, microsecond=0)


def _hour(random: Random) -> timedelta:
    if random.random() < BUSY_SHARE:
        return timedelta(hours=random.uniform(0.1, BUSY_HOURS))
    return timedelta(hours=random.uniform(BUSY_HOURS, HOURS))
