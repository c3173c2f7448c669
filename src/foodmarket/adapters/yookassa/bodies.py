"""What we send to YooKassa, made with the package's request builders.

The builders carry amounts through floats, quantities as text, and empty lists that the schema
does not know; `_plain` puts that right, so that an amount is exact to its last kopeck.
"""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from yookassa.domain.request.capture_payment_builder import CapturePaymentBuilder
from yookassa.domain.request.deal_request_builder import DealRequestBuilder
from yookassa.domain.request.payment_request_builder import PaymentRequestBuilder
from yookassa.domain.request.payout_request_builder import PayoutRequestBuilder
from yookassa.domain.request.refund_request_builder import RefundRequestBuilder

from foodmarket.adapters.yookassa.capabilities import separate_capture
from foodmarket.adapters.yookassa.client import Json
from foodmarket.adapters.yookassa.config import Method, ReceiptTerms, SafeDeal, YooKassaSettings
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.payments.requests import PaymentRequest, PayoutRequest, Receipt

METHOD = "method:"  # a token that only names a method: the customer gives the rest on the page
_SAVED = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
DESCRIPTION = 128  # characters
P = ParamSpec("P")


class UnfitRequest(Exception):
    """The package's builders take no such request; nothing was sent."""

    code = "unfit_request"


def _built(build: Callable[P, Json]) -> Callable[P, Json]:
    """Let a builder's own errors out as `UnfitRequest`."""

    @wraps(build)
    def built(*args: P.args, **kwargs: P.kwargs) -> Json:
        try:
            return build(*args, **kwargs)
        except (TypeError, ValueError) as error:
            raise UnfitRequest from error

    return built


def amount_text(money: Money) -> str:
    """Write an amount as YooKassa does: ``90.00``."""
    exponent = money.currency.exponent
    digits = str(money.amount).zfill(exponent + 1)
    return f"{digits[:-exponent]}.{digits[-exponent:]}" if exponent else digits


def amount_of(money: Money) -> Json:
    """Return ``{"value": "90.00", "currency": "RUB"}``."""
    return {"value": amount_text(money), "currency": str(money.currency)}


@_built
def payment_body(settings: YooKassaSettings, request: PaymentRequest, deal_id: str | None) -> Json:
    """Return the request for a payment: held where the method can, and taken at once else."""
    method = _method(settings, request.token)
    builder = (
        PaymentRequestBuilder()
        .set_amount(amount_of(request.amount))
        .set_capture(not separate_capture(method))
        .set_description(f"{request.order_id}"[:DESCRIPTION])
        .set_metadata(_metadata(request))
    )
    returning = {"type": "redirect", "return_url": request.return_url or settings.return_url}
    if _SAVED.fullmatch(request.token):
        builder.set_payment_method_id(request.token)
    else:
        builder.set_confirmation(returning)
        if not request.token or request.token.startswith(METHOD):
            if request.token or method is not Method.BANK_CARD:
                builder.set_payment_method_data({"type": method.value})
        else:
            builder.set_payment_token(request.token)
    _add_receipt(builder, settings.receipts, request.receipt)
    if settings.safe_deal is not None and deal_id is not None:
        settlements = _settlements(settings.safe_deal, request.amount)
        builder.set_deal({"id": deal_id, "settlements": settlements})
    return _plain(builder, request.amount, request.receipt)


@_built
def capture_body(settings: YooKassaSettings, request: PaymentRequest) -> Json:
    """Return the request to take what is held, or a part of it."""
    builder = CapturePaymentBuilder().set_amount(amount_of(request.amount))
    _add_receipt(builder, settings.receipts, request.receipt)
    if settings.safe_deal is not None:
        builder.set_deal({"settlements": _settlements(settings.safe_deal, request.amount)})
    return _plain(builder, request.amount, request.receipt)


@_built
def refund_body(
    settings: YooKassaSettings, request: PaymentRequest, reference: str, from_cook: Money | None
) -> Json:
    """Return the request to give money back; ``from_cook`` is the cook's part of it in a deal."""
    builder = (
        RefundRequestBuilder()
        .set_payment_id(reference)
        .set_amount(amount_of(request.amount))
        .set_metadata(_metadata(request))
    )
    _add_receipt(builder, settings.receipts, request.receipt)
    if from_cook is not None:
        settlement = {"type": "payout", "amount": amount_of(from_cook)}
        builder.set_deal({"refund_settlements": [settlement]})
    return _plain(builder, request.amount, request.receipt)


@_built
def deal_body(request: PaymentRequest) -> Json:
    """Return the request for the deal of one order; our part is due when it closes."""
    builder = (
        DealRequestBuilder()
        .set_type("safe_deal")
        .set_fee_moment("deal_closed")
        .set_description(f"{request.order_id}"[:DESCRIPTION])
        .set_metadata(_metadata(request))
    )
    return _validated(builder)


@_built
def payout_body(request: PayoutRequest, deal_id: str | None) -> Json:
    """Return the request to pay a cook."""
    metadata = {"operation_id": str(request.key)}
    if request.order_id is not None:
        metadata["order_id"] = str(request.order_id)
    builder = (
        PayoutRequestBuilder()
        .set_amount(amount_of(request.amount))
        .set_payout_token(request.destination)
        .set_description(
            (request.description or str(request.order_id or request.key))[:DESCRIPTION]
        )
        .set_metadata(metadata)
    )
    if deal_id is not None:
        builder.set_deal({"id": deal_id})
    return _plain(builder, request.amount, None)


def cooks_part(deal: SafeDeal, amount: Money) -> Money:
    """Return what of an amount is the cook's in a deal."""
    return amount - amount.share(deal.platform_share)


def _method(settings: YooKassaSettings, token: str) -> Method:
    return Method(token.removeprefix(METHOD)) if token.startswith(METHOD) else settings.method


def _metadata(request: PaymentRequest) -> dict[str, str]:
    return {
        "operation_id": str(request.key),
        "payment_id": str(request.payment_id),
        "order_id": str(request.order_id),
    }


def _settlements(deal: SafeDeal, amount: Money) -> list[Json]:
    return [{"type": "payout", "amount": amount_of(cooks_part(deal, amount))}]


def _add_receipt(builder: Any, terms: ReceiptTerms | None, receipt: Receipt | None) -> None:
    if terms is None or receipt is None:
        return
    content: Json = {
        "customer": {"phone": re.sub(r"\D", "", receipt.phone)},
        "items": [
            {
                "description": item.description[:DESCRIPTION],
                "quantity": item.quantity,
                "amount": amount_of(item.amount),
                "vat_code": terms.vat_code,
                "payment_mode": terms.payment_mode,
                "payment_subject": terms.payment_subject,
            }
            for item in receipt.items
        ],
    }
    if terms.tax_system_code is not None:
        content["tax_system_code"] = terms.tax_system_code
    builder.set_receipt(content)


def _plain(builder: Any, amount: Money, receipt: Receipt | None) -> Json:
    body = _validated(builder)
    body["amount"] = amount_of(amount)
    if receipt is not None and "receipt" in body:
        for line, item in zip(body["receipt"]["items"], receipt.items, strict=True):
            line["quantity"], line["amount"] = item.quantity, amount_of(item.amount)
    return body


def _validated(builder: Any) -> Json:
    request = builder.build()
    request.validate()
    return {name: value for name, value in dict(request).items() if value != []}
