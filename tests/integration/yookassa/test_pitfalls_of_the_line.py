"""What goes wrong between us and YooKassa, and what the package's own transport gets wrong."""

import asyncio
import logging
from datetime import timedelta
from typing import Any

import httpx
import pytest
from attrs import evolve
from yookassa import Configuration

from foodmarket.adapters.yookassa import YooKassaClient, YooKassaProvider
from foodmarket.adapters.yookassa.config import ENDPOINT, YooKassaSettings
from foodmarket.domain.payments.errors import ProviderUnavailable
from foodmarket.domain.payments.outcomes import (
    Authorised,
    Captured,
    Declined,
    PayoutPending,
    Refunded,
    Unknown,
)
from foodmarket.ports.contracts.provider import a_request, about_the_same
from foodmarket.ports.contracts.samples import roubles
from tests.integration.rails.serving import dead_address
from tests.integration.yookassa.asking import captured, keys, payment, payout, refund
from tests.integration.yookassa.scene import SECRET, SHOP, Scene, scene, settings


async def test_a_stalled_server_does_not_stop_the_event_loop() -> None:
    async with scene(timeout=timedelta(seconds=2)) as stalled, scene() as other:
        stalled.simulator.hangs = 60
        await stalled.go_wrong("hold", "timeout_before")
        waiting = asyncio.create_task(stalled.provider.hold(a_request("sim_ok")))
        for _ in range(5):
            assert isinstance(await other.provider.hold(a_request("sim_ok")), Authorised)
        assert not waiting.done()
        assert await waiting == Unknown("timeout")


def test_the_time_out_is_longer_than_yookassa_thinks() -> None:
    usual = YooKassaSettings(shop_id="1", secret_key="2", return_url="https://shop.example")
    assert usual.timeout > timedelta(seconds=30)
    assert usual.endpoint == ENDPOINT


async def test_two_shops_in_one_process_keep_their_secrets_apart(plain: Scene) -> None:
    wrong = settings(plain.url, shop_id="200600", secret_key="another_secret")
    client = YooKassaClient(wrong)
    stranger = YooKassaProvider(wrong, client, plain.clock)
    assert await stranger.hold(a_request("sim_ok")) == Unknown("invalid_credentials")
    assert isinstance(await plain.provider.hold(a_request("sim_ok")), Authorised)
    assert (Configuration.account_id, Configuration.secret_key) == (None, None)
    await client.close()


async def test_the_payout_gateway_has_credentials_of_its_own(plain: Scene) -> None:
    await plain.provider.hold(a_request("sim_ok"))
    await plain.provider.pay_out(payout())
    assert all(each.headers["authorization"].startswith("Basic ") for each in plain.line.exchanges)


async def test_a_refused_connection_is_unknown() -> None:
    used = settings(dead_address())
    client = YooKassaClient(used)
    async with scene() as other:
        provider = YooKassaProvider(used, client, other.clock)
        assert await provider.hold(a_request("sim_ok")) == Unknown("no_answer")
    await client.close()


async def test_a_page_of_html_is_unknown_and_no_crash(plain: Scene) -> None:
    await plain.go_wrong("hold", "garbage")
    assert await plain.provider.hold(a_request("sim_ok")) == Unknown("unreadable_answer")


@pytest.mark.parametrize("body", [[], {}, {"id": 1}, {"id": "x", "amount": {"value": "1.234"}}])
async def test_requirement_28_an_object_that_is_none_is_unknown_and_no_crash(body: Any) -> None:
    line = httpx.MockTransport(lambda _: httpx.Response(200, json=body))
    async with scene() as other:
        used = settings(other.url)
        provider = YooKassaProvider(used, YooKassaClient(used, line), other.clock)
        assert await provider.hold(a_request("sim_ok")) == Unknown("unreadable_answer")
        assert isinstance(await provider.pay_out(payout()), Unknown | PayoutPending)
        await provider.client.close()


@pytest.mark.parametrize(
    "body", [{}, {"items": None}, {"items": {}}, {"items": [1]}, {"items": ["x"], "type": "list"}]
)
async def test_requirement_28_a_list_that_is_none_is_no_answer_and_no_crash(
    plain: Scene, body: Any
) -> None:
    line = httpx.MockTransport(lambda _: httpx.Response(200, json=body))
    client = YooKassaClient(settings(plain.url), line)
    provider = YooKassaProvider(settings(plain.url), client, plain.clock)
    request = a_request("sim_ok")
    assert await provider.capture(request) == Unknown("unreadable_answer")
    with pytest.raises(ProviderUnavailable):
        await provider.look_up(payment(plain, request))
    await client.close()


@pytest.mark.parametrize("fault", ["error_500", "error_500_after", "accepted_202"])
async def test_500_and_202_mean_unknown_and_the_same_key_is_repeated(
    plain: Scene, fault: str
) -> None:
    request = a_request("sim_ok")
    await plain.go_wrong("hold", fault, times=2)
    for _ in range(2):
        assert isinstance(await plain.provider.hold(request), Unknown)
    assert isinstance(await plain.provider.hold(request), Authorised)
    assert keys(plain, "/payments") == [request.key] * 3
    assert await plain.count("payments") == 1


async def test_4xx_means_failed_and_another_try_needs_a_new_key(plain: Scene) -> None:
    request = a_request("no_such_token")
    refused = await plain.provider.hold(request)
    assert refused == Declined("invalid_request.payment_token")
    assert await plain.provider.hold(request) == refused
    assert isinstance(await plain.provider.hold(about_the_same(a_request("sim_ok"))), Authorised)


async def test_a_key_that_was_used_with_another_body_finds_its_payment(plain: Scene) -> None:
    request = a_request("sim_ok")
    await plain.go_wrong("hold", "timeout_after")
    assert isinstance(await plain.provider.hold(request), Unknown)
    moved = evolve(request, return_url="https://moved.example/orders")
    assert isinstance(await plain.provider.hold(moved), Authorised)
    assert await plain.count("payments") == 1


async def test_every_post_has_a_key_of_at_most_64_characters(deals: Scene) -> None:
    about = await captured(deals)
    await deals.provider.refund(refund(about, roubles(100)))
    await deals.provider.pay_out(payout(about, amount=roubles(400)))
    asked = [each for each in deals.line.exchanges if each.method == "POST"]
    used = [each.headers["idempotence-key"] for each in asked]
    assert len(used) == len(set(used)) == 5
    assert all(0 < len(key) <= 64 for key in used)


async def test_a_key_is_forgotten_after_24_hours_so_look_before_repeating(plain: Scene) -> None:
    about = await captured(plain)
    now = plain.clock.now()
    back, out = evolve(refund(about), requested_at=now), payout(requested_at=now)
    await plain.go_wrong("refund", "timeout_after")
    await plain.go_wrong("payout", "timeout_after")
    assert isinstance(await plain.provider.refund(back), Unknown)
    assert isinstance(await plain.provider.pay_out(out), Unknown)
    plain.advance(timedelta(hours=25))
    assert await plain.provider.refund(back) == Refunded(back.amount)
    assert not isinstance(await plain.provider.pay_out(out), Unknown)
    assert (await plain.count("refunds"), await plain.count("payouts")) == (1, 1)


async def test_too_many_requests_are_unknown_and_open_no_breaker() -> None:
    async with scene(failures=2) as busy:
        await busy.go_wrong("hold", "rate_limited_429", times=5)
        for _ in range(5):
            assert await busy.provider.hold(a_request("sim_ok")) == Unknown("rate_limited")
        assert isinstance(await busy.provider.hold(a_request("sim_ok")), Authorised)


async def test_nothing_is_sent_for_as_long_as_yookassa_asks_for_quiet() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(429, headers={"Retry-After": "30"}, json={"type": "error"})

    async with scene() as other:
        used = settings(other.url)
        client = YooKassaClient(used, httpx.MockTransport(answer))
        provider = YooKassaProvider(used, client, other.clock)
        for _ in range(3):
            assert await provider.hold(a_request("sim_ok")) == Unknown("rate_limited")
        assert len(asked) == 1
        await client.close()


async def test_a_provider_that_is_down_is_left_alone_for_a_while() -> None:
    async with scene(failures=3, rest=timedelta(minutes=1)) as down:
        await down.go_wrong("hold", "error_500", times=10)
        said = [await down.provider.hold(a_request("sim_ok")) for _ in range(5)]
        assert said[:3] == [Unknown("http_500")] * 3
        assert said[3:] == [Unknown("resting")] * 2
        assert len(down.line.exchanges) == 3


async def test_only_so_many_requests_are_under_way_at_once() -> None:
    under_way, most = 0, 0

    async def answer(_: httpx.Request) -> httpx.Response:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0)
        under_way -= 1
        return httpx.Response(404, json={"type": "error", "code": "not_found"})

    async with scene() as other:
        client = YooKassaClient(settings(other.url, concurrency=2), httpx.MockTransport(answer))
        await asyncio.gather(*(client.get("/payments/x") for _ in range(8)))
        assert most == 2
        await client.close()


async def test_no_secret_is_logged_or_shown(plain: Scene, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    about = a_request("sim_ok")
    assert isinstance(await plain.provider.hold(about), Authorised)
    shown = f"{plain.provider!r} {plain.provider.settings!r} {about!r}"
    assert SECRET not in shown + caplog.text
    assert "sim_ok" not in shown + caplog.text
    assert SHOP in shown


async def test_a_lost_capture_is_seen_afterwards(plain: Scene) -> None:
    request = a_request("sim_ok")
    held = await plain.provider.hold(request)
    assert isinstance(held, Authorised)
    await plain.go_wrong("capture", "timeout_after")
    capture = evolve(about_the_same(request), reference=held.reference)
    assert isinstance(await plain.provider.capture(capture), Unknown)
    assert isinstance(await plain.provider.capture(capture), Captured)
    # And under a new key, as after 24 hours: what was taken is told, not refused.
    assert isinstance(await plain.provider.capture(about_the_same(capture)), Captured)
