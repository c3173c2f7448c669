"""Paying cooks: transfers to their connected accounts, and reversals of them."""

import stripe
from attrs import frozen
from stripe.params import TransferCreateParams

from foodmarket.adapters.stripe.client import StripeLine, ask, pages
from foodmarket.adapters.stripe.lookup import StripeLookup, metadata
from foodmarket.adapters.stripe.mapping import (
    UNREADABLE,
    Object,
    key_of,
    money,
    payout_outcome,
    reference_of,
    refusal,
    unknown,
)
from foodmarket.domain.payments.outcomes import (
    PayoutOutcome,
    PayoutRefused,
    PayoutReversed,
    Refused,
    ReversalOutcome,
    Unknown,
)
from foodmarket.domain.payments.requests import PayoutRequest

MOST_TRANSFERS = 1_000
CHARGES = ("ch_", "py_")


@frozen
class StripePayouts:
    """Transfers are made in the order's transfer group, from its charge where that is known."""

    line: StripeLine
    lookup: StripeLookup

    async def pay_out(self, request: PayoutRequest, *, look_first: bool) -> PayoutOutcome:
        """Transfer; ``look_first`` where the key may have been forgotten."""
        try:
            known = await self._known(request) if look_first else None
            return payout_outcome(known or await self._transfer(request))
        except stripe.StripeError as error:
            reason = refusal(error)
            return PayoutRefused(reason) if reason else unknown(error)
        except UNREADABLE:
            return Unknown("unreadable_answer")

    async def look_up(self, request: PayoutRequest, reference: str | None) -> PayoutOutcome:
        """Return how a transfer stands, found by its reference or by its key."""
        transfers = self.line.v1.transfers
        try:
            if reference is not None:
                return payout_outcome((await ask(transfers.retrieve_async(reference))).body)
            known = await self._known(request)
        except stripe.StripeError as error:
            missing = refusal(error) == "resource_missing"
            return Unknown("not_known_to_provider") if missing else unknown(error)
        except UNREADABLE:
            return Unknown("unreadable_answer")
        return Unknown("not_known_to_provider") if known is None else payout_outcome(known)

    async def reverse(
        self, request: PayoutRequest, reference: str, *, look_first: bool
    ) -> ReversalOutcome:
        """Take the request's amount back; ``look_first`` as above."""
        try:
            if look_first and (known := await self._known_reversal(request, reference)):
                return PayoutReversed(str(known["id"]), money(known))
            made = await self._reversal(request, reference)
            return PayoutReversed(str(made["id"]), money(made))
        except stripe.StripeError as error:
            reason = refusal(error)
            return Refused(reason) if reason else unknown(error)
        except UNREADABLE:
            return Unknown("unreadable_answer")

    async def _transfer(self, request: PayoutRequest) -> Object:
        params: TransferCreateParams = {
            "amount": request.amount.amount,
            "currency": request.amount.currency.lower(),
            "destination": request.destination,
            "metadata": metadata(request.key, request.order_id, None),
        }
        if request.description:
            params["description"] = request.description
        if request.order_id is not None:
            params["transfer_group"] = request.order_id
        charge = await self._charge_of(request.source)
        if charge is not None:
            params["source_transaction"] = charge
        transfers = self.line.v1.transfers
        return (await ask(transfers.create_async(params, {"idempotency_key": request.key}))).body

    async def _charge_of(self, source: str | None) -> str | None:
        """Return the charge behind a payment's reference, which a transfer may draw on at once."""
        if source is None or source.startswith(CHARGES):
            return source
        intent = await self.lookup.intent_of(source)
        if intent is None:
            return None
        return reference_of((await self.lookup.intent(intent)).get("latest_charge"))

    async def _reversal(self, request: PayoutRequest, reference: str) -> Object:
        call = self.line.v1.transfers.reversals.create_async(
            reference,
            {
                "amount": request.amount.amount,
                "metadata": metadata(request.key, request.order_id, None),
            },
            {"idempotency_key": request.key},
        )
        return (await ask(call)).body

    async def _known(self, request: PayoutRequest) -> Object | None:
        transfers = self.line.v1.transfers
        if request.order_id is None:
            call = transfers.list_async({"destination": request.destination, "limit": 100})
        else:
            call = transfers.list_async({"transfer_group": request.order_id, "limit": 100})
        async for transfer in pages(call, MOST_TRANSFERS):
            if key_of(transfer) == request.key:
                return transfer
        return None

    async def _known_reversal(self, request: PayoutRequest, reference: str) -> Object | None:
        call = self.line.v1.transfers.reversals.list_async(reference, {"limit": 100})
        async for reversal in pages(call, MOST_TRANSFERS):
            if key_of(reversal) == request.key:
                return reversal
        return None
