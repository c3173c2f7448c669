"""Writing dishes and putting them on the menu."""

from __future__ import annotations

from collections.abc import Callable

from attrs import evolve, frozen

from foodmarket import ports
from foodmarket.domain.accounts.errors import NotAllowed
from foodmarket.domain.accounts.model import Actor
from foodmarket.domain.catalogue.decisions import check_dish, publish, unpublish
from foodmarket.domain.catalogue.errors import UnknownCook, UnknownDish
from foodmarket.domain.catalogue.model import Dish, DishId, DishStatus
from foodmarket.domain.kernel.money import CurrencyMismatch
from foodmarket.domain.kernel.retry import on_fresh_facts


@frozen(kw_only=True)
class AddDish:
    """Write a new dish down as a draft."""

    begin: ports.Begin
    clock: ports.Clock
    ids: ports.Ids

    async def __call__(
        self, actor: Actor, write: Callable[[DishId], Dish], key: ports.Key | None = None
    ) -> Dish:
        """``write`` makes the dish of its new id.

        Refuses with `NotAllowed`, `BadDish`, `CurrencyMismatch` and `KeyTaken`.
        """
        async with self.begin() as uow:
            written = await _check(uow, actor, write(self.ids.new(DishId)))
            dish = evolve(written, status=DishStatus.DRAFT)
            uow.catalogue.add_dish(dish)
            if key is not None:
                uow.answers.claim(key, dish.id, self.clock.now())
            await uow.commit()
        return dish


@frozen(kw_only=True)
class EditDish:
    """Change a dish; orders that were placed keep the dish as it was."""

    begin: ports.Begin

    async def __call__(self, actor: Actor, dish_id: DishId, edit: Callable[[Dish], Dish]) -> Dish:
        """``edit`` returns the dish as it should be; a published dish has to stay complete.

        Refuses with `UnknownDish`, `BadDish`, `IncompleteDish` and `CurrencyMismatch`.
        """

        async def attempt() -> Dish:
            async with self.begin() as uow:
                dish = await own_dish(uow, actor, dish_id)
                edited = await _check(uow, actor, edit(dish))
                if edited.status is DishStatus.PUBLISHED:
                    edited = publish(edited)
                uow.catalogue.save_dish(edited)
                await uow.commit()
            return evolve(edited, version=dish.version + 1)

        return await on_fresh_facts(attempt)


@frozen(kw_only=True)
class PublishDish:
    """Put a dish on the menu, or take it off."""

    begin: ports.Begin

    async def __call__(self, actor: Actor, dish_id: DishId, *, published: bool = True) -> Dish:
        """Refuses with `UnknownDish`, and with `IncompleteDish` naming what is missing."""
        edit = EditDish(begin=self.begin)
        return await edit(actor, dish_id, publish if published else unpublish)


async def own_dish(uow: ports.UnitOfWork, actor: Actor, dish_id: DishId) -> Dish:
    """Return the acting cook's dish, or refuse with `UnknownDish`."""
    dish = await uow.catalogue.dish(dish_id)
    if dish is None or actor.cook_id is None or dish.cook_id != actor.cook_id:
        raise UnknownDish
    return dish


async def _check(uow: ports.UnitOfWork, actor: Actor, dish: Dish) -> Dish:
    if actor.cook_id is None or dish.cook_id != actor.cook_id:
        raise NotAllowed
    cook = await uow.catalogue.cook(actor.cook_id)
    if cook is None:
        raise UnknownCook
    if dish.price is not None and dish.price.currency != cook.currency:
        raise CurrencyMismatch(left=dish.price.currency, right=cook.currency)
    return check_dish(dish)
