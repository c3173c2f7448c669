"""A rail to a real provider survives what happens between two companies, and acts once.

These tests need a double of the provider that can be told to misbehave; the binding reaches it
through a `Door`. What the rail declares that it can't do (`Capabilities`) has to be refused.
"""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Protocol, TypeVar

import pytest
from attrs import evolve

from foodmarket.domain.kernel.money import Money
from foodmarket.domain.orders.model import OrderId
from foodmarket.domain.payments.errors import ProviderUnavailable
from foodmarket.domain.payments.model import OperationId, PaymentState
from foodmarket.domain.payments.outcomes import (
    ActionRequired,
    Authorised,
    Captured,
    HoldCancelled,
    PaidOut,
    PayoutPending,
    PayoutRefused,
    PayoutReversed,
    Refunded,
    Refused,
    Unknown,
)
from foodmarket.domain.payments.reports import MovementKind, ProviderDisputeState
from foodmarket.domain.payments.requests import PaymentRequest, PayoutRequest
from foodmarket.ports.clock import Clock
from foodmarket.ports.contracts.provider import (
    PRICE,
    Notification,
    Tokens,
    a_request,
    about_the_same,
    hold_and_capture,
    payment_of,
)
from foodmarket.ports.contracts.samples import an_id, roubles
from foodmarket.ports.payment_provider import PaymentProvider

T = TypeVar("T")
DAY = timedelta(days=1)
LOST = ("timeout_before", "timeout_after")
PAID = (PaidOut, PayoutPending)


class Door(Protocol):
    """The side door to the double behind the adapter under test."""

    @property
    def clock(self) -> Clock:
        """Return the clock that adapter and double ask."""
        ...

    @property
    def destination(self) -> str:
        """Return a cook's account or token to pay out to."""
        ...

    def advance(self, by: timedelta) -> None:
        """Let time pass, for the adapter and for the double."""
        ...

    async def go_wrong(self, operation: str, fault: str, times: int = 1) -> None:
        """Let the next requests of ``hold``, ``capture``, ``cancel``, ``refund`` … go wrong."""
        ...

    async def choose(self, url: str, choice: str) -> None:
        """Be the customer on the provider's page: ``pay`` or ``decline``."""
        ...

    async def count(self, what: str) -> int:
        """Return how many ``payments``, ``captures``, ``refunds`` or ``payouts`` there are."""
        ...

    def claim_captured(self, request: PaymentRequest, reference: str) -> Notification:
        """Return a genuine notification that says that a payment was captured, true or not."""
        ...

    async def dispute(self, reference: str) -> None:
        """Let the customer's bank take a captured payment back."""
        ...


class RailSuite:
    """Fixtures: ``provider``, ``tokens``, ``door``, and ``unreachable``: nobody listens there."""

    async def test_a_customer_without_a_saved_method_pays_on_the_page(
        self, provider: PaymentProvider, door: Door
    ) -> None:
        """A hold without a token has an address; after paying there the money is held."""
        request = a_request("")
        asked = await provider.hold(request)
        assert isinstance(asked, ActionRequired)
        await door.choose(asked.url, "pay")
        view = await provider.look_up(
            evolve(payment_of(provider, request), reference=asked.reference)
        )
        assert view is not None
        assert view.state in {PaymentState.AUTHORISED, PaymentState.CAPTURED}

    async def test_a_page_that_nobody_used_is_cancelled(
        self, provider: PaymentProvider, door: Door
    ) -> None:
        """And can't be used afterwards, where the rail can close it at all."""
        request = a_request("")
        asked = await provider.hold(request)
        assert isinstance(asked, ActionRequired)
        told = await provider.cancel(evolve(about_the_same(request), reference=asked.reference))
        assert isinstance(told, HoldCancelled | Refused | Unknown)
        if isinstance(told, HoldCancelled):
            await door.choose(asked.url, "pay")
            assert await door.count("captures") == 0

    async def test_a_part_is_captured(self, provider: PaymentProvider, tokens: Tokens) -> None:
        """Where the rail can; the rest of the hold is given up."""
        if not (provider.capabilities.partial_capture and provider.capabilities.separate_capture):
            return
        request = a_request(tokens["ok"])
        await provider.hold(request)
        taken = await provider.capture(about_the_same(request, roubles(400)))
        assert isinstance(taken, Captured)
        assert taken.amount == roubles(400)

    @pytest.mark.parametrize("fault", [*LOST, "error_500", "rate_limited_429", "garbage"])
    async def test_a_hold_without_an_answer_is_unknown_and_safe_to_repeat(
        self, provider: PaymentProvider, tokens: Tokens, door: Door, fault: str
    ) -> None:
        """Nothing is raised; the look-up or the same key tells, and there is one payment."""
        request = a_request(tokens["ok"])
        await door.go_wrong("hold", fault)
        assert isinstance(await provider.hold(request), Unknown)
        view = await provider.look_up(payment_of(provider, request))
        if view is None:
            assert isinstance(await provider.hold(request), Authorised | Captured)
        assert await door.count("payments") == 1

    @pytest.mark.parametrize("fault", [*LOST, "error_500", "rate_limited_429", "garbage"])
    async def test_a_capture_without_an_answer_is_unknown_and_safe_to_repeat(
        self, provider: PaymentProvider, tokens: Tokens, door: Door, fault: str
    ) -> None:
        """It is captured once."""
        if not provider.capabilities.separate_capture:
            return
        request = a_request(tokens["ok"])
        await provider.hold(request)
        capture = about_the_same(request)
        await door.go_wrong("capture", fault)
        assert isinstance(await provider.capture(capture), Unknown)
        view = await provider.look_up(payment_of(provider, request))
        assert view is not None
        if view.state is not PaymentState.CAPTURED:
            assert isinstance(await provider.capture(capture), Captured)
        assert await door.count("captures") == 1

    @pytest.mark.parametrize("fault", [*LOST, "error_500", "rate_limited_429", "garbage"])
    async def test_a_refund_without_an_answer_is_unknown_and_safe_to_repeat(
        self, provider: PaymentProvider, tokens: Tokens, door: Door, fault: str
    ) -> None:
        """It goes back once."""
        request = a_request(tokens["ok"])
        await hold_and_capture(provider, request)
        refund = about_the_same(request, roubles(100))
        await door.go_wrong("refund", fault)
        assert isinstance(await provider.refund(refund), Unknown)
        view = await provider.look_up(payment_of(provider, request))
        assert view is not None
        if refund.key not in view.refunds:
            assert await provider.refund(refund) == Refunded(roubles(100))
        assert await door.count("refunds") == 1

    async def test_a_forgotten_key_is_not_used_blindly(
        self, provider: PaymentProvider, tokens: Tokens, door: Door
    ) -> None:
        """Past the time that keys are kept, the rail looks before it acts."""
        if provider.capabilities.key_lasts is None:
            return
        request = evolve(a_request(tokens["ok"]), requested_at=door.clock.now())
        await door.go_wrong("hold", "timeout_after")
        await provider.hold(request)
        door.advance(provider.capabilities.key_lasts + timedelta(minutes=1))
        assert isinstance(await provider.hold(request), Authorised | Captured)
        assert await door.count("payments") == 1

    async def test_a_notification_is_a_hint_and_never_believed(
        self, provider: PaymentProvider, tokens: Tokens, door: Door
    ) -> None:
        """What is true is looked up: a hold stays a hold, whatever was told of it."""
        if not provider.capabilities.separate_capture:
            return
        request = a_request(tokens["ok"])
        held = await provider.hold(request)
        assert isinstance(held, Authorised)
        headers, body, address = door.claim_captured(request, held.reference)
        assert provider.read_webhook(headers, body, address).payment_id == request.payment_id
        view = await provider.look_up(payment_of(provider, request))
        assert view is not None
        assert view.state is PaymentState.AUTHORISED

    async def test_a_silent_provider_is_unknown_everywhere(
        self, unreachable: PaymentProvider, tokens: Tokens, door: Door
    ) -> None:
        """Only looking up raises, and it raises `ProviderUnavailable`."""
        request = evolve(a_request(tokens["ok"]), reference="reference".ljust(36, "0"))
        assert isinstance(await unreachable.hold(request), Unknown)
        assert isinstance(await unreachable.capture(request), Unknown)
        assert isinstance(await unreachable.cancel(request), Unknown)
        assert isinstance(await unreachable.refund(request), Unknown)
        if unreachable.capabilities.payouts:
            assert isinstance(await unreachable.pay_out(_payout(door)), Unknown)
            assert isinstance(await unreachable.look_up_payout(_payout(door), "tr"), Unknown)
        with pytest.raises(ProviderUnavailable):
            await unreachable.look_up(payment_of(unreachable, request))

    async def test_a_declined_page_is_no_payment(
        self, provider: PaymentProvider, door: Door
    ) -> None:
        """The page stays open for another card, or the payment is declined."""
        request = a_request("")
        asked = await provider.hold(request)
        assert isinstance(asked, ActionRequired)
        await door.choose(asked.url, "decline")
        view = await provider.look_up(
            evolve(payment_of(provider, request), reference=asked.reference)
        )
        assert view is not None
        assert view.state in {
            PaymentState.ACTION_REQUIRED,
            PaymentState.DECLINED,
            PaymentState.CANCELLED,
        }


class PayoutSuite:
    """Fixtures: those of `RailSuite`."""

    async def test_a_repeated_payout_pays_once(
        self, provider: PaymentProvider, tokens: Tokens, door: Door
    ) -> None:
        """And is found by its key alone, where a reference never came."""
        if not provider.capabilities.payouts:
            assert isinstance(await provider.pay_out(_payout(door)), PayoutRefused)
            return
        payout = await _earned(provider, tokens, door)
        first = await provider.pay_out(payout)
        assert isinstance(first, PAID)
        again = await provider.pay_out(payout)
        assert isinstance(again, PAID)
        assert again.reference == first.reference
        assert await door.count("payouts") == 1
        for reference in (first.reference, None):
            assert isinstance(await provider.look_up_payout(payout, reference), PAID)

    @pytest.mark.parametrize("fault", [*LOST, "error_500", "rate_limited_429"])
    async def test_a_payout_without_an_answer_is_unknown_and_safe_to_repeat(
        self, provider: PaymentProvider, tokens: Tokens, door: Door, fault: str
    ) -> None:
        """It is paid once."""
        if not provider.capabilities.payouts:
            return
        payout = await _earned(provider, tokens, door)
        await door.go_wrong("payout", fault)
        assert isinstance(await provider.pay_out(payout), Unknown)
        if isinstance(await provider.look_up_payout(payout, None), Unknown):
            assert isinstance(await provider.pay_out(payout), PAID)
        assert await door.count("payouts") == 1

    async def test_a_payout_that_fails_has_a_reason(
        self, provider: PaymentProvider, tokens: Tokens, door: Door
    ) -> None:
        """And nothing was paid; whatever is in transit first is refused in the end."""
        if not provider.capabilities.payouts:
            return
        payout = await _earned(provider, tokens, door)
        await door.go_wrong("payout", "payout_fails")
        told = await provider.pay_out(payout)
        if isinstance(told, PayoutPending):
            told = await provider.look_up_payout(payout, told.reference)
        assert isinstance(told, PayoutRefused)
        assert told.reason

    async def test_a_payout_comes_back_up_to_its_amount(
        self, provider: PaymentProvider, tokens: Tokens, door: Door
    ) -> None:
        """A part, then the rest; more than that is refused, and so is a rail that can't."""
        if not provider.capabilities.payouts:
            return
        payout = await _earned(provider, tokens, door)
        paid = await provider.pay_out(payout)
        assert isinstance(paid, PAID)
        part = evolve(payout, key=an_id(OperationId), amount=roubles(100))
        told = await provider.reverse_payout(part, paid.reference)
        if not provider.capabilities.payout_reversal:
            assert isinstance(told, Refused)
            return
        assert isinstance(told, PayoutReversed)
        assert told.amount == roubles(100)
        assert await provider.reverse_payout(part, paid.reference) == told
        too_much = evolve(payout, key=an_id(OperationId))
        assert isinstance(await provider.reverse_payout(too_much, paid.reference), Refused)


class ReportSuite:
    """Fixtures: those of `RailSuite`."""

    async def test_a_dispute_is_told_with_its_payment(
        self, provider: PaymentProvider, tokens: Tokens, door: Door
    ) -> None:
        """Once, open, and not before it was opened; a rail without disputes has none."""
        before, request = door.clock.now(), a_request(tokens["ok"])
        captured = await hold_and_capture(provider, request)
        if not provider.capabilities.disputes:
            assert await _all(provider.disputes(before)) == []
            return
        door.advance(DAY)
        await door.dispute(captured.reference)
        (told,) = await _all(provider.disputes(before))
        assert (told.payment_id, told.amount) == (request.payment_id, PRICE)
        assert told.state is ProviderDisputeState.OPEN
        assert await _all(provider.disputes(door.clock.now() + DAY)) == []

    async def test_the_account_of_a_period_lists_what_moved_in_it(
        self, provider: PaymentProvider, tokens: Tokens, door: Door
    ) -> None:
        """From its start up to, not including, its end; amounts are never negative."""
        start, request = door.clock.now(), a_request(tokens["ok"])
        await hold_and_capture(provider, request)
        door.advance(DAY)
        await provider.refund(about_the_same(request, roubles(100)))
        middle, end = door.clock.now(), door.clock.now() + DAY
        first = await _all(provider.movements(start, middle))
        second = await _all(provider.movements(middle, end))
        if not first and not second and not provider.capabilities.payouts:
            return  # a rail that keeps no account
        assert [(m.kind, m.payment_id, m.amount) for m in first] == [
            (MovementKind.CAPTURE, request.payment_id, PRICE)
        ]
        assert [(m.kind, m.payment_id, m.amount) for m in second] == [
            (MovementKind.REFUND, request.payment_id, roubles(100))
        ]
        zero = Money.zero(PRICE.currency)
        assert all(m.fee is None or m.fee >= zero for m in [*first, *second])

    async def test_the_same_order_has_the_same_fee_everywhere(
        self, provider: PaymentProvider, tokens: Tokens, door: Door
    ) -> None:
        """What a capture tells as its fee is what the account says."""
        start = door.clock.now()
        captured = await hold_and_capture(provider, a_request(tokens["ok"]))
        lines = await _all(provider.movements(start, start + DAY))
        if captured.fee is not None and lines:
            assert [line.fee for line in lines] == [captured.fee]


def _payout(door: Door) -> PayoutRequest:
    return PayoutRequest(
        key=an_id(OperationId),
        order_id=an_id(OrderId),
        amount=roubles(500),
        destination=door.destination,
        description="Payout",
    )


async def _earned(provider: PaymentProvider, tokens: Tokens, door: Door) -> PayoutRequest:
    """Return a payout of a payment that was captured."""
    request: PaymentRequest = a_request(tokens["ok"])
    captured = await hold_and_capture(provider, request)
    return evolve(_payout(door), order_id=request.order_id, source=captured.reference)


async def _all(found: AsyncIterator[T]) -> list[T]:
    return [each async for each in found]
