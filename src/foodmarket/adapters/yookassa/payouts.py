"""Paying cooks: through the payout gateway, or out of an order's deal, which that closes."""

from urllib.parse import quote

from attrs import frozen

from foodmarket import ports
from foodmarket.adapters.yookassa.bodies import UnfitRequest, payout_body
from foodmarket.adapters.yookassa.capabilities import PAYOUT_LIMITS, key_is_old
from foodmarket.adapters.yookassa.client import NoAnswer, Reply, YooKassaClient
from foodmarket.adapters.yookassa.config import YooKassaSettings
from foodmarket.adapters.yookassa.mapping import Unreadable, payment_of, payout_of
from foodmarket.domain.payments.outcomes import PayoutOutcome, PayoutRefused, Unknown
from foodmarket.domain.payments.requests import PayoutRequest


@frozen
class Payouts:
    """Pays out, and finds payouts again by the operation that asked for them."""

    settings: YooKassaSettings
    client: YooKassaClient
    clock: ports.Clock

    async def pay_out(self, request: PayoutRequest) -> PayoutOutcome:
        """Pay, once for the request's key."""
        if self.settings.safe_deal is None and self.settings.payout_gateway is None:
            return PayoutRefused("payouts_not_configured")
        same_currency = request.amount.currency == PAYOUT_LIMITS.each.currency
        if not same_currency or request.amount > PAYOUT_LIMITS.each:
            return PayoutRefused("one_time_limit_exceeded" if same_currency else "currency")
        try:
            return await self._pay_out(request)
        except NoAnswer as error:
            return Unknown(error.reason)
        except Unreadable:
            return Unknown("unreadable_answer")

    async def look_up(self, request: PayoutRequest, reference: str | None) -> PayoutOutcome:
        """Return how the payout stands."""
        try:
            if reference is None:
                found = await self._find(request)
                return Unknown("not_known_to_provider") if found is None else found
            return _standing(await self._get(f"/payouts/{quote(reference, safe='')}"))
        except NoAnswer as error:
            return Unknown(error.reason)
        except Unreadable:
            return Unknown("unreadable_answer")

    async def _pay_out(self, request: PayoutRequest) -> PayoutOutcome:
        if key_is_old(request.requested_at, self.clock.now()):
            found = await self._find(request)
            if found is not None:
                return found
        deal_id = None
        if self.settings.safe_deal is not None:
            deal_id = await self._deal_of(request.source)
            if deal_id is None:
                return PayoutRefused("no_deal")
        try:
            body = payout_body(request, deal_id)
        except UnfitRequest as error:
            return PayoutRefused(error.code)
        reply = await self.client.post("/payouts", request.key, body, gateway=self._gateway)
        if reply.good:
            return payout_of(reply.body)
        found = await self._find(request)
        return PayoutRefused(reply.code) if found is None else found

    async def _deal_of(self, source: str | None) -> str | None:
        if source is None:
            return None
        reply = await self.client.get(f"/payments/{quote(source, safe='')}")
        if reply.good:
            return payment_of(reply.body).deal_id
        if reply.status == 404:
            return None
        raise NoAnswer(reply.code)

    async def _find(self, request: PayoutRequest) -> PayoutOutcome | None:
        query = {"metadata[operation_id]": str(request.key)}
        found = self.client.items("/payouts/search", query, gateway=self._gateway)
        async for body in found:
            return payout_of(body)
        return None

    async def _get(self, path: str) -> Reply:
        return await self.client.get(path, gateway=self._gateway)

    @property
    def _gateway(self) -> bool:
        return self.settings.safe_deal is None


def _standing(reply: Reply) -> PayoutOutcome:
    return payout_of(reply.body) if reply.good else Unknown(reply.code)
