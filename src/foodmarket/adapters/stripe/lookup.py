"""Finding a payment at Stripe, with its reference or without one."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import stripe
from attrs import frozen

from foodmarket.adapters.stripe.client import StripeLine, ask, pages
from foodmarket.adapters.stripe.mapping import (
    Object,
    key_of,
    money,
    payment_of,
    reference_of,
    view_of_intent,
    view_of_session,
)
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.payments.model import PaymentId
from foodmarket.domain.payments.outcomes import ProviderView

WITH_FEE = ["latest_charge.balance_transaction"]
SESSION = "cs_"
RECENT = 500  # payment intents looked through for one that has no charge yet
MOST_REFUNDS = 1_000


@frozen
class StripeLookup:
    """Reads only. Every method raises `stripe.StripeError` where there is no answer."""

    line: StripeLine

    async def find(
        self, reference: str | None, payment_id: PaymentId, order_id: Id
    ) -> ProviderView | None:
        """Return how the payment stands, without its refunds; None where it is not known."""
        if reference is None:
            reference = await self._search(payment_id, order_id)
        if reference is None:
            return None
        try:
            if reference.startswith(SESSION):
                return view_of_session(await self.session(reference))
            return view_of_intent(await self.intent(reference))
        except stripe.InvalidRequestError as error:
            if error.code == "resource_missing":
                return None
            raise

    async def intent(self, reference: str) -> dict[str, Any]:
        """Return a PaymentIntent with its charge and the charge's fee."""
        intents = self.line.v1.payment_intents
        return (await ask(intents.retrieve_async(reference, {"expand": WITH_FEE}))).body

    async def session(self, reference: str) -> dict[str, Any]:
        """Return a Checkout Session with its PaymentIntent."""
        expand = [f"payment_intent.{path}" for path in WITH_FEE]
        sessions = self.line.v1.checkout.sessions
        return (await ask(sessions.retrieve_async(reference, {"expand": expand}))).body

    async def intent_of(self, reference: str) -> str | None:
        """Return the PaymentIntent behind a reference; None where there is none yet."""
        if not reference.startswith(SESSION):
            return reference
        return reference_of((await self.session(reference)).get("payment_intent"))

    async def refunds(self, intent: str) -> dict[str, Money]:
        """Return what went back, by the key that asked for it (or Stripe's id of it)."""
        found: dict[str, Money] = {}
        async for refund in self._refunds(intent):
            if refund.get("status") == "succeeded":
                found[key_of(refund) or str(refund["id"])] = money(refund)
        return found

    async def refund(self, intent: str, key: str) -> Object | None:
        """Return the refund that a key asked for."""
        async for refund in self._refunds(intent):
            if key_of(refund) == key:
                return refund
        return None

    def _refunds(self, intent: str) -> AsyncIterator[dict[str, Any]]:
        call = self.line.v1.refunds.list_async({"payment_intent": intent, "limit": 100})
        return pages(call, MOST_REFUNDS)

    async def _search(self, payment_id: PaymentId, order_id: Id) -> str | None:
        """Find a payment whose reference never reached us.

        Every attempt to pay is a charge in the order's transfer group; what has no charge yet
        (it waits for the customer's second step) is among the latest intents. The search API
        would be shorter, but lags behind by up to a minute.
        """
        v1 = self.line.v1
        charges = v1.charges.list_async({"transfer_group": order_id, "limit": 100})
        async for charge in pages(charges, 100):
            if payment_of(charge) == payment_id:
                return reference_of(charge.get("payment_intent"))
        async for intent in pages(v1.payment_intents.list_async({"limit": 100}), RECENT):
            if payment_of(intent) == payment_id:
                return reference_of(intent)
        return None


def is_session(reference: str | None) -> bool:
    """Tell whether a reference is a page of Stripe's rather than a PaymentIntent."""
    return reference is not None and reference.startswith(SESSION)


def metadata(request_key: str, order_id: Id | None, payment_id: PaymentId | None) -> dict[str, str]:
    """Return what is written on objects of ours, so that they can be found again."""
    facts: Mapping[str, str | None] = {
        "operation_id": request_key,
        "order_id": order_id,
        "payment_id": payment_id,
    }
    return {name: str(value) for name, value in facts.items() if value is not None}
