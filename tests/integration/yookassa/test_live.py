"""The rail against YooKassa's own test shop; for whoever has keys.

Set ``LIVE_YOOKASSA_SHOP`` and ``LIVE_YOOKASSA_SECRET`` to those of a test
shop and run ``pytest -m live tests/integration/yookassa``. Nobody pays: the payments expire.
"""

import os
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from attrs import evolve

from foodmarket.adapters.system import SystemClock, SystemIds
from foodmarket.adapters.yookassa import YooKassaClient, YooKassaProvider, YooKassaSettings
from foodmarket.domain.orders.model import OrderId
from foodmarket.domain.payments.model import OperationId, PaymentId, PaymentState
from foodmarket.domain.payments.outcomes import ActionRequired, Declined, Unknown
from foodmarket.domain.payments.requests import PaymentRequest
from foodmarket.ports.contracts.provider import a_request, payment_of

pytestmark = pytest.mark.live


@pytest.fixture
async def provider() -> AsyncIterator[YooKassaProvider]:
    shop = os.environ.get("LIVE_YOOKASSA_SHOP")
    secret = os.environ.get("LIVE_YOOKASSA_SECRET")
    if not shop or not secret:
        pytest.skip("there are no keys of a YooKassa test shop (LIVE_YOOKASSA_…)")
    used = YooKassaSettings(
        shop_id=shop, secret_key=secret, return_url="https://shop.example/orders", receipts=None
    )
    client = YooKassaClient(used)
    yield YooKassaProvider(used, client, SystemClock())
    await client.close()


@pytest.fixture
def request_of_today() -> PaymentRequest:
    """Ids of the samples repeat from day to day, and keys are kept for one."""
    ids = SystemIds()
    return evolve(
        a_request(""),
        key=ids.new(OperationId),
        payment_id=ids.new(PaymentId),
        order_id=ids.new(OrderId),
    )


async def test_a_page_is_offered_once_and_found_again(
    provider: YooKassaProvider, request_of_today: PaymentRequest
) -> None:
    asked = await provider.hold(request_of_today)
    assert isinstance(asked, ActionRequired)
    assert await provider.hold(request_of_today) == asked
    view = await provider.look_up(payment_of(provider, request_of_today))
    assert view is not None
    assert (view.state, view.reference) == (PaymentState.ACTION_REQUIRED, asked.reference)
    known = evolve(request_of_today, key=SystemIds().new(OperationId), reference=asked.reference)
    assert await provider.cancel(known) == Unknown("waits_for_customer")


async def test_an_unknown_token_is_declined(
    provider: YooKassaProvider, request_of_today: PaymentRequest
) -> None:
    wrong = evolve(request_of_today, token="no-such-token")
    assert isinstance(await provider.hold(wrong), Declined)


async def test_the_account_of_a_day_can_be_read(provider: YooKassaProvider) -> None:
    now = provider.clock.now()
    lines = [line async for line in provider.movements(now - timedelta(days=1), now)]
    assert all(now - timedelta(days=1) <= line.at < now for line in lines)
