"""Orders without a saved way to pay, providers that are down, fees that come later, old keys."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from attrs import define, evolve

from foodmarket.adapters.sandbox import SandboxProvider
from foodmarket.domain.kernel.money import Currency
from foodmarket.domain.orders.decisions import HOLD_MARGIN
from foodmarket.domain.orders.model import OrderState, Purchase
from foodmarket.domain.orders.process import Trigger
from foodmarket.domain.payments.errors import (
    NoRail,
    ProviderUnavailable,
    TermsDoNotFit,
    UnknownProvider,
)
from foodmarket.domain.payments.model import OperationKind, OperationState, Payment, PaymentState
from foodmarket.domain.payments.outcomes import Authorised, Captured, Outcome, ProviderView, Unknown
from foodmarket.domain.payments.rails import Rail
from foodmarket.domain.payments.requests import PaymentRequest
from foodmarket.entrypoints.marketplace import Marketplace, wire
from tests.unit.orders.builders import ADDRESS, rub
from tests.unit.orders.town import Town

S, K = OrderState, OperationKind


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    town = await Town.open()
    yield town
    town.bank.close()


@define
class Odd:
    """The sandbox with one thing changed by each test; everything else is passed on."""

    real: SandboxProvider
    name: str = "odd"
    available: bool = True
    capabilities: Any = None
    hold_until: timedelta | None = None
    fee_known: bool = True
    silent: bool = False
    calls: int = 0

    def __attrs_post_init__(self) -> None:
        self.capabilities = self.capabilities or self.real.capabilities

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    async def hold(self, request: PaymentRequest) -> Outcome:
        self.calls += 1
        if self.silent:
            return Unknown("no_answer")
        told = await self.real.hold(evolve(request, token=request.token or "sandbox_second_step"))
        if isinstance(told, Authorised) and self.hold_until is not None:
            return evolve(told, hold_until=self.real.clock.now() + self.hold_until)
        return told

    async def capture(self, request: PaymentRequest) -> Outcome:
        told = await self.real.capture(request)
        hides = isinstance(told, Captured) and not self.fee_known
        return evolve(told, fee=None) if hides and isinstance(told, Captured) else told

    async def look_up(self, payment: Payment) -> ProviderView | None:
        if self.silent:
            raise ProviderUnavailable(provider=self.name)
        view = await self.real.look_up(payment)
        return view if view is None or self.fee_known else evolve(view, fee=None)


def with_rails(town: Town, *providers: Odd, rails: tuple[Rail, ...] = ()) -> Marketplace:
    offered: Any = {provider.name: provider for provider in providers}
    town.market = wire(evolve(town.market.adapters, providers=offered), rails=rails)
    return town.market


async def order(town: Town, token: str | None = None) -> Purchase:
    assert town.slot is not None
    assert town.dish is not None
    method = None
    if token is not None:
        method = await town.market.save_method(
            town.customer, provider="odd", token=token, label="•"
        )
    return await town.market.place_order(
        town.customer,
        slot_id=town.slot.id,
        wanted={town.dish.id: 1},
        address=ADDRESS,
        method_id=method.id if method else None,
    )


async def test_without_a_saved_method_the_customer_pays_on_the_provider_s_page(town: Town) -> None:
    with_rails(town, Odd(town.provider))
    placed = await order(town)
    assert (placed.payment.provider, placed.payment.token) == ("odd", "")
    assert placed.payment.state is PaymentState.ACTION_REQUIRED
    assert placed.payment.action_url
    await town.bank.confirm(placed.payment.id, town.clock.now())
    town.clock.advance(timedelta(minutes=1))
    assert (await town.market.resume(placed.order.id)).order.state is S.AUTHORISED


async def test_a_rail_that_is_down_is_passed_over(town: Town) -> None:
    with_rails(town, Odd(town.provider, available=False), Odd(town.provider, name="second"))
    assert (await order(town)).payment.provider == "second"


async def test_the_rail_of_the_cook_s_country_is_chosen(town: Town) -> None:
    rails = (
        Rail(currency=Currency("RUB"), country="KZ", providers=("odd",)),
        Rail(country="RU", providers=("nobody", "second")),
    )
    with_rails(town, Odd(town.provider), Odd(town.provider, name="second"), rails=rails)
    assert (await order(town)).payment.provider == "second"


async def test_where_all_rails_are_down_nothing_is_placed(town: Town) -> None:
    with_rails(town, Odd(town.provider, available=False))
    with pytest.raises(ProviderUnavailable):
        await order(town)
    with pytest.raises(ProviderUnavailable):
        await order(town, "sandbox_ok")
    assert town.store.tables.orders == {}


@pytest.mark.parametrize("rails", [(Rail(country="KZ", providers=("odd",)),)])
async def test_where_no_rail_serves_neither_quote_nor_order_is_made(
    town: Town, rails: tuple[Rail, ...]
) -> None:
    market = with_rails(town, Odd(town.provider), rails=rails)
    assert town.slot is not None
    assert town.dish is not None
    with pytest.raises(NoRail):
        await market.quote_order(slot_id=town.slot.id, wanted={town.dish.id: 1})
    with pytest.raises(NoRail):
        await order(town)


async def test_a_quote_names_what_no_rail_can_keep_before_anything_is_placed(town: Town) -> None:
    poor = evolve(town.provider.capabilities, largest_payment=rub(1))
    market = with_rails(town, Odd(town.provider, capabilities=poor))
    assert town.slot is not None
    assert town.dish is not None
    with pytest.raises(TermsDoNotFit) as refused:
        await market.quote_order(slot_id=town.slot.id, wanted={town.dish.id: 1})
    assert refused.value.conflicts == ["amount_too_large"]


async def test_a_saved_method_of_a_provider_that_is_gone_is_refused(town: Town) -> None:
    with_rails(town, Odd(town.provider))
    method = await town.market.save_method(town.customer, provider="odd", token="t", label="")
    with_rails(town, Odd(town.provider, name="second"))
    assert town.slot is not None
    assert town.dish is not None
    with pytest.raises(UnknownProvider):
        await town.market.place_order(
            town.customer,
            slot_id=town.slot.id,
            wanted={town.dish.id: 1},
            address=ADDRESS,
            method_id=method.id,
        )


async def test_a_hold_never_lapses_silently_under_a_living_order(town: Town) -> None:
    with_rails(town, Odd(town.provider, hold_until=timedelta(minutes=25)))
    held = await order(town, "sandbox_ok")
    ends = town.clock.now() + timedelta(minutes=25) - HOLD_MARGIN
    assert held.order.deadline == ends
    assert held.order.due_at is not None
    assert held.order.due_at <= ends
    town.clock.advance(timedelta(minutes=10))
    ended = await town.market.elapse_order(held.order.id)
    assert (ended.order.state, ended.payment.state) == (S.REJECTED, PaymentState.CANCELLED)
    assert await town.is_sound()


async def test_a_fee_that_comes_late_is_booked_when_it_is_known(town: Town) -> None:
    odd = Odd(town.provider, fee_known=False)
    with_rails(town, odd)
    held = await order(town, "sandbox_ok")
    taken = await town.cooked(held, Trigger.ACCEPT)
    assert taken.payment.fee is None
    assert taken.operation is not None
    assert (taken.operation.kind, taken.operation.state) == (K.FEE, OperationState.REQUESTED)
    town.clock.advance(timedelta(minutes=2))
    waits = await town.market.resume(held.order.id)
    assert waits.operation is not None
    assert waits.operation.reason == "fee_not_known"
    odd.fee_known = True
    known = await town.market.resume(held.order.id)
    assert known.operation is None
    assert known.payment.fee
    story = await town.market.show_order.story(town.customer, held.order.id)
    fees = [entry for entry in story.entries if entry.kind == "provider_fee"]
    assert [max(p.amount for p in fee.postings) for fee in fees] == [known.payment.fee.amount]
    assert await town.is_sound()


async def test_a_refund_does_not_wait_for_the_fee(town: Town) -> None:
    odd = Odd(town.provider, fee_known=False)
    with_rails(town, odd)
    held = await order(town, "sandbox_ok")
    await town.cooked(held, Trigger.ACCEPT)
    back = await town.market.move_order(town.customer, held.order.id, Trigger.CANCEL)
    assert back.payment.refunded == back.payment.captured
    assert back.operation is not None
    assert back.operation.kind is K.FEE
    story = await town.market.show_order.story(town.customer, held.order.id)
    asked = [(one.kind, one.reason) for one in story.operations]
    assert asked[2:] == [(K.FEE, "given_up"), (K.REFUND, None), (K.FEE, None)]
    assert await town.is_sound()


async def test_past_the_time_of_a_key_nothing_is_repeated_blindly(town: Town) -> None:
    day = evolve(town.provider.capabilities, key_lasts=timedelta(hours=24))
    odd = Odd(town.provider, capabilities=day, silent=True)
    with_rails(town, odd)
    placed = await order(town, "sandbox_ok")
    town.clock.advance(timedelta(minutes=5))
    await town.market.resume(placed.order.id)
    assert odd.calls == 2  # the key is known still: asking again is safe
    town.clock.advance(timedelta(hours=24))
    await town.market.resume(placed.order.id)
    assert odd.calls == 2  # no look-up told what became of it
    odd.silent = False
    resumed = await town.market.resume(placed.order.id)
    assert odd.calls == 3  # the provider shows that it never heard of it
    assert resumed.payment.state in {PaymentState.AUTHORISED, PaymentState.CANCELLED}
