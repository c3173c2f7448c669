"""Refusals of the catalogue."""

from datetime import datetime

from attrs import define

from foodmarket.domain.catalogue.model import DishId, SlotId
from foodmarket.domain.kernel.errors import Conflict, Invalid, NotFound


class UnknownCook(NotFound):
    """There is no such cook."""


class UnknownDish(NotFound):
    """There is no such dish on this cook's menu."""


class UnknownSlot(NotFound):
    """There is no such slot."""


@define
class IncompleteDish(Conflict):
    """The dish can't be published yet; ``missing`` names the fields still to be filled."""

    missing: list[str]


@define
class DishNotOnMenu(Conflict):
    """The dish is not published (any more)."""

    dish_id: DishId


class CookClosed(Conflict):
    """The cook takes no orders at present."""


@define
class SlotClosed(Conflict):
    """The slot takes no more orders: it was closed, or its last hour for orders has passed."""

    slot_id: SlotId
    orders_until: datetime


@define
class OutOfPortions(Conflict):
    """Fewer portions are left than were asked for (``dish_id`` None: of the whole slot)."""

    dish_id: DishId | None
    asked: int
    left: int


@define
class OutOfWork(Conflict):
    """The cook's work for the slot is used up (in work units)."""

    asked: int
    left: int


@define
class BadQuantity(Invalid):
    """A quantity must be a whole number from 1 to 100."""

    quantity: int


class EmptyOrder(Invalid):
    """An order needs at least one line."""


@define
class SlotInPast(Invalid):
    """A slot must lie ahead, and take orders until a time before it starts."""

    start: datetime


@define
class OverlappingSlot(Conflict):
    """The cook has another slot in this window."""

    start: datetime
    end: datetime


@define
class BadDish(Invalid):
    """A field of the dish is outside its bounds."""

    field: str


@define
class BadCook(Invalid):
    """A field of the cook's profile is outside its bounds."""

    field: str
