"""Cooks, dishes and slots, in memory."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice
from typing import TypeVar

from attrs import evolve, frozen

from foodmarket.adapters.memory.accounts import Later
from foodmarket.adapters.memory.paging import ascending
from foodmarket.adapters.memory.portions import free, take
from foodmarket.adapters.memory.tables import Commit, Tables
from foodmarket.domain.accounts.model import AccountId, CookId
from foodmarket.domain.catalogue.errors import OutOfPortions, OutOfWork, OverlappingSlot
from foodmarket.domain.catalogue.model import (
    CookProfile,
    Dish,
    DishId,
    DishStatus,
    MenuItem,
    Offer,
    Reservation,
    Slot,
    SlotId,
)
from foodmarket.domain.kernel.errors import StaleFacts
from foodmarket.ports.paging import Page

T = TypeVar("T", bound=str)


@frozen
class MemoryCatalogue:
    _tables: Tables
    _later: Later

    def add_cook(self, cook: CookProfile) -> None:
        def write(commit: Commit) -> None:
            commit.insert(commit.tables.cooks, cook.id, cook)
            commit.insert(commit.tables.cook_of, cook.account_id, cook.id)

        self._later(write)

    def save_cook(self, cook: CookProfile) -> None:
        def write(commit: Commit) -> None:
            stored = commit.tables.cooks.get(cook.id)
            if stored is None or stored.version != cook.version:
                raise StaleFacts
            commit.put(commit.tables.cooks, cook.id, evolve(cook, version=cook.version + 1))

        self._later(write)

    async def cook(self, cook_id: CookId) -> CookProfile | None:
        return self._tables.cooks.get(cook_id)

    async def cook_of(self, account_id: AccountId) -> CookProfile | None:
        cook_id = self._tables.cook_of.get(account_id)
        return None if cook_id is None else self._tables.cooks[cook_id]

    async def cooks(self, city: str | None, page: Page) -> Sequence[CookProfile]:
        cooks = (self._tables.cooks[cook_id] for cook_id in _sorted(self._tables.cooks, page))
        return list(islice((cook for cook in cooks if city in {None, cook.city}), page.limit))

    def add_dish(self, dish: Dish) -> None:
        def write(commit: Commit) -> None:
            commit.insert(commit.tables.dishes, dish.id, dish)
            commit.sort_in(commit.tables.dishes_of[dish.cook_id], dish.id)

        self._later(write)

    def save_dish(self, dish: Dish) -> None:
        def write(commit: Commit) -> None:
            stored = commit.tables.dishes.get(dish.id)
            if stored is None or stored.version != dish.version:
                raise StaleFacts
            commit.put(commit.tables.dishes, dish.id, evolve(dish, version=dish.version + 1))

        self._later(write)

    async def dish(self, dish_id: DishId) -> Dish | None:
        return self._tables.dishes.get(dish_id)

    async def dishes(self, cook_id: CookId, page: Page) -> Sequence[Dish]:
        ids = ascending(self._tables.dishes_of.get(cook_id, ()), page.after)
        return [self._tables.dishes[dish_id] for dish_id in islice(ids, page.limit)]

    def add_slot(self, slot: Slot) -> None:
        def write(commit: Commit) -> None:
            tables = commit.tables
            others = (tables.slots[slot_id] for _, slot_id in tables.slots_of[slot.cook_id])
            if any(other.window.overlaps(slot.window) for other in others):
                raise OverlappingSlot(start=slot.window.start, end=slot.window.end)
            commit.insert(tables.slots, slot.id, slot)
            commit.sort_in(tables.slots_of[slot.cook_id], (slot.window.start, slot.id))

        self._later(write)

    def save_slot(self, slot: Slot) -> None:
        def write(commit: Commit) -> None:
            stored = commit.tables.slots.get(slot.id)
            if stored is None or stored.version != slot.version:
                raise StaleFacts
            taken, work = stored.portions_taken, stored.work_taken
            if taken > slot.portions:
                raise OutOfPortions(dish_id=None, asked=taken, left=slot.portions)
            if work > slot.work_units:
                raise OutOfWork(asked=work, left=slot.work_units)
            saved = evolve(
                stored,
                portions=slot.portions,
                work_units=slot.work_units,
                open=slot.open,
                version=slot.version + 1,
            )
            commit.put(commit.tables.slots, slot.id, saved)

        self._later(write)

    async def slot(self, slot_id: SlotId) -> Slot | None:
        return self._tables.slots.get(slot_id)

    async def slots(self, cook_id: CookId, ending_after: datetime, page: Page) -> Sequence[Slot]:
        slots = self._slots_of(cook_id)
        after = self._tables.slots.get(SlotId(page.after)) if page.after else None
        if after is not None:
            slots = (slot for slot in slots if slot.window.start > after.window.start)
        return list(islice((s for s in slots if s.window.end > ending_after), page.limit))

    async def offer(self, slot_id: SlotId, dish_ids: Sequence[DishId]) -> Offer | None:
        tables = self._tables
        slot = tables.slots.get(slot_id)
        if slot is None:
            return None
        dishes = tuple(tables.dishes[dish_id] for dish_id in dish_ids if dish_id in tables.dishes)
        return Offer(
            cook=tables.cooks[slot.cook_id],
            slot=slot,
            dishes=dishes,
            taken={dish.id: tables.taken.get((slot_id, dish.id), 0) for dish in dishes},
        )

    async def menu(self, city: str | None, now: datetime, page: Page) -> Sequence[MenuItem]:
        return list(islice(self._menu(city, now, page), page.limit))

    def take(self, reservation: Reservation) -> None:
        self._later(lambda commit: take(commit, reservation))

    def free(self, reservation: Reservation) -> None:
        self._later(lambda commit: free(commit, reservation))

    def _menu(self, city: str | None, now: datetime, page: Page) -> Iterable[MenuItem]:
        for dish_id in _sorted(self._tables.dishes, page):
            dish = self._tables.dishes[dish_id]
            cook = self._tables.cooks[dish.cook_id]
            wanted = cook.serves(now) and city in {None, cook.city}
            if wanted and dish.status is DishStatus.PUBLISHED:
                ahead = (slot for slot in self._slots_of(cook.id) if _takes_orders(slot, now))
                yield MenuItem(dish=dish, cook=cook, next_slot=next(ahead, None))

    def _slots_of(self, cook_id: CookId) -> Iterable[Slot]:
        return (
            self._tables.slots[slot_id] for _, slot_id in self._tables.slots_of.get(cook_id, ())
        )


def _takes_orders(slot: Slot, now: datetime) -> bool:
    return slot.open and now < slot.orders_until


def _sorted(table: Iterable[T], page: Page) -> Iterable[T]:
    return ascending(sorted(table), page.after)
