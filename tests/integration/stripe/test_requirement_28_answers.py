"""28: what Stripe answers is checked before it is believed: what can not be read is *unknown*."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from foodmarket.adapters.stripe import StripeProvider, stripe_provider
from foodmarket.adapters.system import AdjustableClock
from foodmarket.domain.payments.outcomes import Unknown
from foodmarket.ports.contracts.provider import a_request
from foodmarket.ports.contracts.samples import NOW
from tests.integration.rails.serving import serving
from tests.integration.stripe.scene import TOKENS, config

CHARGE = {"balance_transaction": None}
INTENT = {"id": "pi_1", "object": "payment_intent", "currency": "rub", "status": "succeeded"}
SENSELESS = [
    {},
    [],
    INTENT,  # succeeded, and does not say how much
    INTENT | {"amount_received": "all of it", "latest_charge": CHARGE},
    INTENT | {"amount_received": 1.5, "latest_charge": CHARGE},
    INTENT | {"amount_received": None, "latest_charge": CHARGE},
    INTENT | {"amount_received": 100, "currency": "shells", "latest_charge": CHARGE},
    INTENT | {"amount_received": 100, "currency": None, "latest_charge": CHARGE},
    {name: value for name, value in INTENT.items() if name != "id"} | {"amount_received": 100},
]


@asynccontextmanager
async def answering(told: Any) -> AsyncIterator[StripeProvider]:
    """Yield the rail, connected to a line where everything is answered alike."""
    body = json.dumps(told).encode()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            for done in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{done}.complete"})
            return
        await receive()
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async with serving(app) as url:
        rail = stripe_provider(config(url), AdjustableClock(NOW))
        yield rail
        await rail.close()


@pytest.mark.parametrize("told", SENSELESS, ids=str)
async def test_requirement_28_a_senseless_answer_of_stripe_is_unknown(told: Any) -> None:
    async with answering(told) as rail:
        request = a_request(TOKENS["ok"])
        assert isinstance(await rail.hold(request), Unknown)
        assert isinstance(await rail.capture(request), Unknown)
        assert isinstance(await rail.refund(request), Unknown)
