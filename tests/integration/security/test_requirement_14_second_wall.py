"""14: over HTTP, a route whose use case forgot its check still shows nobody else's order."""

from collections.abc import AsyncIterator, Mapping

import attrs
import pytest

from foodmarket import ports
from foodmarket.adapters.postgres import PostgresStore
from foodmarket.adapters.system import AdjustableClock
from foodmarket.domain.accounts import Actor, Duty
from foodmarket.domain.orders import OrderId, Purchase, ShowOrder
from foodmarket.domain.orders.errors import UnknownOrder
from foodmarket.entrypoints.bootstrap import in_memory
from foodmarket.entrypoints.http import HttpSettings, create_app
from foodmarket.entrypoints.marketplace import wire
from foodmarket.ports.acting import ACTING
from tests.integration.http.conftest import NOON, Dinner, Town, client, problem


@attrs.frozen(kw_only=True)
class ForgetfulShowOrder(ShowOrder):
    """Shows every order to everybody."""

    async def _load(
        self, uow: ports.UnitOfWork, actor: Actor, order_id: OrderId, verb: str
    ) -> Purchase:
        purchase = await uow.orders.purchase(order_id)
        if purchase is None:
            raise UnknownOrder
        return purchase


@pytest.fixture
async def forgetful(migrated_url: str) -> AsyncIterator[Dinner]:
    clock = AdjustableClock(NOON)

    async def look() -> Mapping[str, bool]:
        return {"postgres": True}

    async with PostgresStore.open(migrated_url) as store:
        adapters = attrs.evolve(in_memory(clock).adapters, begin=store.begin, audit=store.audit)
        market = wire(adapters)
        show = ForgetfulShowOrder(begin=store.begin, clock=clock, ids=adapters.ids)
        market = attrs.evolve(market, show_order=show)
        app = create_app(market, settings=HttpSettings(), ready=look)
        async with client(app) as http:
            town = Town(market, clock, http, {"postgres": True})
            cook, cook_id = await town.cook()
            customer = await town.customer()
            dish, slot = await town.dish(cook), await town.slot(cook)
            yield Dinner(
                town=town, cook=cook, cook_id=cook_id, customer=customer, dish=dish, slot=slot
            )


async def test_a_forgotten_check_shows_nobody_elses_order(forgetful: Dinner) -> None:
    town = forgetful.town
    order = await forgetful.delivered()
    place = f"/v1/orders/{order['id']}"
    strangers = [await town.customer("stranger"), (await town.cook("stranger-cook"))[0]]
    for stranger in strangers:
        problem(await stranger.get(place), 404, "unknown_order")
        problem(await stranger.get(f"{place}/story"), 404, "unknown_order")
        verb = await stranger.post(f"{place}/confirm")
        assert verb.status_code in {403, 404}, verb.text
    for person in (forgetful.customer, forgetful.cook, await town.staff(Duty.SUPPORT)):
        assert (await person.get(place)).json()["id"] == order["id"]
    await forgetful.move(forgetful.customer, order, "confirm")
    assert ACTING.get() is None, "nobody acts after a call is over"
