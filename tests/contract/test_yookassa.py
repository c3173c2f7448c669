"""The YooKassa rail keeps the contracts of a provider, over loopback, against its double.

All that goes over the line, and every notification, is held to YooKassa's own schema as well.
"""

import json
from collections.abc import AsyncIterator

import pytest

from foodmarket.adapters.yookassa import SafeDeal, YooKassaClient, YooKassaProvider
from foodmarket.domain.kernel.money import BasisPoints
from foodmarket.domain.payments.model import PaymentId
from foodmarket.ports.contracts.provider import (
    Notification,
    ProviderSuite,
    Tokens,
    WebhookSuite,
)
from foodmarket.ports.contracts.rail import PayoutSuite, RailSuite, ReportSuite
from tests.integration.rails.serving import dead_address
from tests.integration.yookassa.scene import TOKENS, Scene, scene, settings

MODES = {
    "plain": {},
    "safe_deal": {
        "safe_deal": SafeDeal(platform_share=BasisPoints(1000)),
        "payout_gateway": None,
    },
}


@pytest.fixture(params=MODES)
async def door(request: pytest.FixtureRequest) -> AsyncIterator[Scene]:
    async with scene(**MODES[request.param]) as opened:
        yield opened


@pytest.fixture
def provider(door: Scene) -> YooKassaProvider:
    return door.provider


@pytest.fixture
async def unreachable(door: Scene) -> AsyncIterator[YooKassaProvider]:
    used = settings(dead_address())
    client = YooKassaClient(used)
    yield YooKassaProvider(used, client, door.clock)
    await client.close()


@pytest.fixture
def tokens() -> Tokens:
    return TOKENS


@pytest.fixture
def payment_id() -> PaymentId:
    return PaymentId.of(1)


@pytest.fixture
def notification(payment_id: PaymentId) -> Notification:
    about = {"id": "2f000001", "status": "succeeded", "metadata": {"payment_id": payment_id}}
    body = {"type": "notification", "event": "payment.succeeded", "object": about}
    return {}, json.dumps(body).encode(), "185.71.76.1"


@pytest.fixture
def forgeries(notification: Notification) -> list[Notification]:
    headers, body, _ = notification
    senders = (None, "", "185.71.76.32", "8.8.8.8", "::1", "somewhere", "185.71.76.1, 8.8.8.8")
    return [(headers, body, sender) for sender in senders]


class TestPayments(ProviderSuite):
    pass


class TestRail(RailSuite):
    pass


class TestPayouts(PayoutSuite):
    pass


class TestReports(ReportSuite):
    pass


class TestWebhooks(WebhookSuite):
    pass
