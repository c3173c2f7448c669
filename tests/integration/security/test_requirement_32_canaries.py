"""Requirement 32: what people tell never reaches logs, metrics, traces or error reports.

Canaries are planted in each part of requests to the real API and worker, with everything attached
that watches; and something breaks while it holds them. A whole day of a made-up city is looked
through in the same way in `tests.integration.demo.test_demo`.
"""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from foodmarket.domain.orders.model import OrderId
from foodmarket.domain.orders.process import Trigger
from foodmarket.entrypoints import logs
from foodmarket.entrypoints.cli.city import PASSWORD
from foodmarket.entrypoints.config import Settings
from foodmarket.entrypoints.http import HttpSettings, create_app
from foodmarket.entrypoints.observing.opening import observing
from foodmarket.entrypoints.observing.requests import ObservedApi
from foodmarket.entrypoints.observing.usecases import seen
from foodmarket.ports.outbox import Envelope
from tests.integration.observing.keeping import keeping
from tests.integration.worker.conftest import Town, eventually, town

CARD, PHONE, EMAIL = "4242424242424242", "+79271234567", "anna.canary@example.org"
TOKEN, STREET = "kJ3vX9_qWmZ-7pLr2TnYc5BhGd8sFa1EoUi6Qw4Rt", "ул. Канареечная, 7"
NAME, SECRET = "Кенара Певчая", "canaries sing at dawn"
PLANTED = (CARD, "4242 4242 4242 4242", PHONE, EMAIL, TOKEN, STREET, NAME, SECRET, "Канареечная")
HEADERS = {
    "authorization": f"Bearer {TOKEN}",
    "user-agent": f"Mozilla {EMAIL}",
    "referer": f"https://x.example/?phone={PHONE}",
    "x-forwarded-for": PHONE,
    "accept-language": EMAIL,
    "traceparent": f"00-{TOKEN}-{CARD}-01",
}


async def test_requirement_32_no_canary_is_found_in_what_is_kept(
    migrated_url: str, redis_url: str, tmp_path: Path
) -> None:
    with keeping() as kept, _logged(kept.settings()) as written:
        async with (
            observing(kept.settings(), "api", kept.metrics_port) as observers,
            town(migrated_url, redis_url, tmp_path / "data", observers) as settled,
        ):
            app: Any = create_app(
                seen(settled.market, observers.tracer),
                settings=HttpSettings(),
                ready=settled.parts.ready,
            )
            transport: Any = httpx.ASGITransport(
                ObservedApi(app, observers), raise_app_exceptions=False
            )
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as http:
                await _live(settled, http)
                await _intrude(http)
                await _break(settled, http)
            await kept.read_figures()
    kept.lines = written.getvalue().splitlines()
    # Nothing can be found where nothing was written.
    assert kept.messages >= {"request", "event", "step", "broke", "event parked"}
    assert kept.spans >= {"POST /v1/orders", "place_order", "sandbox hold", "event order.placed"}
    assert 'operation="placeOrder",status="201"' in kept.figures
    told = {event["exception"]["values"][-1]["type"] for event in kept.sentry.events}
    assert told == {"RuntimeError"}
    assert len(kept.sentry.events) >= 2
    assert kept.found([*PLANTED, PASSWORD]) == set()


async def _live(settled: Town, http: httpx.AsyncClient) -> None:
    """Register, sign in, and order for an address that nobody else has to know."""
    account = {"name": NAME, "email": EMAIL, "password": SECRET}
    assert (await http.post("/v1/customers", json=account)).status_code == 201
    credentials = {"email": EMAIL, "password": SECRET}
    session = (await http.post("/v1/sessions", json=credentials)).json()["token"]
    http.cookies.clear()
    cook = settled.city.cooks[0]
    who = {"authorization": f"Bearer {session}", "idempotency-key": f"card-{CARD}"}
    card = {"provider": "sandbox", "token": "sandbox_ok", "label": NAME}
    saved = await http.post("/v1/payment-methods", json=card, headers=who)
    assert saved.status_code == 201, saved.text
    body = {
        "slot_id": cook.slots[-1].id,
        "lines": [{"dish_id": cook.dishes[0].id, "quantity": 1}],
        "address": {"city": "Самара", "street": STREET, "phone": PHONE, "details": NAME},
        "payment_method_id": saved.json()["id"],
    }
    who["idempotency-key"] = f"order-{PHONE}"
    placed = await http.post("/v1/orders", json=body, headers=who)
    assert placed.status_code == 201, placed.text

    async def all_sent() -> bool:
        return await settled.unsent() == 0

    async with settled.working():
        await settled.market.move_order(cook.actor, OrderId(placed.json()["id"]), Trigger.ACCEPT)
        await eventually(all_sent)


async def _intrude(http: httpx.AsyncClient) -> None:
    """Send canaries where they do not belong, well formed and malformed."""
    for guess, status in ((CARD, 422), (TOKEN, 401)):
        credentials = {"email": EMAIL, "password": guess}
        assert (await http.post("/v1/sessions", json=credentials)).status_code == status
    for path in (f"/v1/orders?email={EMAIL}", f"/v1/orders/{TOKEN}", f"/{EMAIL}/{CARD}"):
        assert (await http.get(path, headers=HEADERS)).status_code in {401, 404, 422}
    for body in (f'{{"name": "{STREET}', f'{{"{EMAIL}": "{CARD}"}}', f'{{"name": "{NAME}"}}'):
        answer = await http.post("/v1/customers", content=body.encode(), headers=HEADERS)
        assert answer.status_code == (422 if CARD.encode() in answer.request.content else 400)
    webhook = await http.post("/webhooks/sandbox", content=f'{{"card": "{CARD}"}}', headers=HEADERS)
    assert webhook.status_code == 400


async def _break(settled: Town, http: httpx.AsyncClient) -> None:
    """Have API and worker fail with canaries in the error's words, its cause and its locals."""

    async def broken(*_given: object, **_named: object) -> None:
        card, phone = CARD, PHONE
        raise RuntimeError(f"{EMAIL} {TOKEN} {STREET}") from ValueError(card, phone, SECRET)

    async def consume(_envelope: Envelope) -> None:
        await broken()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(settled.market.browse_menu), "__call__", broken)
        headers = {**HEADERS, "authorization": ""}
        assert (await http.get("/v1/menu", headers=headers)).status_code == 500

    async def parked() -> bool:
        settled.clock.advance(timedelta(minutes=1))  # it is tried again later
        return await settled.unsent() == 0

    await settled.order()
    async with settled.working(consume):
        await eventually(parked)


@contextmanager
def _logged(settings: Settings) -> Iterator[io.StringIO]:
    written, root = io.StringIO(), logging.getLogger()
    before, level = root.handlers[:], root.level
    logs.send_to(logging.StreamHandler(written), settings.log, settings.log_format)
    try:
        yield written
    finally:
        root.handlers[:] = before
        root.setLevel(level)
