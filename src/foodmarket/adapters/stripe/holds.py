"""Asking for money: at once with a saved method, or on a page of Stripe's."""

import stripe
from attrs import frozen
from stripe.params import PaymentIntentCreateParams
from stripe.params.checkout import SessionCreateParams

from foodmarket.adapters.stripe.client import StripeLine, ask
from foodmarket.adapters.stripe.lookup import WITH_FEE, StripeLookup, metadata
from foodmarket.adapters.stripe.mapping import outcome, view_of_intent, view_of_session
from foodmarket.domain.payments.outcomes import Declined, HoldCancelled, Outcome
from foodmarket.domain.payments.requests import PaymentRequest


@frozen
class StripeHolds:
    """``title`` names what is sold. Every method raises `stripe.StripeError` without an answer."""

    line: StripeLine
    lookup: StripeLookup
    title: str

    async def charge_saved(self, request: PaymentRequest) -> Outcome:
        """Hold the amount with the request's token, to be captured later."""
        # A reusable method belongs to a Stripe customer: "cus_…/pm_…". A bare one is used once.
        customer, _, method = request.token.rpartition("/")
        params: PaymentIntentCreateParams = {
            "amount": request.amount.amount,
            "currency": request.amount.currency.lower(),
            "capture_method": "manual",
            "confirm": True,
            "payment_method": method,
            "allowed_payment_method_types": ["card"],
            "transfer_group": request.order_id,
            "metadata": metadata(request.key, request.order_id, request.payment_id),
            "expand": WITH_FEE,
        }
        if customer:
            params["customer"] = customer
        if request.return_url:
            params["return_url"] = request.return_url
        intents = self.line.v1.payment_intents
        answer = await ask(intents.create_async(params, {"idempotency_key": request.key}))
        intent = answer.body
        if answer.replayed:  # what was true then; the customer may have confirmed since
            intent = await self.lookup.intent(str(intent["id"]))
        return outcome(view_of_intent(intent))

    async def open_page(self, request: PaymentRequest) -> Outcome:
        """Open a Checkout Session, where the customer chooses how to pay."""
        if not request.return_url:
            return Declined("return_url_missing")
        facts = metadata(request.key, request.order_id, request.payment_id)
        params: SessionCreateParams = {
            "mode": "payment",
            "success_url": request.return_url,
            "cancel_url": request.return_url,
            "client_reference_id": request.payment_id,
            "metadata": facts,
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": request.amount.currency.lower(),
                        "unit_amount": request.amount.amount,
                        "product_data": {"name": self.title},
                    },
                }
            ],
            "payment_intent_data": {
                "capture_method": "manual",
                "transfer_group": request.order_id,
                "metadata": facts,
            },
        }
        sessions = self.line.v1.checkout.sessions
        answer = await ask(sessions.create_async(params, {"idempotency_key": request.key}))
        session = answer.body
        if answer.replayed:
            session = await self.lookup.session(str(session["id"]))
        return outcome(view_of_session(session))

    async def close_page(self, reference: str, request: PaymentRequest) -> Outcome | None:
        """Expire an open page; None where the customer has finished it."""
        session = await self.lookup.session(reference)
        if session.get("status") == "open":
            try:
                expire = self.line.v1.checkout.sessions.expire_async(
                    reference, {}, {"idempotency_key": f"{request.key}-page"}
                )
                session = (await ask(expire)).body
            except stripe.InvalidRequestError:
                session = await self.lookup.session(reference)
        expired = session.get("status") == "expired"
        return HoldCancelled(reference) if expired else None
