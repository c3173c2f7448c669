"""What providers notify us of: kept at once, applied by looking, parked where that breaks."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from attrs import evolve

from foodmarket.adapters.sandbox.webhooks import HEADER, signature
from foodmarket.domain.kernel.errors import StoreUnavailable
from foodmarket.domain.orders.model import OrderState, Purchase
from foodmarket.domain.payments.deliveries import (
    TRIES,
    DeliveryId,
    DeliveryState,
    UnknownDelivery,
    WebhookDelivery,
)
from foodmarket.domain.payments.errors import ForgedWebhook
from foodmarket.domain.payments.model import Payment, PaymentId
from foodmarket.domain.payments.outcomes import ProviderView
from foodmarket.ports import Page
from tests.unit.orders.town import SECRET, Town
from tests.webhooks import apply_kept

S, D = OrderState, DeliveryState


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    town = await Town.open()
    yield town
    town.bank.close()


async def receive(town: Town, **news: str) -> WebhookDelivery:
    body = json.dumps(news).encode()
    signed = {HEADER: signature(body, SECRET, town.clock.now())}
    return await town.market.receive_webhook("sandbox", signed, body)


async def about(town: Town, purchase: Purchase, name: str = "n1") -> WebhookDelivery:
    return await receive(town, id=name, type="news", payment_id=purchase.payment.id)


async def stored(town: Town, delivery: WebhookDelivery) -> WebhookDelivery:
    return await town.market.list_webhooks.one(delivery.id)


async def test_a_notification_is_kept_as_it_came_before_anything_is_done(town: Town) -> None:
    purchase = await town.order("sandbox_timeout")
    kept = await about(town, purchase)
    assert await stored(town, kept) == kept
    assert (kept.state, kept.key, kept.event) == (D.RECEIVED, "n1", "news")
    assert json.loads(kept.body)["payment_id"] == purchase.payment.id
    assert (await town.shown(purchase)).order.state is S.PLACED
    (done,) = await apply_kept(town.market)
    assert (done.state, done.attempts, done.reason) == (D.APPLIED, 1, None)
    assert (await town.shown(purchase)).order.state is S.AUTHORISED
    assert await apply_kept(town.market) == []


async def test_the_same_notification_is_kept_and_applied_once(town: Town) -> None:
    purchase = await town.order("sandbox_timeout")
    for _ in range(3):
        await about(town, purchase)
    assert len(await apply_kept(town.market)) == 1
    await about(town, purchase)
    assert await apply_kept(town.market) == []


async def test_a_forged_notification_is_not_kept(town: Town) -> None:
    with pytest.raises(ForgedWebhook):
        await town.market.receive_webhook("sandbox", {HEADER: "t=1,v1=" + "0" * 64}, b"{}")
    assert await town.market.list_webhooks(Page()) == []


async def test_what_is_about_none_of_our_payments_is_kept_and_ignored(town: Town) -> None:
    unknown = await receive(town, id="n1", type="customer.created")
    assert (unknown.state, unknown.reason) == (D.IGNORED, "not_about_a_payment")
    other = await receive(town, id="n2", type="news", payment_id=PaymentId.of(1))
    assert [one.state for one in await apply_kept(town.market)] == [D.IGNORED]
    assert (await stored(town, other)).reason == "not_our_payment"


async def test_a_notification_of_another_provider_s_payment_is_ignored(town: Town) -> None:
    purchase = await town.order("sandbox_timeout")
    kept = await about(town, purchase)
    told = await town.market.apply_webhook(evolve(kept, provider="other"))
    assert (told.state, told.reason) == (D.IGNORED, "not_of_this_provider")
    assert (await town.shown(purchase)).order.state is S.PLACED


async def test_while_the_provider_is_away_a_notification_waits_and_is_never_parked(
    town: Town,
) -> None:
    purchase = await town.order("sandbox_timeout")
    kept = await about(town, purchase)
    town.bank.close()
    for _ in range(TRIES + 2):
        town.clock.advance(timedelta(minutes=11))
        (waits,) = await apply_kept(town.market)
        assert (waits.state, waits.reason) == (D.RECEIVED, "unavailable")
        assert waits.due_at > town.clock.now()
    assert (await stored(town, kept)).attempts == TRIES + 2


async def test_poison_is_tried_again_then_parked_with_its_reason_and_can_be_replayed(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(_provider: object, _payment: Payment) -> ProviderView:
        raise KeyError("amount")

    purchase = await town.order("sandbox_timeout")
    kept = await about(town, purchase)
    with monkeypatch.context() as poison:
        poison.setattr(type(town.provider), "look_up", broken)
        for attempt in range(1, TRIES + 1):
            town.clock.advance(timedelta(minutes=11))
            (after,) = await apply_kept(town.market)
            assert after.attempts == attempt
            assert after.state is (D.PARKED if attempt == TRIES else D.RECEIVED)
        town.clock.advance(timedelta(days=1))
        assert await apply_kept(town.market) == []
    parked = await stored(town, kept)
    assert parked.reason == "KeyError: 'amount'"
    assert await town.market.list_webhooks(Page(), D.PARKED) == [parked]
    await town.market.replay_webhook(parked.id)
    (done,) = await apply_kept(town.market)
    assert (done.id, done.state) == (kept.id, D.APPLIED)
    assert await town.is_sound()


async def test_a_store_that_is_away_is_nobody_s_poison(town: Town) -> None:
    purchase = await town.order("sandbox_timeout")
    kept = await about(town, purchase)
    wired = town.market.apply_webhook

    def away() -> object:
        raise StoreUnavailable(store="postgresql")

    broken = evolve(wired, begin=away)  # type: ignore[arg-type]
    with pytest.raises(StoreUnavailable):
        await broken(kept)
    assert await stored(town, kept) == kept


async def test_an_unknown_notification_can_not_be_replayed(town: Town) -> None:
    with pytest.raises(UnknownDelivery):
        await town.market.replay_webhook(DeliveryId.of(1))
    with pytest.raises(UnknownDelivery):
        await town.market.list_webhooks.one(DeliveryId.of(1))
