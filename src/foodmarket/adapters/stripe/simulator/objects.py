"""Stripe's objects as it writes them, in the version of `foodmarket.adapters.stripe.client`."""

from collections.abc import Iterable, Mapping
from typing import Any

Object = dict[str, Any]


def new_intent(number: str, params: Mapping[str, Any], now: int) -> Object:
    """Return a PaymentIntent that waits for a method."""
    return {
        "id": f"pi_{number}",
        "object": "payment_intent",
        "amount": int(params["amount"]),
        "amount_capturable": 0,
        "amount_received": 0,
        "automatic_payment_methods": None,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": params.get("capture_method", "automatic"),
        "client_secret": f"pi_{number}_secret_simulated",
        "confirmation_method": "automatic",
        "created": now,
        "currency": params["currency"],
        "customer": params.get("customer"),
        "description": params.get("description"),
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": dict(params.get("metadata") or {}),
        "next_action": None,
        "payment_method": params.get("payment_method"),
        "payment_method_types": ["card"],
        "status": "requires_payment_method",
        "transfer_group": params.get("transfer_group"),
    }


def new_charge(number: str, intent: Object, now: int, capture_before: int) -> Object:
    """Return the charge of an attempt that the bank agreed to."""
    checks = {
        "address_line1_check": None,
        "address_postal_code_check": None,
        "cvc_check": "pass",
    }
    return {
        "id": f"ch_{number}",
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": 0,
        "amount_refunded": 0,
        "balance_transaction": None,
        "billing_details": {"address": None, "email": None, "name": None, "phone": None},
        "captured": False,
        "created": now,
        "currency": intent["currency"],
        "disputed": False,
        "failure_code": None,
        "livemode": False,
        "metadata": dict(intent["metadata"]),
        "paid": True,
        "payment_intent": intent["id"],
        "payment_method": intent["payment_method"],
        "payment_method_details": {
            "type": "card",
            "card": {
                "brand": "visa",
                "capture_before": capture_before,
                "checks": checks,
                "country": "US",
                "exp_month": 12,
                "exp_year": 2034,
                "funding": "credit",
                "installments": None,
                "last4": "4242",
                "mandate": None,
                "network": "visa",
                "three_d_secure": None,
                "wallet": None,
            },
        },
        "refunded": False,
        "status": "succeeded",
        "transfer_group": intent["transfer_group"],
    }


def new_session(number: str, params: Mapping[str, Any], now: int, url: str) -> Object:
    """Return a page that waits for the customer."""
    items = params.get("line_items") or []
    prices = [(item["price_data"], int(item.get("quantity", 1))) for item in items]
    total = sum(int(price["unit_amount"]) * count for price, count in prices)
    identity = f"cs_test_{number}"
    return {
        "id": identity,
        "object": "checkout.session",
        "amount_subtotal": total,
        "amount_total": total,
        "automatic_tax": {"enabled": False, "status": None},
        "cancel_url": params.get("cancel_url"),
        "client_reference_id": params.get("client_reference_id"),
        "created": now,
        "currency": prices[0][0]["currency"] if prices else None,
        "custom_fields": [],
        "custom_text": {
            "after_submit": None,
            "shipping_address": None,
            "submit": None,
            "terms_of_service_acceptance": None,
        },
        "expires_at": now + 86_400,
        "livemode": False,
        "metadata": dict(params.get("metadata") or {}),
        "mode": params.get("mode", "payment"),
        "payment_intent": None,
        "payment_method_types": ["card"],
        "payment_status": "unpaid",
        "shipping_options": [],
        "status": "open",
        "success_url": params.get("success_url"),
        "url": f"{url}/pay/{identity}",
    }


def new_line(number: str, kind: str, amount: int, fee: int, source: Object, now: int) -> Object:
    """Return a line of our balance; ``amount`` is negative where money leaves."""
    details: list[Object] = []
    if fee:
        details = [
            {
                "amount": fee,
                "application": None,
                "currency": source["currency"],
                "description": "Stripe processing fees",
                "type": "stripe_fee",
            }
        ]
    category = {"adjustment": "dispute", "transfer_refund": "transfer_reversal"}.get(kind, kind)
    return {
        "id": f"txn_{number}",
        "object": "balance_transaction",
        "amount": amount,
        "available_on": now,
        "created": now,
        "currency": source["currency"],
        "description": None,
        "exchange_rate": None,
        "fee": fee,
        "fee_details": details,
        "net": amount - fee,
        "reporting_category": category,
        "source": source["id"],
        "status": "available",
        "type": kind,
    }


def new_refund(number: str, charge: Object, params: Mapping[str, Any], now: int) -> Object:
    """Return a refund of a charge."""
    return {
        "id": f"re_{number}",
        "object": "refund",
        "amount": int(params["amount"]),
        "balance_transaction": None,
        "charge": charge["id"],
        "created": now,
        "currency": charge["currency"],
        "metadata": dict(params.get("metadata") or {}),
        "payment_intent": charge["payment_intent"],
        "reason": None,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
    }


def new_transfer(number: str, params: Mapping[str, Any], now: int) -> Object:
    """Return a transfer to a connected account."""
    identity = f"tr_{number}"
    return {
        "id": identity,
        "object": "transfer",
        "amount": int(params["amount"]),
        "amount_reversed": 0,
        "balance_transaction": None,
        "created": now,
        "currency": params["currency"],
        "description": params.get("description"),
        "destination": params["destination"],
        "livemode": False,
        "metadata": dict(params.get("metadata") or {}),
        "reversals": page_of([], f"/v1/transfers/{identity}/reversals"),
        "reversed": False,
        "source_transaction": params.get("source_transaction"),
        "source_type": "card",
        "transfer_group": params.get("transfer_group"),
    }


def new_reversal(number: str, transfer: Object, params: Mapping[str, Any], now: int) -> Object:
    """Return a reversal of a transfer, or of a part of it."""
    left = transfer["amount"] - transfer["amount_reversed"]
    return {
        "id": f"trr_{number}",
        "object": "transfer_reversal",
        "amount": int(params.get("amount", left)),
        "balance_transaction": None,
        "created": now,
        "currency": transfer["currency"],
        "destination_payment_refund": None,
        "metadata": dict(params.get("metadata") or {}),
        "source_refund": None,
        "transfer": transfer["id"],
    }


def new_dispute(number: str, charge: Object, now: int) -> Object:
    """Return a dispute over all that was captured."""
    return {
        "id": f"dp_{number}",
        "object": "dispute",
        "amount": charge["amount_captured"],
        "balance_transactions": [],
        "charge": charge["id"],
        "created": now,
        "currency": charge["currency"],
        "evidence": {},
        "evidence_details": {
            "due_by": now + 7 * 86_400,
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "reason": "fraudulent",
        "status": "needs_response",
    }


def new_event(number: str, kind: str, about: Object, now: int) -> Object:
    """Return an event with the object as it is now."""
    return {
        "id": f"evt_{number}",
        "object": "event",
        "api_version": None,
        "created": now,
        "data": {"object": about},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": kind,
    }


def new_account(number: str, params: Mapping[str, Any], now: int) -> Object:
    """Return a connected account that still has to tell who it is."""
    return {
        "id": f"acct_{number}",
        "object": "account",
        "capabilities": {"transfers": "inactive"},
        "charges_enabled": False,
        "country": params.get("country"),
        "created": now,
        "default_currency": "usd",
        "details_submitted": False,
        "email": params.get("email"),
        "metadata": dict(params.get("metadata") or {}),
        "payouts_enabled": False,
        "requirements": {
            "alternatives": [],
            "current_deadline": None,
            "currently_due": ["external_account", "tos_acceptance.date"],
            "disabled_reason": "requirements.past_due",
            "errors": [],
            "eventually_due": [],
            "past_due": [],
            "pending_verification": [],
        },
        "type": "express",
    }


def page_of(found: Iterable[Object], url: str, *, more: bool = False) -> Object:
    """Return one page of a list."""
    return {"object": "list", "data": list(found), "has_more": more, "url": url}
