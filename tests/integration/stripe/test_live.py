"""The rail against Stripe's own test mode, where ``STRIPE_TEST_KEY`` holds a test key.

Run with ``pytest -m live``. No real money moves; an answer may take a few seconds.
"""

import os
from collections.abc import AsyncIterator

import pytest
from attrs import evolve

from foodmarket.adapters.stripe import StripeConfig, StripeProvider, stripe_provider
from foodmarket.adapters.system import SystemClock, SystemIds
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.orders.model import OrderId
from foodmarket.domain.payments.model import OperationId, PaymentId
from foodmarket.domain.payments.outcomes import (
    ActionRequired,
    Authorised,
    Captured,
    Declined,
    HoldCancelled,
    Refunded,
)
from foodmarket.domain.payments.requests import PaymentRequest

pytestmark = [pytest.mark.live, pytest.mark.timeout(120)]
VARIABLE = "STRIPE_TEST_KEY"
PRICE = Money(1_250, Currency("USD"))
IDS = SystemIds()


@pytest.fixture
async def rail() -> AsyncIterator[StripeProvider]:
    key = os.environ.get(VARIABLE, "")
    if not key.startswith(("sk_test_", "rk_test_")):
        pytest.skip(f"{VARIABLE} holds no key of Stripe's test mode")
    config = StripeConfig(api_key=key, webhook_secrets=("whsec_unused",))
    provider = stripe_provider(config, SystemClock())
    yield provider
    await provider.close()


def a_request(token: str) -> PaymentRequest:
    return PaymentRequest(
        key=IDS.new(OperationId),
        payment_id=IDS.new(PaymentId),
        order_id=IDS.new(OrderId),
        amount=PRICE,
        token=token,
        reference=None,
        return_url="https://example.com/orders",
    )


def about(request: PaymentRequest, reference: str) -> PaymentRequest:
    return evolve(request, key=IDS.new(OperationId), reference=reference)


async def test_hold_capture_refund(rail: StripeProvider) -> None:
    request = a_request("pm_card_visa")
    held = await rail.hold(request)
    assert isinstance(held, Authorised)
    assert await rail.hold(request) == held
    captured = await rail.capture(about(request, held.reference))
    assert isinstance(captured, Captured)
    assert captured.amount == PRICE
    assert await rail.refund(about(request, held.reference)) == Refunded(PRICE)


async def test_hold_cancel(rail: StripeProvider) -> None:
    request = a_request("pm_card_visa")
    held = await rail.hold(request)
    assert isinstance(held, Authorised)
    assert isinstance(await rail.cancel(about(request, held.reference)), HoldCancelled)


async def test_decline(rail: StripeProvider) -> None:
    assert isinstance(await rail.hold(a_request("pm_card_chargeDeclined")), Declined)


async def test_page(rail: StripeProvider) -> None:
    request = a_request("")
    asked = await rail.hold(request)
    assert isinstance(asked, ActionRequired)
    assert asked.url.startswith("https://")
    assert isinstance(await rail.cancel(about(request, asked.reference)), HoldCancelled)
