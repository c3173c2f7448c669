"""A payment provider acts once per key, says what it knows, and never guesses.

The adapter declares what its rail can do (`Capabilities`); tests that need more are not for it
and pass at once. What cannot be brought about without the provider's help goes through ``tokens``:
a mapping from a behaviour's name to a token of the provider's test cards. ``ok`` is required;
``declined``, ``action_required`` and ``answer_lost`` (it acts, but no answer comes) are used where
the binding names them.
"""

from collections.abc import Mapping, Sequence

import pytest
from attrs import evolve

from foodmarket.domain.accounts.model import AccountId
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.orders.model import OrderId
from foodmarket.domain.payments.errors import ForgedWebhook
from foodmarket.domain.payments.model import OperationId, Payment, PaymentId, PaymentState
from foodmarket.domain.payments.outcomes import (
    ActionRequired,
    Authorised,
    Captured,
    Declined,
    HoldCancelled,
    Refunded,
    Refused,
    Unknown,
)
from foodmarket.domain.payments.requests import PaymentRequest
from foodmarket.ports.contracts.samples import an_id, roubles
from foodmarket.ports.payment_provider import PaymentProvider

Tokens = Mapping[str, str]
Notification = tuple[Mapping[str, str], bytes, str | None]  # headers, body, the sender's address
PRICE = roubles(650)


class ProviderSuite:
    """Fixtures: ``provider``, ``tokens``."""

    async def test_a_hold_is_captured(self, provider: PaymentProvider, tokens: Tokens) -> None:
        """The whole amount, once; a fee is never negative and never more than that."""
        request = a_request(tokens["ok"])
        captured = await hold_and_capture(provider, request)
        assert captured.amount == PRICE
        if captured.fee is not None:
            assert Money.zero(PRICE.currency) <= captured.fee <= PRICE
        view = await provider.look_up(payment_of(provider, request))
        assert view is not None
        assert (view.state, view.captured) == (PaymentState.CAPTURED, PRICE)

    async def test_a_hold_is_visible_until_it_is_captured(
        self, provider: PaymentProvider, tokens: Tokens
    ) -> None:
        """With its end, where the rail holds at all."""
        if not provider.capabilities.separate_capture:
            return
        request = a_request(tokens["ok"])
        held = await provider.hold(request)
        assert isinstance(held, Authorised)
        view = await provider.look_up(payment_of(provider, request))
        assert view is not None
        assert (view.state, view.hold_until) == (PaymentState.AUTHORISED, held.hold_until)
        assert not view.captured

    async def test_a_repeated_key_acts_once(
        self, provider: PaymentProvider, tokens: Tokens
    ) -> None:
        """And answers as the first time: hold, capture and refund."""
        request = a_request(tokens["ok"])
        assert await provider.hold(request) == await provider.hold(request)
        await hold_and_capture(provider, request)
        refund = about_the_same(request, roubles(100))
        first = await provider.refund(refund)
        assert first == Refunded(roubles(100))
        assert await provider.refund(refund) == first
        rest = await provider.refund(about_the_same(request, roubles(550)))
        assert rest == Refunded(roubles(550))

    async def test_a_hold_is_cancelled(self, provider: PaymentProvider, tokens: Tokens) -> None:
        """Then it can't be captured any more."""
        if not provider.capabilities.separate_capture:
            return
        request = a_request(tokens["ok"])
        await provider.hold(request)
        assert isinstance(await provider.cancel(about_the_same(request)), HoldCancelled)
        assert isinstance(await provider.capture(about_the_same(request)), Refused | HoldCancelled)
        view = await provider.look_up(payment_of(provider, request))
        assert view is not None
        assert view.state is PaymentState.CANCELLED

    async def test_cancelling_what_was_captured_tells_of_the_capture(
        self, provider: PaymentProvider, tokens: Tokens
    ) -> None:
        """The money is where it is; a refund has to bring it back."""
        request = a_request(tokens["ok"])
        await hold_and_capture(provider, request)
        told = await provider.cancel(about_the_same(request))
        assert isinstance(told, Captured)
        assert told.amount == PRICE

    async def test_refunds_never_exceed_the_capture(
        self, provider: PaymentProvider, tokens: Tokens
    ) -> None:
        """Parts add up; a part too much is refused."""
        request = a_request(tokens["ok"])
        await hold_and_capture(provider, request)
        part = roubles(325)
        keys = []
        for _ in range(2):
            refund = about_the_same(request, part)
            keys.append(refund.key)
            assert await provider.refund(refund) == Refunded(part)
        assert isinstance(await provider.refund(about_the_same(request, part)), Refused)
        view = await provider.look_up(payment_of(provider, request))
        assert view is not None
        assert view.refunds == dict.fromkeys(keys, part)

    async def test_what_was_never_asked_for_is_not_known(self, provider: PaymentProvider) -> None:
        """Looking up finds None, and raises nothing."""
        assert await provider.look_up(payment_of(provider, a_request("tok"))) is None

    async def test_a_declined_card_holds_nothing(
        self, provider: PaymentProvider, tokens: Tokens
    ) -> None:
        """The reason is a code."""
        if "declined" not in tokens:
            return
        request = a_request(tokens["declined"])
        declined = await provider.hold(request)
        assert isinstance(declined, Declined)
        assert declined.reason
        assert " " not in declined.reason
        view = await provider.look_up(payment_of(provider, request))
        assert view is None or view.state is PaymentState.DECLINED

    async def test_a_second_step_has_an_address(
        self, provider: PaymentProvider, tokens: Tokens
    ) -> None:
        """And is visible as such."""
        if "action_required" not in tokens:
            return
        request = a_request(tokens["action_required"])
        asked = await provider.hold(request)
        assert isinstance(asked, ActionRequired)
        assert asked.url.startswith("http")
        view = await provider.look_up(payment_of(provider, request))
        assert view is not None
        assert (view.state, view.action_url) == (PaymentState.ACTION_REQUIRED, asked.url)

    async def test_a_lost_answer_is_unknown_and_then_visible(
        self, provider: PaymentProvider, tokens: Tokens
    ) -> None:
        """Nothing is raised; the same key asks safely again."""
        if "answer_lost" not in tokens:
            return
        request = a_request(tokens["answer_lost"])
        assert isinstance(await provider.hold(request), Unknown)
        view = await provider.look_up(payment_of(provider, request))
        assert view is not None
        assert view.state in {PaymentState.AUTHORISED, PaymentState.CAPTURED}
        assert isinstance(await provider.hold(request), Authorised | Captured)
        captured = await hold_and_capture(provider, request)
        assert captured.amount == PRICE


class WebhookSuite:
    """Fixtures: ``provider``, ``payment_id``, ``notification`` about it, sent just now, and
    ``forgeries`` of it (`signed_forgeries` has those of a rail that signs).
    """

    def test_a_genuine_notification_names_its_payment(
        self, provider: PaymentProvider, payment_id: PaymentId, notification: Notification
    ) -> None:
        """As often as it comes, under the same key, whatever the case of the header names."""
        headers, body, address = notification
        lower = {name.lower(): value for name, value in headers.items()}
        read = [provider.read_webhook(given, body, address) for given in (headers, headers, lower)]
        assert [notice.payment_id for notice in read] == [payment_id] * 3
        assert len({(notice.key, notice.event) for notice in read}) == 1
        assert read[0].key

    def test_a_forged_notification_is_refused(
        self, provider: PaymentProvider, forgeries: Sequence[Notification]
    ) -> None:
        """Whatever was forged."""
        assert forgeries
        for headers, body, address in forgeries:
            with pytest.raises(ForgedWebhook):
                provider.read_webhook(headers, body, address)


def signed_forgeries(notification: Notification) -> list[Notification]:
    """Return a notification changed by one byte, and with its signature taken away."""
    headers, body, address = notification
    changed = [(headers, forged, address) for forged in (body + b" ", body[:-1], b"")]
    empty = dict.fromkeys(headers, "")
    return [*changed, ({}, body, address), (empty, body, address)]


async def hold_and_capture(provider: PaymentProvider, request: PaymentRequest) -> Captured:
    """Hold and capture, whether the rail does it in one step or in two."""
    outcome = await provider.hold(request)
    if isinstance(outcome, Authorised):
        outcome = await provider.capture(about_the_same(request))
    assert isinstance(outcome, Captured)
    return outcome


def a_request(token: str) -> PaymentRequest:
    """Return the first request about a new payment."""
    return PaymentRequest(
        key=an_id(OperationId),
        payment_id=an_id(PaymentId),
        order_id=an_id(OrderId),
        amount=PRICE,
        token=token,
        reference=None,
        return_url="https://shop.example/orders",
    )


def about_the_same(request: PaymentRequest, amount: Money = PRICE) -> PaymentRequest:
    """Return the next request about the same payment."""
    return evolve(request, key=an_id(OperationId), amount=amount)


def payment_of(provider: PaymentProvider, request: PaymentRequest) -> Payment:
    """Return the payment that a request is about, as if nothing had been learned yet."""
    zero = Money.zero(PRICE.currency)
    return Payment(
        id=request.payment_id,
        order_id=request.order_id,
        customer_id=an_id(AccountId),
        provider=provider.name,
        token=request.token,
        amount=request.amount,
        keep=request.amount,
        captured=zero,
        refunded=zero,
    )
