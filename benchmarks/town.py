"""The town that is measured: settled through the use cases, large enough not to be a bottleneck."""

import asyncio
from datetime import timedelta
from random import Random

from attrs import frozen

from foodmarket.domain.accounts.model import Actor, Role
from foodmarket.domain.catalogue import NewSlot
from foodmarket.domain.catalogue.model import Allergen, CookProfile, Dish, DishId, SlotId
from foodmarket.domain.kernel.language import Bilingual
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.kernel.time import Window
from foodmarket.domain.orders.model import Address
from foodmarket.domain.payments.model import PaymentMethodId
from foodmarket.entrypoints.marketplace import Marketplace

COOKS, DISHES, SLOTS, CUSTOMERS = 40, 5, 10, 100
PLENTY = 100_000
CITY = "Самара"
ADDRESS = Address(
    city=CITY, street="ул. Куйбышева, 10", details="кв. 5, домофон 5К", phone="+79001234567"
)
_PASSWORD = "home-cooked-food"
_ROUBLE = Currency("RUB")


@frozen
class Buyer:
    """A customer who is signed in and has a card that always works."""

    actor: Actor
    token: str
    method_id: PaymentMethodId


@frozen
class Table:
    """A slot with the dishes that can be ordered for it."""

    slot_id: SlotId
    dishes: tuple[DishId, ...]


@frozen(kw_only=True)
class Town:
    """Who orders, and what. ``cooks`` are for those who need a further slot."""

    cooks: tuple[Actor, ...]
    tables: tuple[Table, ...]
    buyers: tuple[Buyer, ...]

    def basket(self, random: Random) -> tuple[Buyer, Table, tuple[DishId, DishId]]:
        """Choose somebody, a slot, and two of its dishes."""
        table = random.choice(self.tables)
        first, second = random.sample(table.dishes, 2)
        return random.choice(self.buyers), table, (first, second)


async def settle(
    market: Marketplace, cooks: int = COOKS, slots: int = SLOTS, customers: int = CUSTOMERS
) -> Town:
    """Register everybody, publish dishes, open slots, save cards, sign the customers in."""
    kitchens = await asyncio.gather(*(_cook(market, number, slots) for number in range(cooks)))
    buyers = await asyncio.gather(*(_buyer(market, number) for number in range(customers)))
    return Town(
        cooks=tuple(actor for actor, _ in kitchens),
        tables=tuple(table for _, tables in kitchens for table in tables),
        buyers=tuple(buyers),
    )


async def open_slot(market: Marketplace, cook: Actor, day: int, portions: int) -> SlotId:
    """Open a slot at noon-like hours ``day`` days from now."""
    (slot,) = await market.open_slots(cook, [_slot(market, day, portions)])
    return slot.id


async def _cook(market: Marketplace, number: int, slots: int) -> tuple[Actor, list[Table]]:
    profile = await market.register_cook(
        name=f"Cook {number}",
        email=f"cook{number}@bench.example",
        password=_PASSWORD,
        kitchen=Bilingual(f"Кухня {number}", f"Kitchen {number}"),
        city=CITY,
        time_zone="Europe/Samara",
        delivery_fee=Money(15_000, _ROUBLE),
    )
    cook = Actor(Role.COOK, profile.account_id, profile.id)
    dishes = tuple([await _dish(market, cook, profile, dish) for dish in range(DISHES)])
    wanted = [_slot(market, 1 + day, PLENTY) for day in range(slots)]
    opened = await market.open_slots(cook, wanted)
    return cook, [Table(slot.id, dishes) for slot in opened]


async def _dish(market: Marketplace, cook: Actor, profile: CookProfile, number: int) -> DishId:
    def write(dish_id: DishId) -> Dish:
        return Dish(
            id=dish_id,
            cook_id=profile.id,
            name=Bilingual(f"Борщ с пампушками № {number}", f"Borscht with buns no. {number}"),
            description=Bilingual("Как у бабушки, с чесноком и сметаной", "As grandmother made it"),
            price=Money(35_000 + 1_000 * number, _ROUBLE),
            portions=10_000,
            grams=450,
            preparation=timedelta(hours=1),
            allergens=(Allergen.CELERY,),
            ingredients=Bilingual("свёкла, говядина, капуста", "beetroot, beef, cabbage"),
        )

    dish = await market.add_dish(cook, write)
    return (await market.publish_dish(cook, dish.id)).id


def _slot(market: Marketplace, day: int, portions: int) -> NewSlot:
    start = market.adapters.clock.now() + timedelta(days=day, hours=6)
    return NewSlot(
        window=Window(start, start + timedelta(hours=2)), portions=portions, work_units=PLENTY
    )


async def _buyer(market: Marketplace, number: int) -> Buyer:
    email = f"customer{number}@bench.example"
    account = await market.register_account(
        name=f"Customer {number}", email=email, password=_PASSWORD
    )
    actor = Actor(Role.CUSTOMER, account.id)
    method = await market.save_method(
        actor, provider="sandbox", token="sandbox_ok", label="Visa 4242"
    )
    signed_in = await market.sign_in(email=email, password=_PASSWORD)
    return Buyer(actor, signed_in.token, method.id)
