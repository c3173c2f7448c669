"""The YooKassa rail keeps the contracts of a provider, over loopback, against its double.

All that goes over the line, and every notification, is held to YooKassa's own schema as well.
"""

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
from tests.integration.yookassa.scene import STRANGERS, TOKENS, Scene, scene, settings
from tests.integration.yookassa.scene import notification as told

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
    return told("payment.succeeded", about)


@pytest.fixture
def forgeries(notification: Notification) -> list[Notification]:
    headers, body, _ = notification
    return [(headers, body, stranger) for stranger in STRANGERS]


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
