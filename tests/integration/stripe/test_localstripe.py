"""The SDK's wiring, against a double of Stripe that others wrote: ``localstripe`` (PyPI).

It runs as a process of its own, in the environment that ``make test`` made for it, or under the
interpreter that ``LOCALSTRIPE_PYTHON`` names; without either these tests skip. It knows neither
transfers nor accounts, ignores keys, and refuses parameters that it does not know, so the test
makes the hold and the rail does the rest.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from attrs import evolve

from foodmarket.adapters.stripe import StripeProvider, stripe_provider
from foodmarket.adapters.stripe.client import ask
from foodmarket.adapters.system import SystemClock
from foodmarket.domain.payments.model import PaymentState
from foodmarket.domain.payments.outcomes import HoldCancelled, Refunded, Unknown
from foodmarket.domain.payments.reports import WebhookNotice
from foodmarket.domain.payments.requests import PaymentRequest
from foodmarket.entrypoints.simulators import free_port
from foodmarket.ports.contracts.provider import PRICE, a_request, about_the_same, payment_of
from tests.integration.rails.serving import serving
from tests.integration.stripe.scene import SECRET, config

VARIABLE = "LOCALSTRIPE_PYTHON"
ENVIRONMENT = Path(__file__).parents[3] / ".venv" / "localstripe" / "bin" / "python"
SERVE = """
import sys
from aiohttp import web
from localstripe import server
server.store.dump_to_disk = lambda: None
web.run_app(server.app, host="127.0.0.1", port=int(sys.argv[1]), print=None, shutdown_timeout=0.1)
"""
CARD = {"number": "4242424242424242", "exp_month": "12", "exp_year": "2034", "cvc": "123"}
PATIENCE = timedelta(seconds=20)


@pytest.fixture(scope="module")
async def address(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    python = Path(os.environ.get(VARIABLE) or ENVIRONMENT)
    if not python.is_file():
        pytest.skip(
            f"localstripe is not installed here: {python} is missing (make test installs it)"
        )
    port = free_port()
    folder = tmp_path_factory.mktemp("localstripe")
    process = await asyncio.create_subprocess_exec(
        python, "-c", SERVE, str(port), cwd=folder, stderr=sys.stderr
    )
    url = f"http://127.0.0.1:{port}"
    await _until_it_answers(url, process)
    yield url
    process.terminate()
    await process.wait()


@pytest.fixture
async def rail(address: str) -> AsyncIterator[StripeProvider]:
    provider = stripe_provider(config(address, timeout=10.0), SystemClock())
    yield provider
    await provider.close()


async def test_a_hold_is_captured_and_partly_refunded(rail: StripeProvider) -> None:
    request = await _held(rail)
    payment = evolve(payment_of(rail, request), reference=request.reference)
    view = await rail.look_up(payment)
    assert view is not None
    assert view.state is PaymentState.AUTHORISED
    # It does not say how much was captured, and an amount is never guessed.
    assert await rail.capture(about_the_same(request)) == Unknown("unreadable_answer")
    assert request.reference is not None
    assert (await rail.lookup.intent(request.reference))["status"] == "succeeded"
    refund = about_the_same(request, PRICE.allocate((1, 1))[0])
    assert await rail.refund(refund) == Refunded(refund.amount)
    assert await rail.lookup.refunds(request.reference) == {refund.key: refund.amount}


async def test_a_hold_is_cancelled(rail: StripeProvider) -> None:
    request = await _held(rail)
    assert isinstance(await rail.cancel(about_the_same(request)), HoldCancelled)


async def test_its_signed_notifications_are_read(rail: StripeProvider, address: str) -> None:
    told: asyncio.Queue[WebhookNotice] = asyncio.Queue()

    async def receive_one(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            while (phase := (await receive())["type"]) != "lifespan.shutdown":
                await send({"type": f"{phase}.complete"})
            await send({"type": "lifespan.shutdown.complete"})
            return
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        told.put_nowait(rail.read_webhook(headers, body, None))
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async with serving(receive_one) as receiver, httpx.AsyncClient(trust_env=False) as client:
        settings = {"url": f"{receiver}/webhooks/stripe", "secret": SECRET}
        await client.post(f"{address}/_config/webhooks/ours", data=settings)
        request = await _held(rail)
        await rail.capture(about_the_same(request))
        async with asyncio.timeout(PATIENCE.total_seconds()):
            while (await told.get()).payment_id != request.payment_id:
                pass


async def _held(rail: StripeProvider) -> PaymentRequest:
    """Hold the price with parameters that the double knows; return a request about it."""
    v1, request = rail.line.v1, a_request("")
    raw: Any = {"type": "card", "card": CARD}
    method = (await ask(v1.payment_methods.create_async(raw))).body
    intent = await ask(
        v1.payment_intents.create_async(
            {
                "amount": PRICE.amount,
                "currency": PRICE.currency.lower(),
                "capture_method": "manual",
                "confirm": True,
                "payment_method": method["id"],
                "metadata": {"payment_id": request.payment_id},
            }
        )
    )
    assert intent.body["status"] == "requires_capture"
    return evolve(request, reference=intent.body["id"])


async def _until_it_answers(url: str, process: asyncio.subprocess.Process) -> None:
    async with httpx.AsyncClient(trust_env=False) as client, asyncio.timeout(20):
        while process.returncode is None:
            try:
                await client.get(url)
            except httpx.TransportError:
                await asyncio.sleep(0.05)
            else:
                return
    pytest.fail("localstripe did not start")
