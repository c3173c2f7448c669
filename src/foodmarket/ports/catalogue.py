"""Cooks, dishes and slots."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

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


class Catalogue(Protocol):
    """Cooks, dishes and slots."""

    def add_cook(self, cook: CookProfile) -> None:
        """Add a cook's profile."""
        ...

    def save_cook(self, cook: CookProfile) -> None:
        """Save a changed profile."""
        ...

    async def cook(self, cook_id: CookId) -> CookProfile | None:
        """Return a cook's profile."""
        ...

    async def cook_of(self, account_id: AccountId) -> CookProfile | None:
        """Return the profile of a cook's account."""
        ...

    async def cooks(self, city: str | None, page: Page) -> Sequence[CookProfile]:
        """Return cooks by id, of one city or of all."""
        ...

    def add_dish(self, dish: Dish) -> None:
        """Add a dish."""
        ...

    def save_dish(self, dish: Dish) -> None:
        """Save a changed dish."""
        ...

    async def dish(self, dish_id: DishId) -> Dish | None:
        """Return a dish."""
        ...

    async def dishes(self, cook_id: CookId, page: Page) -> Sequence[Dish]:
        """Return all dishes of a cook, drafts too, by id."""
        ...

    def add_slot(self, slot: Slot) -> None:
        """Add a slot. The commit refuses with `OverlappingSlot`."""
        ...

    def save_slot(self, slot: Slot) -> None:
        """Save a slot's capacity and whether it is open; what is taken is not written."""
        ...

    async def slot(self, slot_id: SlotId) -> Slot | None:
        """Return a slot."""
        ...

    async def slots(self, cook_id: CookId, ending_after: datetime, page: Page) -> Sequence[Slot]:
        """Return a cook's slots by their start."""
        ...

    async def offer(self, slot_id: SlotId, dish_ids: Sequence[DishId]) -> Offer | None:
        """Return slot, cook and those of the dishes that exist; None for an unknown slot."""
        ...

    async def menu(self, city: str | None, now: datetime, page: Page) -> Sequence[MenuItem]:
        """Return published dishes of open cooks by dish id, with the next slot taking orders."""
        ...

    def take(self, reservation: Reservation) -> None:
        """Take portions. The commit refuses with `OutOfPortions`, `OutOfWork` or `SlotClosed`."""
        ...

    def free(self, reservation: Reservation) -> None:
        """Give portions back."""
        ...
