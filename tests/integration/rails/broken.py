"""Adapters with one planted mistake each; the suites have to catch every one of them."""

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import evolve

from foodmarket.domain.payments.model import OperationId, Payment, PaymentId, PaymentState
from foodmarket.domain.payments.outcomes import Declined, ProviderView, Refunded, Refused, Unknown
from foodmarket.domain.payments.reports import WebhookNotice
from foodmarket.ports.contracts.samples import an_id


class Mistaken:
    """Does as the adapter behind it, except for one mistake."""

    caught_by: str
    case: ClassVar[Mapping[str, Any]] = {}

    def __init__(self, provider: Any) -> None:
        self.provider = provider

    def __getattr__(self, name: str) -> Any:
        return getattr(self.provider, name)


class NewKeyPerRetry(Mistaken):
    """Every call gets a key of its own."""

    caught_by = "test_a_repeated_key_acts_once"

    async def hold(self, request: Any) -> Any:
        return await self.provider.hold(evolve(request, key=an_id(OperationId)))


class ServerErrorIsFailure(Mistaken):
    """What nobody knows is taken for a no."""

    caught_by = "test_a_hold_without_an_answer_is_unknown_and_safe_to_repeat"
    case: ClassVar[Mapping[str, Any]] = {"fault": "error_500"}

    async def hold(self, request: Any) -> Any:
        told = await self.provider.hold(request)
        return Declined(told.reason) if isinstance(told, Unknown) else told


class RefundsTooMuch(Mistaken):
    """What the provider refuses to give back is said to have gone back."""

    caught_by = "test_refunds_never_exceed_the_capture"

    async def refund(self, request: Any) -> Any:
        told = await self.provider.refund(request)
        return Refunded(request.amount) if isinstance(told, Refused) else told


class BelievesNotifications(Mistaken):
    """What a notification says is kept, and shown instead of what is true."""

    caught_by = "test_a_notification_is_a_hint_and_never_believed"

    def __init__(self, provider: Any) -> None:
        super().__init__(provider)
        self.told: set[PaymentId | None] = set()

    def read_webhook(self, headers: Any, body: bytes, address: Any) -> WebhookNotice:
        notice: WebhookNotice = self.provider.read_webhook(headers, body, address)
        if "succeeded" in json.dumps(json.loads(body)):
            self.told.add(notice.payment_id)
        return notice

    async def look_up(self, payment: Payment) -> ProviderView | None:
        view: ProviderView | None = await self.provider.look_up(payment)
        if view is None or payment.id not in self.told:
            return view
        return evolve(view, state=PaymentState.CAPTURED, captured=payment.amount)


class AcceptsForgeries(Mistaken):
    """Whoever knocks is believed to be the provider."""

    caught_by = "test_a_forged_notification_is_refused"

    def read_webhook(self, headers: Any, body: bytes, address: Any) -> WebhookNotice:
        return WebhookNotice(key="k", event="e", payment_id=None)


class ForgetsThatKeysAge(Mistaken):
    """A key is trusted for ever."""

    caught_by = "test_a_forgotten_key_is_not_used_blindly"

    async def hold(self, request: Any) -> Any:
        return await self.provider.hold(evolve(request, requested_at=None))


class PaysOutTwice(Mistaken):
    """A repeated payout gets a key of its own."""

    caught_by = "test_a_repeated_payout_pays_once"

    async def pay_out(self, request: Any) -> Any:
        return await self.provider.pay_out(evolve(request, key=an_id(OperationId)))


MISTAKES: tuple[type[Mistaken], ...] = (
    NewKeyPerRetry,
    ServerErrorIsFailure,
    RefundsTooMuch,
    BelievesNotifications,
    AcceptsForgeries,
    ForgetsThatKeysAge,
    PaysOutTwice,
)
