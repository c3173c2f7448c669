"""Cooks, dishes and slots."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from attrs import define
from sqlalchemy import (
    ARRAY,
    Column,
    DateTime,
    Integer,
    Select,
    Text,
    any_,
    bindparam,
    func,
    or_,
    select,
    true,
    tuple_,
)

from foodmarket.adapters.postgres import rows
from foodmarket.adapters.postgres import tables as t
from foodmarket.adapters.postgres.compiled import compiled
from foodmarket.adapters.postgres.database import Database
from foodmarket.adapters.postgres.rows import COOK_WIDTH, DISH_WIDTH, SLOT_WIDTH
from foodmarket.adapters.postgres.writes import Writes
from foodmarket.domain.accounts.model import AccountId, CookId
from foodmarket.domain.catalogue.model import (
    CookProfile,
    Dish,
    DishId,
    MenuItem,
    Offer,
    Reservation,
    Slot,
    SlotId,
)
from foodmarket.ports.paging import Page

_ID = bindparam("id", type_=Text)
_CITY = bindparam("city", type_=Text)
_NOW = bindparam("now", type_=DateTime(timezone=True))


def _page(query: Select[Any], id_: Column[str]) -> Select[Any]:
    # Every id sorts after the empty text, so a page without a cursor is the same statement.
    after = bindparam("after", type_=Text)
    limit = bindparam("limit", type_=Integer)
    return query.where(id_ > after).order_by(id_).limit(limit)


_COOK = compiled(select(t.cooks).where(t.cooks.c.id == _ID))
_COOK_OF = compiled(select(t.cooks).where(t.cooks.c.account_id == _ID))
_COOKS = compiled(_page(select(t.cooks), t.cooks.c.id))
_COOKS_IN = compiled(_page(select(t.cooks).where(t.cooks.c.city == _CITY), t.cooks.c.id))
_DISH = compiled(select(t.dishes).where(t.dishes.c.id == _ID))
_DISHES = compiled(_page(select(t.dishes).where(t.dishes.c.cook_id == _ID), t.dishes.c.id))
_SLOT = compiled(select(t.slots).where(t.slots.c.id == _ID))

_earlier = t.slots.alias("earlier")
_AHEAD = (
    select(t.slots)
    .where(t.slots.c.cook_id == _ID, t.slots.c.ends_at > _NOW)
    .order_by(t.slots.c.starts_at, t.slots.c.id)
    .limit(bindparam("limit", type_=Integer))
)
_SLOTS = compiled(_AHEAD)
_SLOTS_AFTER = compiled(
    _AHEAD.where(
        tuple_(t.slots.c.starts_at, t.slots.c.id)
        > select(_earlier.c.starts_at, _earlier.c.id)
        .where(_earlier.c.id == bindparam("after", type_=Text))
        .scalar_subquery()
    )
)

OFFER = (
    select(*t.slots.c, *t.cooks.c, func.coalesce(t.slot_dishes.c.taken, 0), *t.dishes.c)
    .select_from(t.slots)
    .join(t.cooks, t.cooks.c.id == t.slots.c.cook_id)
    .outerjoin(t.dishes, t.dishes.c.id == any_(bindparam("dish_ids", type_=ARRAY(Text))))
    .outerjoin(
        t.slot_dishes,
        (t.slot_dishes.c.slot_id == t.slots.c.id) & (t.slot_dishes.c.dish_id == t.dishes.c.id),
    )
    .where(t.slots.c.id == _ID)
    .order_by(t.dishes.c.id)
)
OFFER_WIDTH = SLOT_WIDTH + COOK_WIDTH + 1 + DISH_WIDTH
_OFFER = compiled(OFFER)

_next = (
    select(t.slots)
    .where(t.slots.c.cook_id == t.cooks.c.id, t.slots.c.open)
    .where(t.slots.c.orders_until > _NOW, t.slots.c.ends_at > _NOW)
    .order_by(t.slots.c.starts_at)
    .limit(1)
    .lateral("next_slot")
)
_ON_MENU = (
    select(*t.dishes.c, *t.cooks.c, *_next.c)
    .select_from(t.dishes)
    .join(t.cooks, t.cooks.c.id == t.dishes.c.cook_id)
    .outerjoin(_next, true())
    .where(t.dishes.c.status == "published", t.cooks.c.open)
    .where(or_(t.cooks.c.permitted_until.is_(None), t.cooks.c.permitted_until > _NOW))
)
_MENU = compiled(_page(_ON_MENU, t.dishes.c.id))
_MENU_IN = compiled(_page(_ON_MENU.where(t.cooks.c.city == _CITY), t.dishes.c.id))


@define
class PostgresCatalogue:
    _database: Database
    _writes: Writes

    def add_cook(self, cook: CookProfile) -> None:
        self._writes.to("cooks", cook.id).add("add_cooks", rows.of_cook(cook))

    def save_cook(self, cook: CookProfile) -> None:
        id_, _account_id, *changed, version = rows.of_cook(cook)
        batch = self._writes.to("cooks", cook.id)
        batch.write("save_cook", (id_, version, *changed, cook.version + 1))

    async def cook(self, cook_id: CookId) -> CookProfile | None:
        row = await self._database.row(_COOK, id=cook_id)
        return None if row is None else rows.cook(row)

    async def cook_of(self, account_id: AccountId) -> CookProfile | None:
        row = await self._database.row(_COOK_OF, id=account_id)
        return None if row is None else rows.cook(row)

    async def cooks(self, city: str | None, page: Page) -> Sequence[CookProfile]:
        statement = _COOKS if city is None else _COOKS_IN
        after = page.after or ""
        found = await self._database.rows(statement, city=city, after=after, limit=page.limit)
        return [rows.cook(row) for row in found]

    def add_dish(self, dish: Dish) -> None:
        self._writes.to("dishes", dish.id).add("add_dishes", rows.of_dish(dish))

    def save_dish(self, dish: Dish) -> None:
        id_, _cook_id, *changed, version = rows.of_dish(dish)
        batch = self._writes.to("dishes", dish.id)
        batch.write("save_dish", (id_, version, *changed, dish.version + 1))

    async def dish(self, dish_id: DishId) -> Dish | None:
        row = await self._database.row(_DISH, id=dish_id)
        return None if row is None else rows.dish(row)

    async def dishes(self, cook_id: CookId, page: Page) -> Sequence[Dish]:
        found = await self._database.rows(
            _DISHES, id=cook_id, after=page.after or "", limit=page.limit
        )
        return [rows.dish(row) for row in found]

    def add_slot(self, slot: Slot) -> None:
        self._writes.to("slots", slot.id).add("add_slots", rows.of_slot(slot))

    def save_slot(self, slot: Slot) -> None:
        self._writes.resized.append(slot)
        saved = (slot.id, slot.version, slot.portions, slot.work_units, slot.open)
        self._writes.to("slots", slot.id).write("save_slot", (*saved, slot.version + 1))

    async def slot(self, slot_id: SlotId) -> Slot | None:
        row = await self._database.row(_SLOT, id=slot_id)
        return None if row is None else rows.slot(row)

    async def slots(self, cook_id: CookId, ending_after: datetime, page: Page) -> Sequence[Slot]:
        found = await self._database.rows(
            _SLOTS if page.after is None else _SLOTS_AFTER,
            id=cook_id,
            now=ending_after,
            after=page.after,
            limit=page.limit,
        )
        return [rows.slot(row) for row in found]

    async def offer(self, slot_id: SlotId, dish_ids: Sequence[DishId]) -> Offer | None:
        return offered(await self._database.rows(_OFFER, id=slot_id, dish_ids=dish_ids))

    async def menu(self, city: str | None, now: datetime, page: Page) -> Sequence[MenuItem]:
        statement = _MENU if city is None else _MENU_IN
        found = await self._database.rows(
            statement, city=city, now=now, after=page.after or "", limit=page.limit
        )
        cook_ends = DISH_WIDTH + COOK_WIDTH
        return [
            MenuItem(
                dish=rows.dish(row[:DISH_WIDTH]),
                cook=rows.cook(row[DISH_WIDTH:cook_ends]),
                next_slot=rows.slot(row[cook_ends:]) if row[cook_ends] is not None else None,
            )
            for row in found
        ]

    def take(self, reservation: Reservation) -> None:
        self._writes.taken.append(reservation)
        self._count("take", reservation)

    def free(self, reservation: Reservation) -> None:
        self._count("free", reservation)

    def _count(self, shape: str, reservation: Reservation) -> None:
        batch = self._writes.to("slots", reservation.slot_id)
        batch.write(shape, counted(reservation))


def counted(reservation: Reservation) -> rows.Values:
    """Return a reservation as the values of the shapes ``take`` and ``free``."""
    dishes = sorted(reservation.dishes, key=lambda dish: dish.dish_id)
    return (
        *(reservation.slot_id, reservation.portions, reservation.work_units),
        *([dish.dish_id for dish in dishes], [dish.most for dish in dishes]),
        [dish.quantity for dish in dishes],
    )


def offered(found: Sequence[rows.Row]) -> Offer | None:
    """Return what the rows of `OFFER` offer, one for each dish; None where there are none."""
    if not found:
        return None
    cook_ends = SLOT_WIDTH + COOK_WIDTH
    known = [row for row in found if row[cook_ends + 1] is not None]
    dishes = tuple(rows.dish(row[cook_ends + 1 : OFFER_WIDTH]) for row in known)
    return Offer(
        cook=rows.cook(found[0][SLOT_WIDTH:cook_ends]),
        slot=rows.slot(found[0][:SLOT_WIDTH]),
        dishes=dishes,
        taken={dish.id: row[cook_ends] for dish, row in zip(dishes, known, strict=True)},
    )
