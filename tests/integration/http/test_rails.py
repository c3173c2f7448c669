"""Rails over HTTP: the provider's page, a provider that is down, one that stalls, notifications."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import perf_counter
from typing import Any

import httpx
import pytest
from attrs import evolve

from foodmarket.adapters.sandbox.webhooks import HEADER, signature
from foodmarket.adapters.stripe import StripeConfig, StripeProvider, stripe_provider
from foodmarket.domain.payments.deliveries import DeliveryState
from foodmarket.entrypoints.http import HttpSettings, create_app
from foodmarket.entrypoints.marketplace import Marketplace, wire
from foodmarket.ports import Page
from tests.integration.http.conftest import Dinner, Person, Town, client, problem
from tests.webhooks import apply_kept

STALLED_ORDERS = 8
ROUNDS = 60


async def test_without_a_saved_way_to_pay_the_answer_leads_to_the_provider_s_page(
    dinner: Dinner,
) -> None:
    body = await dinner.body()
    del body["payment_method_id"]
    market = with_second_step(dinner.town)
    async with served(market) as http:
        placed = await evolve(dinner.customer, http=http).post("/v1/orders", body)
    assert placed.status_code == 201, placed.text
    order = placed.json()
    assert (order["state"], order["payment"]["state"]) == ("placed", "action_required")
    assert order["payment"]["action_url"].startswith("http")


async def test_while_the_provider_is_down_nothing_is_placed_and_the_answer_says_so(
    dinner: Dinner,
) -> None:
    rail = stalled(dinner.town, failures_to_open=1)
    async with rail as (provider, market), served(market) as http:
        customer = evolve(dinner.customer, http=http)
        body = await paying_with(dinner, customer)
        first = await customer.post("/v1/orders", body)
        assert first.json()["payment"]["state"] == "pending"
        assert not provider.available
        refused = await customer.post("/v1/orders", body, accept_language="ru")
        told = problem(refused, 503, "provider_unavailable")
        assert "stripe" in told["detail"]
        assert refused.headers["retry-after"]
        del body["payment_method_id"]
        problem(await customer.post("/v1/orders", body), 503, "provider_unavailable")
        orders = (await customer.get("/v1/orders")).json()["items"]
    assert len(orders) == 1


async def test_a_stalled_provider_keeps_nobody_else_waiting(dinner: Dinner) -> None:
    """Other requests take as long as before while many orders wait for the provider."""
    async with stalled(dinner.town, failures_to_open=1000) as (_, market), served(market) as http:
        customer = evolve(dinner.customer, http=http)
        body = await paying_with(dinner, customer) | {"lines": [line(dinner, 1)]}
        await p95(http)
        before = await p95(http)
        waiting = [
            asyncio.create_task(customer.post("/v1/orders", body)) for _ in range(STALLED_ORDERS)
        ]
        await asyncio.wait(waiting, timeout=0.2)
        meanwhile = await p95(http)
        assert not any(task.done() for task in waiting)
        answers = await asyncio.gather(*waiting)
    # An answer of the provider takes 5 s at most; a blocked loop would show at once.
    assert meanwhile < max(10 * before, 0.25)
    assert {answer.json()["payment"]["state"] for answer in answers if answer.is_success} == {
        "pending"
    }


async def test_a_notification_is_answered_with_200_and_kept_once(dinner: Dinner) -> None:
    order = await dinner.order()
    town, market = dinner.town, dinner.town.market
    for _ in range(2):
        assert (await notify(town, id="n1", payment_id=order["payment"]["id"])).status_code == 200
    assert (await notify(town, id="n2", payment_id="nothing of ours")).status_code == 200
    kept = await market.list_webhooks(Page())
    assert [one.state for one in kept] == [DeliveryState.IGNORED, DeliveryState.RECEIVED]
    await apply_kept(market)
    (applied,) = await market.list_webhooks(Page(), DeliveryState.APPLIED)
    assert applied.key == "n1"


@pytest.mark.parametrize("sign", [False, True])
async def test_only_what_the_provider_signed_is_kept(town: Town, *, sign: bool) -> None:
    answer = await notify(town, signed=sign, id="n1")
    assert answer.status_code == (200 if sign else 400)
    assert len(await town.market.list_webhooks(Page())) == int(sign)


async def notify(town: Town, *, signed: bool = True, **news: str) -> httpx.Response:
    body = json.dumps({"type": "news", **news}).encode()
    provider: Any = town.market.adapters.providers["sandbox"]
    good = signature(body, provider.secret, town.clock.now())
    headers = {HEADER: good if signed else good[:-1] + ("0" if good[-1] != "0" else "1")}
    return await town.http.post("/webhooks/sandbox", content=body, headers=headers)


def with_second_step(town: Town) -> Marketplace:
    """Return the marketplace over a sandbox whose page asks whoever has no card."""
    adapters = town.market.adapters
    bank: Any = adapters.providers["sandbox"]

    class Asking:
        name, available, capabilities = "sandbox", True, bank.capabilities

        def __getattr__(self, name: str) -> Any:
            return getattr(bank, name)

        async def hold(self, request: Any) -> Any:
            return await bank.hold(evolve(request, token=request.token or "sandbox_second_step"))

    asking: Any = Asking()
    return wire(evolve(adapters, providers={"sandbox": asking}))


async def paying_with(dinner: Dinner, customer: Person) -> dict[str, Any]:
    card = {"provider": "stripe", "token": "pm_card_visa", "label": "•"}
    saved = await customer.post("/v1/payment-methods", card)
    return await dinner.body() | {"payment_method_id": saved.json()["id"]}


def line(dinner: Dinner, quantity: int) -> dict[str, Any]:
    return {"dish_id": dinner.dish, "quantity": quantity}


async def p95(http: httpx.AsyncClient) -> float:
    """Return how long a look at the menu takes, in seconds."""
    took = []
    for _ in range(ROUNDS):
        began = perf_counter()
        assert (await http.get("/v1/menu")).status_code == 200
        took.append(perf_counter() - began)
    return sorted(took)[int(ROUNDS * 0.95)]


@asynccontextmanager
async def stalled(
    town: Town, *, failures_to_open: int
) -> AsyncIterator[tuple[StripeProvider, Marketplace]]:
    """Yield a rail to a server that takes requests and never answers, and a marketplace over it."""
    open_lines: list[asyncio.StreamWriter] = []

    async def stall(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_lines.append(writer)

    async with await asyncio.start_server(stall, "127.0.0.1", 0) as server:
        config = StripeConfig(
            api_key="sk_test_stalled",
            webhook_secrets=("whsec_stalled",),
            api_base=f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}",
            timeout=5.0 if failures_to_open > 1 else 0.2,
            failures_to_open=failures_to_open,
            open_seconds=600,
        )
        provider = stripe_provider(config, town.clock)
        try:
            yield provider, wire(evolve(town.market.adapters, providers={"stripe": provider}))
        finally:
            await provider.close()
            for writer in open_lines:
                writer.close()


@asynccontextmanager
async def served(market: Marketplace) -> AsyncIterator[httpx.AsyncClient]:
    async def ready() -> dict[str, bool]:
        return {}

    app = create_app(market, settings=HttpSettings(), ready=ready)
    async with client(app) as http:
        yield http
