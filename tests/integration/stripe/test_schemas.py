"""What is sent to Stripe, what its double answers and what it tells follow Stripe's schemas."""

from datetime import timedelta

import pytest
from attrs import evolve

from foodmarket.adapters.stripe import CookOnboarding
from foodmarket.adapters.stripe.client import API_VERSION
from foodmarket.domain.accounts.model import CookId
from foodmarket.domain.payments.model import OperationId
from foodmarket.domain.payments.outcomes import ActionRequired, PaidOut
from foodmarket.domain.payments.requests import PayoutRequest
from foodmarket.ports.contracts.provider import (
    a_request,
    about_the_same,
    hold_and_capture,
    payment_of,
)
from foodmarket.ports.contracts.samples import an_id, roubles
from tests.integration.stripe.scene import TOKENS, StripeScene, scene
from tests.integration.stripe.schemas import specs

DAY = timedelta(days=1)


async def _everything(door: StripeScene) -> None:
    """Send every kind of request that the rail knows, with good and bad ends."""
    rail, start = door.provider, door.clock.now()
    request = a_request(TOKENS["ok"])
    captured = await hold_and_capture(rail, request)
    await rail.refund(about_the_same(request, roubles(100)))
    await rail.refund(about_the_same(request))  # more than is left
    known = evolve(payment_of(rail, request), reference=captured.reference)
    await rail.look_up(known)
    await rail.look_up(payment_of(rail, request))
    payout = PayoutRequest(
        key=an_id(OperationId),
        order_id=request.order_id,
        amount=roubles(300),
        destination=door.destination,
        description="Payout",
        source=captured.reference,
    )
    paid = await rail.pay_out(payout)
    assert isinstance(paid, PaidOut)
    await rail.look_up_payout(payout, paid.reference)
    await rail.look_up_payout(payout, None)
    part = evolve(payout, key=an_id(OperationId), amount=roubles(100))
    await rail.reverse_payout(part, paid.reference)
    late = evolve(part, requested_at=start - DAY * 2)
    await rail.reverse_payout(late, paid.reference)
    for token in (TOKENS["declined"], TOKENS["action_required"]):
        await rail.hold(a_request(token))
    held = a_request(TOKENS["ok"])
    await rail.hold(held)
    await rail.cancel(about_the_same(held))
    for choice in ("pay", "decline", "cancel"):
        page = a_request("")
        asked = await rail.hold(page)
        assert isinstance(asked, ActionRequired)
        if choice != "cancel":
            await door.choose(asked.url, choice)
        await rail.look_up(evolve(payment_of(rail, page), reference=asked.reference))
        await rail.cancel(evolve(about_the_same(page), reference=asked.reference))
    await door.dispute(captured.reference)
    _ = [each async for each in rail.disputes(start)]
    _ = [each async for each in rail.movements(start, start + DAY)]
    cooks = CookOnboarding(rail.line)
    cook = await cooks.open_account(CookId.of(3), "DE", "anna@example.org")
    assert (await cooks.open_account(CookId.of(3), "DE", "anna@example.org")) == cook
    assert not cook.can_be_paid
    assert cook.missing
    link = await cooks.link(
        cook.account,
        return_url="https://shop.example/me",
        refresh_url="https://shop.example/again",
    )
    assert link.startswith("http")
    assert await cooks.standing(cook.account) == cook


async def test_every_exchange_follows_the_schemas() -> None:
    schemas, wrong, seen = specs(), [], set()
    async with scene() as door:
        await _everything(door)
        for exchange in door.simulator.exchanges:
            assert exchange.headers["stripe-version"] == API_VERSION
            told = (exchange.method, exchange.path, exchange.form, exchange.status)
            if schemas.knows(exchange.method, exchange.path):
                seen.add(exchange.path.split("/")[2])
                wrong += [(*told[:2], e) for e in schemas.errors(*told, exchange.answer)]
            else:
                assert exchange.method == "GET", told
    assert wrong == []
    assert seen >= {"payment_intents", "checkout", "refunds", "transfers", "events", "disputes"}


async def test_every_event_carries_an_object_that_follows_the_schemas() -> None:
    schemas, wrong = specs(), []
    async with scene() as door:
        await _everything(door)
        events = [
            made
            for made in door.simulator.machine.book.objects.values()
            if made.get("object") == "event"
        ]
        assert events
        for event in events:
            about = event["data"]["object"]
            wrong += schemas.object_errors("event", event)
            wrong += schemas.object_errors(about["object"], about)
    assert wrong == []


async def test_the_schemas_catch_what_is_wrong() -> None:
    schemas = specs()
    assert schemas.errors("POST", "/v1/refunds", "amount=ten", 200, {"object": "refund"})
    assert schemas.errors("POST", "/v1/payment_intents", "payment_method_types[0]=card", 402, {})


@pytest.mark.parametrize("fault", ["decline", "pending"])
async def test_refunds_that_do_not_succeed_follow_the_schemas(fault: str) -> None:
    schemas = specs()
    async with scene() as door:
        request = a_request(TOKENS["ok"])
        await hold_and_capture(door.provider, request)
        await door.go_wrong("refund", fault)
        await door.provider.refund(about_the_same(request, roubles(100)))
        (exchange,) = [e for e in door.simulator.exchanges if e.path == "/v1/refunds"]
        assert schemas.object_errors("refund", exchange.answer) == []
