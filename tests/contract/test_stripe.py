"""The Stripe rail keeps the contracts of a provider, over loopback, against its double."""

from collections.abc import AsyncIterator

import pytest

from foodmarket.adapters.stripe import StripeProvider, stripe_provider
from foodmarket.domain.payments.model import PaymentId
from foodmarket.ports.contracts.provider import (
    Notification,
    ProviderSuite,
    Tokens,
    WebhookSuite,
    signed_forgeries,
)
from foodmarket.ports.contracts.rail import PayoutSuite, RailSuite, ReportSuite
from foodmarket.ports.contracts.samples import NOW
from tests.integration.rails.serving import dead_address
from tests.integration.stripe.scene import TOKENS, StripeScene, config, scene, signed


@pytest.fixture
async def door() -> AsyncIterator[StripeScene]:
    async with scene() as opened:
        yield opened


@pytest.fixture
def provider(door: StripeScene) -> StripeProvider:
    return door.provider


@pytest.fixture
async def unreachable(door: StripeScene) -> AsyncIterator[StripeProvider]:
    provider = stripe_provider(config(dead_address()), door.clock)
    yield provider
    await provider.close()


@pytest.fixture
def tokens() -> Tokens:
    return TOKENS


@pytest.fixture
def payment_id() -> PaymentId:
    return PaymentId.of(1)


@pytest.fixture
def notification(payment_id: PaymentId) -> Notification:
    about = {"id": "pi_1", "object": "payment_intent", "metadata": {"payment_id": payment_id}}
    event = {"id": "evt_1", "type": "payment_intent.succeeded", "data": {"object": about}}
    return signed(event, int(NOW.timestamp()))


@pytest.fixture
def forgeries(notification: Notification) -> list[Notification]:
    return signed_forgeries(notification)


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
