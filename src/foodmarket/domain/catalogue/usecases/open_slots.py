"""Opening and closing slots."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from attrs import evolve, frozen

from foodmarket import ports
from foodmarket.domain.accounts.errors import NotAllowed
from foodmarket.domain.accounts.model import Actor
from foodmarket.domain.catalogue.decisions import check_slot
from foodmarket.domain.catalogue.errors import UnknownSlot
from foodmarket.domain.catalogue.model import Slot, SlotId
from foodmarket.domain.kernel.retry import on_fresh_facts
from foodmarket.domain.kernel.time import Window


@frozen(kw_only=True)
class NewSlot:
    """A slot to be opened; ``orders_until`` defaults to the start of the window."""

    window: Window
    portions: int
    work_units: int
    orders_until: datetime | None = None


@frozen(kw_only=True)
class OpenSlots:
    """Open slots for orders, all or none of them."""

    begin: ports.Begin
    clock: ports.Clock
    ids: ports.Ids

    async def __call__(
        self, actor: Actor, wanted: Sequence[NewSlot], key: ports.Key | None = None
    ) -> Sequence[Slot]:
        """Refuses with `NotAllowed`, `SlotInPast`, `BadQuantity`, `OverlappingSlot`, `KeyTaken`."""
        if actor.cook_id is None:
            raise NotAllowed
        now = self.clock.now()
        slots = [
            check_slot(
                Slot(
                    id=self.ids.new(SlotId),
                    cook_id=actor.cook_id,
                    window=slot.window,
                    orders_until=slot.orders_until or slot.window.start,
                    portions=slot.portions,
                    work_units=slot.work_units,
                ),
                now,
            )
            for slot in wanted
        ]
        async with self.begin() as uow:
            for slot in slots:
                uow.catalogue.add_slot(slot)
            if key is not None:
                uow.answers.claim(key, actor.cook_id, now)
            await uow.commit()
        return slots


@frozen(kw_only=True)
class CloseSlot:
    """Take no more orders for a slot; those that were placed stay."""

    begin: ports.Begin

    async def __call__(self, actor: Actor, slot_id: SlotId) -> Slot:
        """Refuses with `UnknownSlot`."""

        async def attempt() -> Slot:
            async with self.begin() as uow:
                slot = await uow.catalogue.slot(slot_id)
                if slot is None or slot.cook_id != actor.cook_id:
                    raise UnknownSlot
                uow.catalogue.save_slot(evolve(slot, open=False))
                await uow.commit()
            return evolve(slot, open=False, version=slot.version + 1)

        return await on_fresh_facts(attempt)
