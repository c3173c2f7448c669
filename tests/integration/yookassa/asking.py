"""Short words for what the tests ask of the rail."""

import json
from typing import Any

from attrs import evolve

from foodmarket.domain.accounts.model import AccountId
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.orders.model import OrderId
from foodmarket.domain.payments.model import OperationId, Payment
from foodmarket.domain.payments.requests import PaymentRequest, PayoutRequest
from foodmarket.ports.contracts.provider import PRICE, a_request, about_the_same, hold_and_capture
from foodmarket.ports.contracts.samples import an_id, roubles
from tests.integration.yookassa.scene import Scene


async def captured(scene: Scene) -> PaymentRequest:
    """Return a request about a payment that was captured, with its reference."""
    request = a_request("sim_ok")
    taken = await hold_and_capture(scene.provider, request)
    return evolve(request, reference=taken.reference)


def refund(about: PaymentRequest, amount: Money = PRICE) -> PaymentRequest:
    return about_the_same(about, amount)


def payout(about: PaymentRequest | None = None, **changes: Any) -> PayoutRequest:
    usual = PayoutRequest(
        key=an_id(OperationId),
        order_id=an_id(OrderId) if about is None else about.order_id,
        amount=roubles(500),
        destination="sim_card",
        source=None if about is None else about.reference,
    )
    return evolve(usual, **changes)


def payment(scene: Scene, about: PaymentRequest) -> Payment:
    zero = Money.zero(about.amount.currency)
    return Payment(
        id=about.payment_id,
        order_id=about.order_id,
        customer_id=an_id(AccountId),
        provider=scene.provider.name,
        token=about.token,
        amount=about.amount,
        keep=about.amount,
        captured=zero,
        refunded=zero,
        reference=about.reference,
    )


def posted(scene: Scene, path: str) -> list[dict[str, Any]]:
    """Return the bodies that were posted to a path."""
    return [
        json.loads(each.sent)
        for each in scene.line.exchanges
        if each.method == "POST" and each.path == f"/v3{path}"
    ]


def keys(scene: Scene, path: str) -> list[str]:
    """Return the idempotence keys that were used for a path."""
    return [
        each.headers["idempotence-key"]
        for each in scene.line.exchanges
        if each.method == "POST" and each.path == f"/v3{path}"
    ]
