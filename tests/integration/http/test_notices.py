"""The feed: every event that an order sends out, as a sentence for those whom it concerns."""

from datetime import timedelta

from foodmarket.domain.accounts import Duty
from foodmarket.entrypoints.worker.notices import note
from tests.integration.http.conftest import Dinner, Town


async def deliver(town: Town) -> None:
    """Do with the events what the worker does."""
    begin = town.market.adapters.begin
    while True:
        async with begin() as uow:
            sent = await uow.outbox.claim(town.clock.now(), timedelta(minutes=1), 100)
        for envelope in sent:
            await note(begin, envelope)
        async with begin() as uow:
            await uow.outbox.sent([envelope.id for envelope in sent])
        if not sent:
            return


async def test_a_feed_tells_an_order_in_the_readers_language(dinner: Dinner) -> None:
    order = await dinner.delivered()
    await dinner.move(dinner.customer, order, "complain", {"reason": "quality"})
    staff = await dinner.town.staff(Duty.SUPPORT)
    await dinner.move(staff, order, "resolve", {"in_favour_of": "customer"})
    await deliver(dinner.town)
    feed = (await dinner.customer.get("/v1/notices")).json()["items"]
    told = [(notice["name"], notice["text"]) for notice in feed]
    assert {notice["order_id"] for notice in feed} == {order["id"]}
    assert told[0][0] == "payment.refunded"
    assert told[0][1].startswith("1\N{NO-BREAK SPACE}050,00\N{NO-BREAK SPACE}₽ за заказ")
    assert told[-1][1] == f"Ваш заказ {order['id']} оформлен; ждём оплату."
    disputed = next(text for name, text in told if name == "order.disputed")
    assert disputed.endswith("Причина: качество.")
    english = await dinner.town.http.get(
        "/v1/notices", headers=dinner.cook.headers() | {"accept-language": "en"}
    )
    assert f"The order {order['id']} was accepted by the cook." in {
        notice["text"] for notice in english.json()["items"]
    }


async def test_a_reminder_names_state_and_deadline(dinner: Dinner) -> None:
    order = await dinner.order()
    dinner.town.clock.advance(timedelta(minutes=16))
    await dinner.town.market.elapse_order(order["id"])
    await deliver(dinner.town)
    newest = (await dinner.cook.get("/v1/notices", limit=1)).json()
    [notice] = newest["items"]
    assert notice["name"] == "order.reminder"
    assert "(ждёт ответа повара) ждёт вас до 1 мая 2030, 13:30 +0400" in notice["text"]
    assert newest["next"] == notice["id"]
