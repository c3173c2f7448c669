from datetime import UTC, datetime, timedelta

from foodmarket import ports
from foodmarket.adapters.system import AdjustableClock
from foodmarket.domain.catalogue import Allergen
from foodmarket.entrypoints.bootstrap import in_memory
from foodmarket.entrypoints.cli.city import City, is_empty, kitchens, seed_city

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


async def settled(cooks: int, customers: int) -> City:
    market = in_memory(AdjustableClock(NOW))
    assert await is_empty(market)
    city = await seed_city(market, cooks=cooks, customers=customers, days=7)
    assert not await is_empty(market)
    return city


def test_there_are_two_hundred_dishes_with_names_in_both_languages() -> None:
    recipes = [recipe for kitchen in kitchens() for recipe in kitchen.recipes]
    assert len({recipe.name.ru for recipe in recipes}) >= 200
    assert len({recipe.name.en for recipe in recipes}) >= 200
    assert all(recipe.name.ru and recipe.name.en for recipe in recipes)
    assert all(15_000 <= recipe.price <= 80_000 for recipe in recipes)


def test_allergens_follow_from_ingredients() -> None:
    recipes = {recipe.name.en: recipe for kitchen in kitchens() for recipe in kitchen.recipes}
    assert set(recipes["Chicken pad thai"].allergens) == {
        Allergen.EGGS,
        Allergen.FISH,
        Allergen.PEANUTS,
    }
    assert recipes["Achik-chuchuk salad"].allergens == ()


async def test_every_dish_can_be_ordered_for_its_cooks_next_slot() -> None:
    city = await settled(cooks=14, customers=1)
    for cook in city.cooks:
        assert len(cook.slots) == 14
        for slot in cook.slots:
            assert slot.orders_until > NOW
            for dish in cook.dishes:
                ready = slot.orders_until + timedelta(minutes=30) + dish.preparation
                assert ready <= slot.window.start


async def test_the_same_seed_settles_the_same_city() -> None:
    one, other = await settled(cooks=3, customers=2), await settled(cooks=3, customers=2)
    assert [[d.price for d in cook.dishes] for cook in one.cooks] == [
        [d.price for d in cook.dishes] for cook in other.cooks
    ]
    assert [customer.street for customer in one.customers] == [
        customer.street for customer in other.customers
    ]


async def test_customers_have_cards_and_can_sign_in() -> None:
    market = in_memory(AdjustableClock(NOW))
    city = await seed_city(market, cooks=1, customers=2, days=1)
    for customer in city.customers:
        opened = await market.sign_in(email=customer.email, password="home-cooked-food")
        methods = await market.list_methods(opened.session.actor)
        assert "sandbox_ok" in {method.token for method in methods}
    assert await market.browse_menu(ports.Page(limit=1))
