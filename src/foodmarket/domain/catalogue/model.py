"""What can be ordered: cooks, their dishes, and the slots (delivery windows) they cook for."""

from datetime import datetime, timedelta
from enum import StrEnum

from attrs import field, frozen

from foodmarket.domain.accounts.model import AccountId, CookId
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.kernel.language import Bilingual
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.kernel.time import Window


class DishId(Id):
    """Identifies a dish."""

    __slots__ = ()
    prefix = "dsh"


class SlotId(Id):
    """Identifies a slot."""

    __slots__ = ()
    prefix = "slt"


class Allergen(StrEnum):
    """The 14 allergens that Annex II of Regulation (EU) No 1169/2011 requires to be declared."""

    GLUTEN = "gluten"
    CRUSTACEANS = "crustaceans"
    EGGS = "eggs"
    FISH = "fish"
    PEANUTS = "peanuts"
    SOYBEANS = "soybeans"
    MILK = "milk"
    NUTS = "nuts"
    CELERY = "celery"
    MUSTARD = "mustard"
    SESAME = "sesame"
    SULPHITES = "sulphites"
    LUPIN = "lupin"
    MOLLUSCS = "molluscs"


@frozen(kw_only=True)
class CookProfile:
    """What customers see of a cook, and where and in what currency the cook sells.

    ``time_zone`` is an IANA name and is only for showing instants to people. ``country`` (ISO
    3166-1 alpha-2) and currency choose the rail that customers pay on. ``delivery_fee`` is charged
    once per order. A cook that is not ``open`` takes no new orders, nor does one after
    ``permitted_until`` (UTC; None: no end), when a document of the cook has run out.
    """

    id: CookId
    account_id: AccountId
    name: Bilingual
    about: Bilingual | None = None
    city: str
    country: str = "RU"
    time_zone: str
    currency: Currency
    delivery_fee: Money
    open: bool = True
    permitted_until: datetime | None = None
    version: int = 1

    def serves(self, now: datetime) -> bool:
        """Tell whether the cook takes orders."""
        return self.open and (self.permitted_until is None or now < self.permitted_until)


class DishStatus(StrEnum):
    """A draft is seen by its cook alone; a published dish is on the menu."""

    DRAFT = "draft"
    PUBLISHED = "published"


@frozen(kw_only=True)
class Dish:
    """A dish on a cook's menu.

    ``portions`` is how many the cook makes for one slot; ``grams`` is one portion's weight;
    ``work_units`` is what one portion costs of a slot's work; ``preparation`` is the time from
    start to ready. ``allergens`` is None until declared, and empty where there are none.
    """

    id: DishId
    cook_id: CookId
    name: Bilingual
    description: Bilingual | None = None
    price: Money | None = None
    portions: int = 0
    grams: int = 0
    work_units: int = 1
    preparation: timedelta = timedelta(minutes=60)
    allergens: tuple[Allergen, ...] | None = None
    ingredients: Bilingual | None = None
    photos: tuple[str, ...] = ()
    status: DishStatus = DishStatus.DRAFT
    version: int = 1


@frozen(kw_only=True)
class Slot:
    """A delivery window with a capacity in portions and in the cook's work units.

    Orders are taken until ``orders_until`` (UTC). ``portions_taken`` and ``work_taken`` count
    what is held and sold; ``open`` is False once the cook closes the slot.
    """

    id: SlotId
    cook_id: CookId
    window: Window
    orders_until: datetime
    portions: int
    work_units: int
    portions_taken: int = 0
    work_taken: int = 0
    open: bool = True
    version: int = 1


@frozen
class DishPortions:
    """How many portions of one dish are wanted of one slot, and the most there are."""

    dish_id: DishId
    quantity: int
    most: int


@frozen
class Reservation:
    """Portions and work that one order holds of a slot; given back as a whole."""

    slot_id: SlotId
    dishes: tuple[DishPortions, ...]
    work_units: int

    @property
    def portions(self) -> int:
        """Return the portions over all dishes."""
        return sum(dish.quantity for dish in self.dishes)


@frozen(kw_only=True)
class Offer:
    """Everything that a customer's choice is checked against, read together.

    ``taken`` maps a dish to the portions of it that are already held or sold in the slot.
    """

    cook: CookProfile
    slot: Slot
    dishes: tuple[Dish, ...]
    taken: dict[DishId, int] = field(factory=dict)

    def dish(self, dish_id: DishId) -> Dish | None:
        """Return the dish, or None where the cook of the slot has no such dish."""
        return next((dish for dish in self.dishes if dish.id == dish_id), None)


@frozen(kw_only=True)
class MenuItem:
    """A published dish with its cook, as the menu lists it, and the next slot that takes orders."""

    dish: Dish
    cook: CookProfile
    next_slot: Slot | None
