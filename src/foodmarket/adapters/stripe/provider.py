"""The Stripe rail behind the payment port."""

from collections.abc import AsyncIterator, Awaitable, Mapping
from datetime import datetime, timedelta

import httpx
import stripe
from attrs import field, frozen

from foodmarket import ports
from foodmarket.adapters.stripe.capabilities import CAPABILITIES, KEY_LASTS
from foodmarket.adapters.stripe.client import StripeLine, ask
from foodmarket.adapters.stripe.config import StripeConfig
from foodmarket.adapters.stripe.holds import StripeHolds
from foodmarket.adapters.stripe.lookup import (
    WITH_FEE,
    StripeLookup,
    is_session,
    metadata,
)
from foodmarket.adapters.stripe.mapping import (
    UNREADABLE,
    Object,
    outcome,
    refund_outcome,
    refusal,
    unknown,
    view_of_intent,
)
from foodmarket.adapters.stripe.onboarding import CookOnboarding
from foodmarket.adapters.stripe.payouts import StripePayouts
from foodmarket.adapters.stripe.reports import StripeReports
from foodmarket.adapters.stripe.webhooks import read_notice
from foodmarket.domain.payments.capabilities import Capabilities
from foodmarket.domain.payments.errors import ProviderUnavailable
from foodmarket.domain.payments.model import Payment
from foodmarket.domain.payments.outcomes import (
    Captured,
    Declined,
    EvidenceOutcome,
    HoldCancelled,
    Outcome,
    PayoutOutcome,
    ProviderView,
    Refused,
    ReversalOutcome,
    Unknown,
)
from foodmarket.domain.payments.reports import Movement, ProviderDispute, WebhookNotice
from foodmarket.domain.payments.requests import EvidenceRequest, PaymentRequest, PayoutRequest

MARGIN = timedelta(hours=1)  # stop trusting a key this long before Stripe may forget it


@frozen(kw_only=True)
class StripeProvider:
    """Holds with PaymentIntents (a saved method) or Checkout Sessions (Stripe's page)."""

    config: StripeConfig
    clock: ports.Clock
    line: StripeLine = field(repr=False)
    lookup: StripeLookup = field(repr=False)
    holds: StripeHolds = field(repr=False)
    payouts: StripePayouts = field(repr=False)
    reports: StripeReports = field(repr=False)

    @property
    def name(self) -> str:
        """Return ``stripe``."""
        return "stripe"

    @property
    def capabilities(self) -> Capabilities:
        """Return what the rail can do."""
        return CAPABILITIES

    @property
    def available(self) -> bool:
        """Tell whether Stripe answered lately."""
        return self.line.available

    @property
    def onboarding(self) -> CookOnboarding:
        """Return how cooks are taken on: Stripe pays connected accounts alone."""
        return CookOnboarding(self.line)

    async def hold(self, request: PaymentRequest) -> Outcome:
        """Ask for the amount: at once with a saved method, on Stripe's page without one."""
        return await _told(self._hold(request), declines=True)

    async def capture(self, request: PaymentRequest) -> Outcome:
        """Take what is held, or a part of it; the rest of the hold is given up by Stripe."""
        return await _told(self._capture(request))

    async def cancel(self, request: PaymentRequest) -> Outcome:
        """Give up a hold, or close the page that waits for the customer."""
        return await _told(self._cancel(request))

    async def refund(self, request: PaymentRequest) -> Outcome:
        """Give back the request's amount from our balance, whoever was paid out meanwhile."""
        return await _told(self._refund(request))

    async def look_up(self, payment: Payment) -> ProviderView | None:
        """Return how the payment stands. Raises `ProviderUnavailable` without an answer."""
        try:
            view = await self.lookup.find(payment.reference, payment.id, payment.order_id)
            if view is None or not view.captured:
                return view
            refunds = await self.lookup.refunds(view.reference)
        except (stripe.StripeError, *UNREADABLE) as error:
            raise ProviderUnavailable(provider=self.name) from error
        view.refunds.update(refunds)
        return view

    def read_webhook(
        self, headers: Mapping[str, str], body: bytes, address: str | None
    ) -> WebhookNotice:
        """Check the signature and tell what it is about; Stripe needs no address to be checked."""
        return read_notice(headers, body, self.config.webhook_secrets, self.clock.now())

    async def pay_out(self, request: PayoutRequest) -> PayoutOutcome:
        """Transfer to a cook's connected account."""
        return await self.payouts.pay_out(request, look_first=self._stale(request.requested_at))

    async def look_up_payout(self, request: PayoutRequest, reference: str | None) -> PayoutOutcome:
        """Return how a transfer stands."""
        return await self.payouts.look_up(request, reference)

    async def reverse_payout(self, request: PayoutRequest, reference: str) -> ReversalOutcome:
        """Take (a part of) a transfer back."""
        return await self.payouts.reverse(
            request, reference, look_first=self._stale(request.requested_at)
        )

    def disputes(self, since: datetime) -> AsyncIterator[ProviderDispute]:
        """Return disputes opened or changed since then. Raises `ProviderUnavailable`."""
        return self.reports.disputes(since)

    async def look_up_dispute(self, reference: str) -> ProviderDispute | None:
        """Return a dispute as it stands now. Raises `ProviderUnavailable`."""
        return await self.reports.dispute(reference)

    async def submit_evidence(self, request: EvidenceRequest) -> EvidenceOutcome:
        """Submit our side of a dispute; after that Stripe takes no more of it."""
        return await self.reports.answer(request)

    def movements(self, start: datetime, end: datetime) -> AsyncIterator[Movement]:
        """Return our balance's lines of a period. Raises `ProviderUnavailable`."""
        return self.reports.movements(start, end)

    async def close(self) -> None:
        """Close the connections."""
        await self.line.close()

    async def _hold(self, request: PaymentRequest) -> Outcome:
        if self._stale(request.requested_at):
            found = await self.lookup.find(request.reference, request.payment_id, request.order_id)
            if found is not None:
                return outcome(found)
        if request.token:
            return await self.holds.charge_saved(request)
        return await self.holds.open_page(request)

    async def _capture(self, request: PaymentRequest) -> Outcome:
        intent = await self._intent_of(request)
        if intent is None:
            return Refused("no_such_payment")
        call = self.line.v1.payment_intents.capture_async(
            intent,
            {"amount_to_capture": request.amount.amount, "expand": WITH_FEE},
            {"idempotency_key": request.key},
        )
        taken = await self._act(intent, call)
        if isinstance(taken, Captured) and taken.fee is None:
            # The fee is booked a moment after the capture: look once more, then do without it.
            view = view_of_intent(await self.lookup.intent(intent))
            return outcome(view) if view.captured else taken
        return taken

    async def _cancel(self, request: PaymentRequest) -> Outcome:
        if is_session(request.reference) and request.reference:
            closed = await self.holds.close_page(request.reference, request)
            if closed is not None:
                return closed
        intent = await self._intent_of(request)
        if intent is None:
            return Refused("no_such_payment")
        call = self.line.v1.payment_intents.cancel_async(
            intent, {"expand": WITH_FEE}, {"idempotency_key": request.key}
        )
        return await self._act(intent, call)

    async def _refund(self, request: PaymentRequest) -> Outcome:
        intent = await self._intent_of(request)
        if intent is None:
            return Refused("no_such_payment")
        if self._stale(request.requested_at):
            known = await self.lookup.refund(intent, request.key)
            if known is not None:
                return refund_outcome(known)
        refunds = self.line.v1.refunds
        call = refunds.create_async(
            {
                "payment_intent": intent,
                "amount": request.amount.amount,
                "metadata": metadata(request.key, request.order_id, request.payment_id),
            },
            {"idempotency_key": request.key},
        )
        answer = await ask(call)
        refund: Object = answer.body
        if answer.replayed:  # a repeated key answers what was true then, pending for ever
            refund = (await ask(refunds.retrieve_async(str(refund["id"])))).body
        return refund_outcome(refund)

    async def _intent_of(self, request: PaymentRequest) -> str | None:
        if request.reference:
            return await self.lookup.intent_of(request.reference)
        found = await self.lookup.find(None, request.payment_id, request.order_id)
        return None if found is None else found.reference

    async def _act(self, intent: str, call: Awaitable[stripe.StripeObject]) -> Outcome:
        """Capture or cancel; a refusal or a replayed answer is checked against what is true now."""
        try:
            answer = await ask(call)
        except stripe.InvalidRequestError as error:
            now = outcome(view_of_intent(await self.lookup.intent(intent)))
            if isinstance(now, Captured | HoldCancelled):
                return now
            if error.code == "charge_expired_for_capture":
                return HoldCancelled(intent)
            return Refused(refusal(error) or "refused")
        body = await self.lookup.intent(intent) if answer.replayed else answer.body
        return outcome(view_of_intent(body))

    def _stale(self, requested_at: datetime | None) -> bool:
        """Tell whether Stripe may have forgotten the key, so that repeating it could act twice."""
        return requested_at is not None and self.clock.now() - requested_at > KEY_LASTS - MARGIN


async def _told(asked: Awaitable[Outcome], *, declines: bool = False) -> Outcome:
    """Return the outcome; what went wrong on the way is an outcome, too."""
    try:
        return await asked
    except stripe.StripeError as error:
        reason = refusal(error)
        if reason is None:
            return unknown(error)
        return Declined(reason) if declines else Refused(reason)
    except UNREADABLE:
        return Unknown("unreadable_answer")


def stripe_provider(
    config: StripeConfig,
    clock: ports.Clock,
    transport: httpx.AsyncBaseTransport | None = None,
) -> StripeProvider:
    """Return the rail, connected to Stripe (or to a double that ``api_base`` names).

    With a ``transport``, requests go there instead of to the network.
    """
    line = StripeLine(config, transport)
    lookup = StripeLookup(line)
    return StripeProvider(
        config=config,
        clock=clock,
        line=line,
        lookup=lookup,
        holds=StripeHolds(line, lookup, config.title),
        payouts=StripePayouts(line, lookup),
        reports=StripeReports(line),
    )
