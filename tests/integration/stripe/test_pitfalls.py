"""What is easy to get wrong with Stripe and its SDK, one test each."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import stripe
from attrs import evolve

from foodmarket.adapters.stripe import StripeProvider, mapping, stripe_provider
from foodmarket.adapters.stripe.client import NoAnswer, ask
from foodmarket.adapters.stripe.config import BadStripeConfig
from foodmarket.adapters.stripe.webhooks import read_notice
from foodmarket.domain.payments.errors import ForgedWebhook
from foodmarket.domain.payments.model import OperationId, PaymentState
from foodmarket.domain.payments.outcomes import (
    ActionRequired,
    Authorised,
    Captured,
    HoldCancelled,
    Refunded,
    Refused,
    Unknown,
)
from foodmarket.domain.payments.reports import MovementKind, ProviderDisputeState
from foodmarket.domain.payments.requests import PayoutRequest
from foodmarket.ports.contracts.provider import (
    a_request,
    about_the_same,
    hold_and_capture,
    payment_of,
)
from foodmarket.ports.contracts.samples import NOW, an_id, roubles
from tests.integration.rails.serving import dead_address
from tests.integration.stripe.scene import SECRET, TOKENS, StripeScene, config, scene, signed

DAY = timedelta(days=1)
OK = TOKENS["ok"]


@pytest.fixture
async def door() -> AsyncIterator[StripeScene]:
    async with scene() as opened:
        yield opened


@pytest.fixture
def rail(door: StripeScene) -> StripeProvider:
    return door.provider


def posts(door: StripeScene, path: str) -> list[Any]:
    return [e for e in door.simulator.exchanges if (e.method, e.path) == ("POST", path)]


async def test_the_sdk_repeats_nothing_by_itself(door: StripeScene, rail: StripeProvider) -> None:
    await door.go_wrong("hold", "error_500")
    assert isinstance(await rail.hold(a_request(OK)), Unknown)
    assert len(posts(door, "/v1/payment_intents")) == 1


async def test_429_is_unknown_and_opens_no_circuit() -> None:
    async with scene(failures_to_open=1) as door:
        await door.go_wrong("hold", "rate_limited_429")
        request = a_request(OK)
        assert await door.provider.hold(request) == Unknown("rate_limited")
        assert isinstance(await door.provider.hold(request), Authorised)


async def test_a_key_that_was_used_for_other_parameters_has_held_money(
    door: StripeScene, rail: StripeProvider
) -> None:
    request = a_request(OK)
    await door.go_wrong("hold", "error_500")
    assert isinstance(await rail.hold(request), Unknown)
    configured_anew = evolve(request, return_url="https://elsewhere.example/v1/orders")
    assert await rail.hold(configured_anew) == Unknown("key_reused")
    view = await rail.look_up(payment_of(rail, request))
    assert view is not None
    assert view.state is PaymentState.AUTHORISED


async def test_stripe_objects_have_no_get_so_they_are_read_as_plain_data(
    rail: StripeProvider,
) -> None:
    held = await rail.hold(a_request(OK))
    assert isinstance(held, Authorised)
    intents = rail.line.v1.payment_intents
    assert type((await ask(intents.retrieve_async(held.reference))).body) is dict


async def test_payment_method_types_is_never_sent(door: StripeScene, rail: StripeProvider) -> None:
    await rail.hold(a_request(OK))
    await rail.hold(a_request(""))
    forms = [exchange.form for exchange in door.simulator.exchanges]
    assert not any("payment_method_types" in form.replace("allowed_payment", "") for form in forms)
    assert any("allowed_payment_method_types" in form for form in forms)


def test_unknown_enum_values_do_not_crash() -> None:
    intent = {"id": "pi_1", "currency": "rub", "status": "brand_new"}
    assert mapping.outcome(mapping.view_of_intent(intent)) == Unknown("pending")
    session = {"id": "cs_1", "currency": "rub", "status": "brand_new", "payment_intent": None}
    assert mapping.view_of_session(session).state is PaymentState.PENDING
    refund = {"id": "re_1", "currency": "rub", "amount": 1, "status": "brand_new"}
    assert mapping.refund_outcome(refund) == Unknown("refund_brand_new")
    dispute = {"id": "dp_1", "currency": "rub", "amount": 1, "status": "brand_new"}
    assert mapping.dispute(dispute).state is ProviderDisputeState.OPEN
    line = {"id": "txn_1", "currency": "rub", "amount": -1, "fee": 0, "created": 0, "type": "new"}
    assert mapping.movement(line).kind is MovementKind.OTHER


async def test_a_total_time_out_of_our_own_is_kept(door: StripeScene, rail: StripeProvider) -> None:
    await door.go_wrong("hold", "timeout_before")
    assert await rail.hold(a_request(OK)) == Unknown("timeout")


async def test_no_telemetry_is_kept_or_sent(door: StripeScene, rail: StripeProvider) -> None:
    for _ in range(2):
        await rail.hold(a_request(OK))
    assert stripe.enable_telemetry is False
    assert not any("x-stripe-client-telemetry" in e.headers for e in door.simulator.exchanges)


@pytest.mark.parametrize("off_by", [DAY, -DAY, timedelta(seconds=301), timedelta(seconds=-301)])
def test_a_signature_dated_ahead_or_long_ago_is_refused(off_by: timedelta) -> None:
    event = {"id": "evt_1", "object": "event", "type": "charge.captured", "data": {}}
    headers, body, _ = signed(event, int((NOW + off_by).timestamp()))
    with pytest.raises(ForgedWebhook):
        read_notice(headers, body, (SECRET,), NOW)


def test_requirement_34_either_secret_is_good_while_it_is_rolled() -> None:
    event = {"id": "evt_1", "object": "event", "type": "charge.captured", "data": {}}
    headers, body, _ = signed(event, int(NOW.timestamp()))
    assert read_notice(headers, body, ("whsec_new", SECRET), NOW).key == "evt_1"
    with pytest.raises(ForgedWebhook):
        read_notice(headers, body, ("whsec_new",), NOW)


@pytest.mark.parametrize("header", ["t=1,v1=ы", "t=,v1=", "v1=00", "t=1", "t=1,t=2,v1=0", "=,,="])
def test_a_broken_signature_header_is_a_forgery(header: str) -> None:
    with pytest.raises(ForgedWebhook):
        read_notice({"Stripe-Signature": header}, b"{}", (SECRET,), NOW)


async def test_events_come_twice_and_out_of_order_and_the_object_is_fetched(
    door: StripeScene, rail: StripeProvider
) -> None:
    request = a_request(OK)
    await hold_and_capture(rail, request)
    events = list(door.simulator.webhooks._waiting) + [
        made
        for made in door.simulator.machine.book.objects.values()
        if made.get("object") == "event"
    ]
    now = int(door.clock.now().timestamp())
    newest_first = [signed(event, now) for event in reversed(events)]
    keys = [rail.read_webhook(*told).key for told in [*newest_first, *newest_first]]
    assert len(set(keys)) == len({event["id"] for event in events})
    view = await rail.look_up(payment_of(rail, request))
    assert view is not None
    assert view.state is PaymentState.CAPTURED


async def test_a_key_replays_a_500_so_the_look_up_tells(
    door: StripeScene, rail: StripeProvider
) -> None:
    request = a_request(OK)
    await door.go_wrong("hold", "error_500")
    for _ in range(3):
        assert await rail.hold(request) == Unknown("http_500")
    view = await rail.look_up(payment_of(rail, request))
    assert view is not None
    assert view.state is PaymentState.AUTHORISED
    assert await door.count("payments") == 1


async def test_a_replayed_answer_is_old_news(door: StripeScene, rail: StripeProvider) -> None:
    request = a_request(TOKENS["action_required"])
    asked = await rail.hold(request)
    assert isinstance(asked, ActionRequired)
    await door.choose(asked.url, "pay")
    assert isinstance(await rail.hold(request), Authorised)


async def test_a_refund_that_was_pending_is_not_pending_for_ever(
    door: StripeScene, rail: StripeProvider
) -> None:
    request = a_request(OK)
    await hold_and_capture(rail, request)
    refund = about_the_same(request, roubles(100))
    await door.go_wrong("refund", "pending")
    assert await rail.refund(refund) == Unknown("refund_pending")
    view = await rail.look_up(payment_of(rail, request))
    assert view is not None
    assert view.refunds == {}
    (made,) = door.objects("refunds")
    door.simulator.machine.payments.settle_refund(made, 0, succeeds=True)
    assert await rail.refund(refund) == Refunded(roubles(100))


async def test_a_key_is_pruned_after_a_day_so_a_refund_is_looked_for_first(
    door: StripeScene, rail: StripeProvider
) -> None:
    request = a_request(OK)
    await hold_and_capture(rail, request)
    refund = evolve(about_the_same(request, roubles(100)), requested_at=door.clock.now())
    await door.go_wrong("refund", "timeout_after")
    assert await rail.refund(refund) == Unknown("timeout")
    door.advance(2 * DAY)
    assert await rail.refund(refund) == Refunded(roubles(100))
    assert await door.count("refunds") == 1


async def test_a_key_is_pruned_after_a_day_so_a_transfer_is_looked_for_first(
    door: StripeScene, rail: StripeProvider
) -> None:
    request = a_request(OK)
    captured = await hold_and_capture(rail, request)
    payout = PayoutRequest(
        key=an_id(OperationId),
        order_id=request.order_id,
        amount=roubles(100),
        destination=door.destination,
        source=captured.reference,
        requested_at=door.clock.now(),
    )
    first = await rail.pay_out(payout)
    door.advance(2 * DAY)
    assert await rail.pay_out(payout) == first
    assert await door.count("payouts") == 1


@pytest.mark.parametrize(
    "error",
    [
        NoAnswer("timeout"),
        stripe.APIConnectionError("lost"),  # type: ignore[no-untyped-call]
        stripe.APIError("odd", http_status=500),
        stripe.APIError("conflict", http_status=409),
        stripe.RateLimitError("slow down", http_status=429),
        stripe.AuthenticationError("wrong key", http_status=401),
        stripe.PermissionError("not yours", http_status=403),
    ],
    ids=lambda error: type(error).__name__,
)
def test_connection_and_api_errors_mean_that_nobody_knows(error: stripe.StripeError) -> None:
    assert mapping.refusal(error) is None
    assert isinstance(mapping.unknown(error), Unknown)


async def test_a_fee_may_be_absent_at_first(door: StripeScene, rail: StripeProvider) -> None:
    door.simulator.machine.fee_late = 60
    request = a_request(OK)
    assert (await hold_and_capture(rail, request)).fee is None
    door.advance(timedelta(minutes=2))
    view = await rail.look_up(payment_of(rail, request))
    assert view is not None
    assert view.fee


async def test_refunds_never_rely_on_reverse_transfer(
    door: StripeScene, rail: StripeProvider
) -> None:
    request = a_request(OK)
    await hold_and_capture(rail, request)
    await rail.refund(about_the_same(request, roubles(100)))
    (sent,) = posts(door, "/v1/refunds")
    assert "reverse_transfer" not in sent.form


async def test_a_hold_that_lapsed_is_cancelled_not_captured(
    door: StripeScene, rail: StripeProvider
) -> None:
    request = a_request(OK)
    held = await rail.hold(request)
    assert isinstance(held, Authorised)
    assert held.hold_until - door.clock.now() > timedelta(days=6)
    door.advance(timedelta(days=8))
    assert isinstance(await rail.capture(about_the_same(request)), HoldCancelled)
    view = await rail.look_up(payment_of(rail, request))
    assert view is not None
    assert view.state is PaymentState.CANCELLED


async def test_more_than_was_held_is_not_captured(rail: StripeProvider) -> None:
    request = a_request(OK)
    await rail.hold(request)
    assert isinstance(await rail.capture(about_the_same(request, roubles(651))), Refused)


async def test_a_circuit_opens_and_asks_nobody() -> None:
    async with scene() as door:
        rail = stripe_provider(config(dead_address(), failures_to_open=2), door.clock)
        told = [await rail.hold(a_request(OK)) for _ in range(3)]
        await rail.close()
    assert told[:2] == [Unknown("connection_ConnectError")] * 2
    assert told[2] == Unknown("circuit_open")


async def test_a_stalled_provider_stalls_nobody_else(
    door: StripeScene, rail: StripeProvider
) -> None:
    await door.go_wrong("hold", "timeout_before")
    asking = {asyncio.create_task(rail.hold(a_request(OK))) for _ in range(2)}
    answered, stalled = await asyncio.wait(asking, return_when=asyncio.FIRST_COMPLETED)
    assert isinstance(answered.pop().result(), Authorised)
    assert not stalled.pop().done()
    assert [type(told) for told in await asyncio.gather(*asking)].count(Unknown) == 1


async def test_a_wrong_key_declines_no_customer(door: StripeScene) -> None:
    rail = stripe_provider(config(door.url, api_key="sk_live_wrong"), door.clock)
    assert await rail.hold(a_request(OK)) == Unknown("not_authorised")
    await rail.close()


async def test_secrets_are_in_no_log_and_no_repr(
    rail: StripeProvider, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        await rail.hold(a_request(OK))
    told = caplog.text + repr(rail)
    assert "sk_test_simulator" not in told
    assert SECRET not in told


async def test_a_capture_asked_with_the_page_s_reference_takes_what_was_paid_there(
    door: StripeScene, rail: StripeProvider
) -> None:
    request = a_request("")
    asked = await rail.hold(request)
    assert isinstance(asked, ActionRequired)
    await door.choose(asked.url, "pay")
    paid = evolve(about_the_same(request), reference=asked.reference)
    assert isinstance(await rail.capture(paid), Captured)


@pytest.mark.parametrize(
    "wrong",
    [
        {"api_key": "pk_test_public"},
        {"webhook_secrets": ()},
        {"webhook_secrets": (" ",)},
        {"api_base": "http://api.stripe.com"},
    ],
)
def test_a_wrong_setting_is_refused_without_telling_it(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadStripeConfig) as refused:
        config("http://127.0.0.1:1", **wrong)
    assert "pk_test_public" not in str(refused.value)
