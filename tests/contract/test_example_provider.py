"""The provider that docs/guides/add-a-payment-provider.md leads to keeps the contract."""

import hmac
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from examples.toy_provider.company import Toy
from examples.toy_provider.provider import HEADER, ToyProvider
from foodmarket.adapters.system import AdjustableClock
from foodmarket.domain.payments.model import PaymentId
from foodmarket.ports import PaymentProvider
from foodmarket.ports.contracts.provider import (
    Notification,
    ProviderSuite,
    Tokens,
    WebhookSuite,
    signed_forgeries,
)
from foodmarket.ports.contracts.samples import NOW
from tests.integration.rails.serving import serving

SECRET = "only for tests"
FOLDER = Path(__file__).parents[2] / "examples" / "toy_provider"


@pytest.fixture
async def provider() -> AsyncIterator[ToyProvider]:
    async with (
        serving(Toy(AdjustableClock(NOW))) as url,
        httpx.AsyncClient(base_url=url, timeout=5, trust_env=False) as line,
    ):
        yield ToyProvider(line, SECRET)


@pytest.fixture
def payment_id() -> PaymentId:
    return PaymentId.of(1)


@pytest.fixture
def notification(payment_id: PaymentId) -> Notification:
    body = f'{{"id":"n1","event":"captured","payment":"{payment_id}"}}'.encode()
    return {HEADER: hmac.digest(SECRET.encode(), body, "sha256").hex()}, body, None


@pytest.fixture
def forgeries(notification: Notification) -> list[Notification]:
    return signed_forgeries(notification)


class TestToy(ProviderSuite):
    @pytest.fixture
    def tokens(self) -> Tokens:
        return {
            "ok": "toy_ok",
            "declined": "toy_declined",
            "action_required": "toy_ask",
            "answer_lost": "toy_answer_lost",
        }


class TestNews(WebhookSuite):
    pass


def test_it_is_a_provider_and_a_short_one(provider: ToyProvider) -> None:
    any_provider: PaymentProvider = provider
    assert any_provider.name == "toy"
    adapter = (FOLDER / "provider.py").read_text().splitlines()
    assert len(adapter) < 200
