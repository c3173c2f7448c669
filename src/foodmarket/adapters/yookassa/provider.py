"""The YooKassa rail: payments in two stages, in plain mode or each in a Safe Deal of its own."""

from collections.abc import AsyncIterator, Awaitable, Mapping
from datetime import datetime, timedelta
from urllib.parse import quote

from attrs import frozen

from foodmarket import ports
from foodmarket.adapters.yookassa.bodies import (
    UnfitRequest,
    capture_body,
    cooks_part,
    deal_body,
    payment_body,
    refund_body,
)
from foodmarket.adapters.yookassa.capabilities import KEY_LASTS, SKEW, capabilities, key_is_old
from foodmarket.adapters.yookassa.client import NoAnswer, YooKassaClient
from foodmarket.adapters.yookassa.config import YooKassaSettings
from foodmarket.adapters.yookassa.mapping import (
    SeenPayment,
    SeenRefund,
    Unreadable,
    cooks_balance_of,
    payment_of,
    refund_of,
)
from foodmarket.adapters.yookassa.payouts import Payouts
from foodmarket.adapters.yookassa.reports import movements
from foodmarket.adapters.yookassa.webhooks import Senders, notice_of
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.payments.capabilities import Capabilities
from foodmarket.domain.payments.errors import ProviderUnavailable
from foodmarket.domain.payments.model import Payment, PaymentId, PaymentState
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

LOOK_BACK = KEY_LASTS + timedelta(hours=1)


@frozen
class YooKassaProvider:
    """Acts on payments at YooKassa; the operation's id is the `Idempotence-Key`."""

    settings: YooKassaSettings
    client: YooKassaClient
    clock: ports.Clock

    @property
    def name(self) -> str:
        """Return ``yookassa``."""
        return "yookassa"

    @property
    def capabilities(self) -> Capabilities:
        """Return what the configured method and mode can do."""
        return capabilities(self.settings)

    @property
    def available(self) -> bool:
        """Tell whether YooKassa answered lately."""
        return self.client.available

    @property
    def onboarding(self) -> None:
        """Return None: a cook names a card or a wallet."""
        return

    async def hold(self, request: PaymentRequest) -> Outcome:
        """Ask for the amount."""
        return await _or_unknown(self._hold(request))

    async def capture(self, request: PaymentRequest) -> Outcome:
        """Take what is held."""
        return await _or_unknown(self._capture(request))

    async def cancel(self, request: PaymentRequest) -> Outcome:
        """Give up a hold. What waits for the customer ends by itself: YooKassa cancels no such."""
        return await _or_unknown(self._cancel(request))

    async def refund(self, request: PaymentRequest) -> Outcome:
        """Give back the request's amount."""
        return await _or_unknown(self._refund(request))

    async def look_up(self, payment: Payment) -> ProviderView | None:
        """Return how the payment stands, by YooKassa's reference or by our own id of it."""
        try:
            if payment.reference is None:
                seen = await self._find(payment.id, self.clock.now() - LOOK_BACK)
            else:
                seen = await self._get(payment.reference)
            if seen is None:
                return None
            refunds: dict[str, Money] = {}
            if seen.state is PaymentState.CAPTURED and seen.refunded:
                done = [refund async for refund in self._refunds(seen.reference, "succeeded")]
                refunds = {refund.key: refund.amount for refund in done if refund.key}
            return seen.view(refunds)
        except (NoAnswer, Unreadable) as error:
            raise ProviderUnavailable(provider=self.name) from error

    def read_webhook(
        self, headers: Mapping[str, str], body: bytes, address: str | None
    ) -> WebhookNotice:
        """Tell what a notification is about; only its sender's address speaks for it."""
        Senders(self.settings.extra_networks).require(address)
        return notice_of(body)

    async def pay_out(self, request: PayoutRequest) -> PayoutOutcome:
        """Pay a cook's card or wallet."""
        return await self._payouts.pay_out(request)

    async def look_up_payout(self, request: PayoutRequest, reference: str | None) -> PayoutOutcome:
        """Return how a payout stands."""
        return await self._payouts.look_up(request, reference)

    async def reverse_payout(self, request: PayoutRequest, reference: str) -> ReversalOutcome:
        """Refuse: what was paid out is the cook's."""
        return Refused("payouts_are_final")

    async def disputes(self, since: datetime) -> AsyncIterator[ProviderDispute]:
        """Return none: YooKassa shows no disputes."""
        none: tuple[ProviderDispute, ...] = ()
        for dispute in none:
            yield dispute

    async def look_up_dispute(self, reference: str) -> ProviderDispute | None:
        """Return None: YooKassa shows no disputes."""
        return None

    async def submit_evidence(self, request: EvidenceRequest) -> EvidenceOutcome:
        """Refuse: there is no dispute to answer."""
        return Refused("no_disputes")

    def movements(self, start: datetime, end: datetime) -> AsyncIterator[Movement]:
        """Return captures, refunds and payouts."""
        return movements(self.client, self.settings, start, end)

    @property
    def _payouts(self) -> Payouts:
        return Payouts(self.settings, self.client, self.clock)

    async def _hold(self, request: PaymentRequest) -> Outcome:
        since = (request.requested_at or self.clock.now() - LOOK_BACK) - SKEW
        if key_is_old(request.requested_at, self.clock.now()):
            seen = await self._find(request.payment_id, since)
            if seen is not None:
                return seen.outcome
        deal_id = None if self.settings.safe_deal is None else await self._open_deal(request)
        try:
            body = payment_body(self.settings, request, deal_id)
        except UnfitRequest as error:
            return Declined(error.code)
        reply = await self.client.post("/payments", request.key, body)
        if reply.good:
            return payment_of(reply.body).outcome
        # The same key with another body (we were configured anew) is refused, too: the payment
        # that the key once made decides, where there is one.
        seen = await self._find(request.payment_id, since)
        return Declined(reply.code) if seen is None else seen.outcome

    async def _open_deal(self, request: PaymentRequest) -> str:
        reply = await self.client.post("/deals", f"{request.key}-deal", deal_body(request))
        if not reply.good or not isinstance(reply.body.get("id"), str):
            raise NoAnswer(f"deal_{reply.code}")
        return str(reply.body["id"])

    async def _capture(self, request: PaymentRequest) -> Outcome:
        seen = await self._locate(request)
        if (
            key_is_old(request.requested_at, self.clock.now())
            and seen.state is not PaymentState.AUTHORISED
        ):
            return seen.after_capture("not_authorised")
        body = capture_body(self.settings, request)
        path = f"/payments/{_quoted(seen.reference)}/capture"
        reply = await self.client.post(path, request.key, body)
        if reply.good:
            return payment_of(reply.body).after_capture("not_captured")
        return (await self._locate(request)).after_capture(reply.code)

    async def _cancel(self, request: PaymentRequest) -> Outcome:
        # A refused key stays refused, so ask only for what can be.
        seen = await self._locate(request)
        if seen.state is PaymentState.AUTHORISED:
            path = f"/payments/{_quoted(seen.reference)}/cancel"
            reply = await self.client.post(path, request.key)
            seen = payment_of(reply.body) if reply.good else await self._locate(request)
            if not reply.good and seen.state is PaymentState.AUTHORISED:
                return Refused(reply.code)
        match seen.state:
            case PaymentState.CANCELLED | PaymentState.DECLINED:
                return HoldCancelled(seen.reference)
            case PaymentState.CAPTURED:
                return Captured(seen.reference, seen.amount, seen.fee)
            case PaymentState.ACTION_REQUIRED:
                return Unknown("waits_for_customer")
            case _:
                return Unknown("pending")

    async def _refund(self, request: PaymentRequest) -> Outcome:
        reference = request.reference or (await self._locate(request)).reference
        deal = self.settings.safe_deal
        if deal is not None or key_is_old(request.requested_at, self.clock.now()):
            # In a deal the body tells of the cook's part, which the refund itself changes.
            known = await self._refund_of(reference, request)
            if known is not None:
                return known.outcome
        from_cook = None if deal is None else await self._from_cook(reference, request.amount)
        body = refund_body(self.settings, request, reference, from_cook)
        reply = await self.client.post("/refunds", request.key, body)
        if not reply.good:
            known = await self._refund_of(reference, request)
            return Refused(reply.code) if known is None else known.outcome
        refund = refund_of(reply.body)
        if isinstance(refund.outcome, Unknown):
            # A repeated key may be answered as the first time; how it stands now is another
            # question, and nobody notifies us of a refund that was cancelled.
            fresh = await self.client.get(f"/refunds/{_quoted(refund.id)}")
            refund = refund_of(fresh.body) if fresh.good else refund
        return refund.outcome

    async def _from_cook(self, reference: str, amount: Money) -> Money:
        """Return what of a refund comes out of the cook's part of the deal."""
        if self.settings.safe_deal is None:
            raise NoAnswer("no_deal")
        seen = await self._get(reference)
        if seen is None or seen.deal_id is None:
            raise NoAnswer("no_deal")
        reply = await self.client.get(f"/deals/{_quoted(seen.deal_id)}")
        if not reply.good:
            raise NoAnswer(f"deal_{reply.code}")
        left = cooks_balance_of(reply.body)
        if amount == seen.amount - seen.refunded:
            return left  # the rest of the payment takes the rest of both parts
        return min(left, cooks_part(self.settings.safe_deal, amount))

    async def _locate(self, request: PaymentRequest) -> SeenPayment:
        if request.reference is None:
            seen = await self._find(request.payment_id, self.clock.now() - LOOK_BACK)
        else:
            seen = await self._get(request.reference)
        if seen is None:
            raise NoAnswer("not_known_to_provider")
        return seen

    async def _get(self, reference: str) -> SeenPayment | None:
        reply = await self.client.get(f"/payments/{_quoted(reference)}")
        if reply.good:
            return payment_of(reply.body)
        if reply.status == 404:
            return None
        raise NoAnswer(reply.code)

    async def _find(self, payment_id: PaymentId, since: datetime) -> SeenPayment | None:
        """Find a payment by our own id; lists are filtered by time, not by metadata."""
        ended = None
        async for body in self.client.items("/payments", {"created_at.gte": since.isoformat()}):
            metadata = body.get("metadata")
            if not isinstance(metadata, dict) or metadata.get("payment_id") != payment_id:
                continue
            seen = payment_of(body)
            if not seen.state.final:
                return seen
            ended = ended or seen
        return ended

    async def _refund_of(self, reference: str, request: PaymentRequest) -> SeenRefund | None:
        async for refund in self._refunds(reference):
            if refund.key == request.key:
                return refund
        return None

    async def _refunds(
        self, reference: str, status: str | None = None
    ) -> AsyncIterator[SeenRefund]:
        query = {"payment_id": reference} | ({} if status is None else {"status": status})
        async for body in self.client.items("/refunds", query):
            yield refund_of(body)


def _quoted(reference: str) -> str:
    return quote(reference, safe="")


async def _or_unknown(answer: Awaitable[Outcome]) -> Outcome:
    try:
        return await answer
    except NoAnswer as error:
        return Unknown(error.reason)
    except Unreadable:
        return Unknown("unreadable_answer")
    except UnfitRequest as error:
        return Refused(error.code)
