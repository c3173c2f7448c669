"""Looking at what there is to eat."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.accounts.model import Actor, CookId
from foodmarket.domain.catalogue.errors import UnknownCook, UnknownDish
from foodmarket.domain.catalogue.model import CookProfile, Dish, DishId, DishStatus, MenuItem, Slot


@frozen(kw_only=True)
class BrowseMenu:
    """List the dishes that can be ordered, with their cooks and next slots."""

    begin: ports.Begin
    clock: ports.Clock

    async def __call__(self, page: ports.Page, city: str | None = None) -> Sequence[MenuItem]:
        """Return one page, by dish; of one city, or of all."""
        async with self.begin() as uow:
            return await uow.catalogue.menu(city, self.clock.now(), page)


@frozen(kw_only=True)
class BrowseCooks:
    """List cooks, and show one with the slots that are ahead."""

    begin: ports.Begin
    clock: ports.Clock

    async def __call__(self, page: ports.Page, city: str | None = None) -> Sequence[CookProfile]:
        """Return one page of cooks; of one city, or of all."""
        async with self.begin() as uow:
            return await uow.catalogue.cooks(city, page)

    async def one(self, cook_id: CookId) -> CookProfile:
        """Return a cook. Refuses with `UnknownCook`."""
        async with self.begin() as uow:
            cook = await uow.catalogue.cook(cook_id)
        if cook is None:
            raise UnknownCook
        return cook

    async def slots(self, cook_id: CookId, page: ports.Page) -> Sequence[Slot]:
        """Return a cook's present and coming slots by their start."""
        async with self.begin() as uow:
            return await uow.catalogue.slots(cook_id, self.clock.now(), page)


@frozen(kw_only=True)
class BrowseDishes:
    """Show a dish, and list a cook's own dishes with the drafts."""

    begin: ports.Begin

    async def __call__(self, cook_id: CookId, page: ports.Page) -> Sequence[Dish]:
        """Return one page of a cook's dishes, drafts too."""
        async with self.begin() as uow:
            return await uow.catalogue.dishes(cook_id, page)

    async def one(self, dish_id: DishId, actor: Actor | None) -> Dish:
        """Return a dish; a draft only to its cook. Refuses with `UnknownDish`."""
        async with self.begin() as uow:
            dish = await uow.catalogue.dish(dish_id)
        own = dish is not None and actor is not None and actor.cook_id == dish.cook_id
        if dish is None or (dish.status is DishStatus.DRAFT and not own):
            raise UnknownDish
        return dish
