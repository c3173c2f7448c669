"""The sandbox keeps the contract of a payment provider, on a file and in memory."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from foodmarket.adapters.sandbox import SandboxBank, SandboxProvider
from foodmarket.adapters.sandbox.webhooks import HEADER, signature
from foodmarket.adapters.system import AdjustableClock
from foodmarket.domain.payments.model import PaymentId
from foodmarket.ports.contracts.provider import (
    Notification,
    ProviderSuite,
    Tokens,
    WebhookSuite,
    signed_forgeries,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECRET = "a secret"


@pytest.fixture(params=["file", "memory"])
def bank(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SandboxBank]:
    bank = SandboxBank(":memory:" if request.param == "memory" else tmp_path / "bank.db")
    yield bank
    bank.close()


@pytest.fixture
def provider(bank: SandboxBank) -> SandboxProvider:
    return SandboxProvider(bank=bank, clock=AdjustableClock(NOW), secret=SECRET)


@pytest.fixture
def payment_id() -> PaymentId:
    return PaymentId.of(1)


@pytest.fixture
def notification(payment_id: PaymentId) -> Notification:
    body = f'{{"id":"e1","type":"payment.captured","payment_id":"{payment_id}"}}'.encode()
    return {HEADER: signature(body, SECRET, NOW)}, body, None


@pytest.fixture
def forgeries(notification: Notification) -> list[Notification]:
    return signed_forgeries(notification)


class TestCards(ProviderSuite):
    @pytest.fixture
    def tokens(self) -> Tokens:
        return {
            "ok": "sandbox_ok",
            "declined": "sandbox_declined",
            "action_required": "sandbox_second_step",
            "answer_lost": "sandbox_timeout",
        }


class TestWebhooks(WebhookSuite):
    pass
