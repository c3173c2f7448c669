"""What Stripe tells about our account: disputes and the lines of our balance."""

from collections.abc import AsyncIterator
from datetime import datetime

import stripe
from attrs import frozen

from foodmarket.adapters.stripe.client import StripeLine, ask, pages
from foodmarket.adapters.stripe.mapping import UNREADABLE, dispute, movement, refusal, unknown
from foodmarket.domain.payments.errors import ProviderUnavailable
from foodmarket.domain.payments.outcomes import EvidenceOutcome, EvidenceTaken, Refused
from foodmarket.domain.payments.reports import Movement, ProviderDispute
from foodmarket.domain.payments.requests import EvidenceRequest

MOST = 100_000
DISPUTE_EVENTS = [
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.closed",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
]


@frozen
class StripeReports:
    """Every iteration raises `ProviderUnavailable` where there is no answer."""

    line: StripeLine

    async def disputes(self, since: datetime) -> AsyncIterator[ProviderDispute]:
        """Yield each dispute once, as it stands now.

        A list of disputes knows when they were opened only, so changes are read from the events,
        which Stripe keeps for 30 days.
        """
        v1, seen = self.line.v1, set[str]()
        try:
            call = v1.events.list_async(
                {"types": DISPUTE_EVENTS, "created": {"gte": int(since.timestamp())}, "limit": 100}
            )
            async for event in pages(call, MOST):
                reference = str(event["data"]["object"]["id"])
                if reference in seen:
                    continue
                seen.add(reference)
                yield await self._dispute(reference)
        except (stripe.StripeError, *UNREADABLE) as error:
            raise ProviderUnavailable(provider="stripe") from error

    async def dispute(self, reference: str) -> ProviderDispute | None:
        """Return one dispute."""
        try:
            return await self._dispute(reference)
        except stripe.InvalidRequestError as error:
            if error.code == "resource_missing":
                return None
            raise ProviderUnavailable(provider="stripe") from error
        except (stripe.StripeError, *UNREADABLE) as error:
            raise ProviderUnavailable(provider="stripe") from error

    async def answer(self, request: EvidenceRequest) -> EvidenceOutcome:
        """Submit evidence. Stripe takes text and files; links go into the text."""
        told = "\n".join((request.words, *request.links))
        try:
            await ask(
                self.line.v1.disputes.update_async(
                    request.reference,
                    {"evidence": {"uncategorized_text": told}, "submit": True},
                    {"idempotency_key": request.key},
                )
            )
        except stripe.StripeError as error:
            reason = refusal(error)
            return unknown(error) if reason is None else Refused(reason)
        return EvidenceTaken()

    async def _dispute(self, reference: str) -> ProviderDispute:
        found = self.line.v1.disputes.retrieve_async(reference, {"expand": ["payment_intent"]})
        return dispute((await ask(found)).body)

    async def movements(self, start: datetime, end: datetime) -> AsyncIterator[Movement]:
        """Yield the lines of ``[start, end)``, newest first."""
        period_start, period_end = int(start.timestamp()), int(end.timestamp())
        try:
            call = self.line.v1.balance_transactions.list_async(
                {
                    "created": {"gte": period_start, "lt": period_end},
                    "limit": 100,
                    "expand": ["data.source"],
                }
            )
            async for line in pages(call, MOST):
                yield movement(line)
        except (stripe.StripeError, *UNREADABLE) as error:
            raise ProviderUnavailable(provider="stripe") from error
