"""Orders end to end, on adapters in memory and the sandbox bank."""

import asyncio
from datetime import timedelta

import pytest
from attrs import evolve

from foodmarket import ports
from foodmarket.adapters.sandbox import SandboxProvider
from foodmarket.domain.accounts.errors import NotAllowed
from foodmarket.domain.accounts.model import AccountId, Actor, Role
from foodmarket.domain.catalogue.errors import OutOfPortions, UnknownSlot
from foodmarket.domain.catalogue.model import SlotId
from foodmarket.domain.kernel.errors import KeyTaken, Refusal
from foodmarket.domain.orders.errors import (
    IllegalTransition,
    TooManyWrongCodes,
    UnknownOrder,
    WrongDeliveryCode,
)
from foodmarket.domain.orders.model import OrderId, OrderState
from foodmarket.domain.orders.process import Trigger
from foodmarket.domain.orders.usecases.perform import Resume
from foodmarket.domain.payments.capabilities import Capabilities
from foodmarket.domain.payments.deliveries import DeliveryState
from foodmarket.domain.payments.errors import (
    ForgedWebhook,
    UnknownPaymentMethod,
)
from foodmarket.domain.payments.model import PaymentId, PaymentMethodId, PaymentState
from foodmarket.domain.payments.outcomes import Declined, Outcome
from foodmarket.domain.payments.requests import PaymentRequest
from tests.unit.orders.builders import ADDRESS, STRANGER_ID
from tests.unit.orders.town import Town

S, T = OrderState, Trigger
STRANGER = Actor(Role.CUSTOMER, STRANGER_ID)
PAGE = ports.Page()


async def test_an_order_goes_its_way_and_the_cook_is_paid(town: Town) -> None:
    purchase = await town.order()
    assert purchase.order.state is S.AUTHORISED
    purchase = await town.cooked(purchase, T.ACCEPT, T.START, T.FINISH)
    code = purchase.order.delivery_code
    purchase = await town.market.hand_over_order(town.cook, purchase.order.id, code)
    purchase = await town.market.move_order(town.customer, purchase.order.id, T.CONFIRM)
    town.clock.advance(timedelta(days=14))
    purchase = await town.market.elapse_order(purchase.order.id)
    assert purchase.order.state is S.SETTLED
    (balance,) = await town.market.show_balance(town.cook)
    assert (balance.held, balance.retained, balance.payable) == (0, 0, 67_500)
    story = await town.market.show_order.story(town.customer, purchase.order.id)
    assert [step.after for step in story.steps][-1] is S.SETTLED
    assert [operation.kind.value for operation in story.operations] == ["hold", "capture"]
    assert await town.is_sound()


@pytest.mark.parametrize(
    ("token", "state"),
    [
        ("sandbox_ok", S.AUTHORISED),
        ("sandbox_instant", S.AUTHORISED),
        ("sandbox_declined", S.DECLINED),
        ("sandbox_second_step", S.PLACED),
        ("sandbox_timeout", S.PLACED),
        ("sandbox_lost", S.PLACED),
    ],
)
async def test_placing_answers_with_what_the_bank_said(
    town: Town, token: str, state: OrderState
) -> None:
    purchase = await town.order(token)
    assert purchase.order.state is state
    assert await town.is_sound()


@pytest.mark.parametrize("token", ["sandbox_timeout", "sandbox_lost", "sandbox_slow"])
async def test_an_answer_that_did_not_come_is_found_by_resuming(town: Town, token: str) -> None:
    purchase = await town.order(token)
    for _ in range(5):
        town.clock.advance(timedelta(seconds=40))
        purchase = await town.market.resume(purchase.order.id)
    assert purchase.order.state is S.AUTHORISED
    assert await town.market.resume(purchase.order.id) == purchase


async def test_a_hold_that_comes_after_expiry_is_cancelled(town: Town) -> None:
    purchase = await town.order("sandbox_late")
    town.clock.advance(timedelta(minutes=15))
    purchase = await town.market.elapse_order(purchase.order.id)
    assert purchase.order.state is S.EXPIRED
    town.clock.advance(timedelta(minutes=10))
    purchase = await town.market.resume(purchase.order.id)
    assert purchase.payment.state is PaymentState.CANCELLED
    assert purchase.operation is None
    assert await town.is_sound()


async def test_a_second_step_that_nobody_makes_ends_with_the_order(town: Town) -> None:
    purchase = await town.order("sandbox_second_step")
    town.clock.advance(timedelta(minutes=15))
    purchase = await town.market.elapse_order(purchase.order.id)
    assert purchase.order.state is S.EXPIRED
    assert purchase.payment.state is PaymentState.CANCELLED
    assert purchase.operation is None
    assert await town.is_sound()


async def test_a_second_step_is_heard_of_by_webhook(town: Town) -> None:
    purchase = await town.order("sandbox_second_step")
    assert await town.notify(purchase.payment.id) is DeliveryState.APPLIED
    assert (await town.shown(purchase)).order.state is S.PLACED
    await town.bank.confirm(purchase.payment.id, town.clock.now())
    for _ in range(3):
        assert await town.notify(purchase.payment.id) is DeliveryState.APPLIED
    story = await town.market.show_order.story(town.customer, purchase.order.id)
    assert [step.after for step in story.steps] == [S.PLACED, S.AUTHORISED]
    assert await town.is_sound()


async def test_money_heard_of_too_late_is_given_back_by_the_webhook_itself(town: Town) -> None:
    purchase = await town.order("sandbox_late")
    town.clock.advance(timedelta(minutes=15))
    await town.market.elapse_order(purchase.order.id)
    town.clock.advance(timedelta(minutes=10))
    await town.notify(purchase.payment.id)
    shown = await town.shown(purchase)
    assert shown.payment.state is PaymentState.CANCELLED
    assert shown.operation is None


@pytest.mark.parametrize("token", ["sandbox_capture_timeout", "sandbox_ok"])
async def test_a_cancelled_order_gives_everything_back(town: Town, token: str) -> None:
    purchase = await town.cooked(await town.order(token), T.ACCEPT)
    purchase = await town.market.move_order(town.customer, purchase.order.id, T.CANCEL)
    for _ in range(5):
        town.clock.advance(timedelta(minutes=11))
        purchase = await town.market.resume(purchase.order.id)
    assert purchase.payment.refunded == purchase.payment.captured
    assert purchase.operation is None
    assert await town.is_sound()


async def test_a_capture_that_fails_frees_the_portions(town: Town) -> None:
    purchase = await town.cooked(await town.order("sandbox_capture_fails"), T.ACCEPT)
    assert purchase.order.state is S.CANCELLED
    assert purchase.payment.state is PaymentState.CANCELLED
    assert town.slot is not None
    assert town.store.tables.slots[town.slot.id].portions_taken == 0
    assert await town.is_sound()


async def test_a_refund_that_is_refused_once_is_made_later(town: Town) -> None:
    purchase = await town.cooked(await town.order("sandbox_refund_fails"), T.ACCEPT)
    purchase = await town.market.move_order(
        town.cook, purchase.order.id, T.REJECT, reason="sold_out"
    )
    assert purchase.operation is not None
    town.clock.advance(timedelta(minutes=1))
    purchase = await town.market.resume(purchase.order.id)
    assert purchase.payment.refunded == purchase.payment.captured
    assert await town.is_sound()


async def test_the_last_portions_are_sold_once(town: Town) -> None:
    results = await asyncio.gather(
        *(town.order(quantity=3) for _ in range(6)), return_exceptions=True
    )
    refused = [result for result in results if isinstance(result, OutOfPortions)]
    assert len(refused) == 3
    assert await town.is_sound()


async def test_accepting_and_cancelling_at_once_ends_one_way(town: Town) -> None:
    purchase = await town.order()
    order_id = purchase.order.id
    accept = town.market.move_order(town.cook, order_id, T.ACCEPT)
    cancel = town.market.move_order(town.customer, order_id, T.CANCEL)
    results = await asyncio.gather(accept, cancel, return_exceptions=True)
    failed = [result for result in results if isinstance(result, BaseException)]
    assert all(isinstance(result, Refusal) for result in failed)
    final = await town.market.show_order(town.customer, order_id)
    assert final.order.state is S.CANCELLED
    assert final.payment.captured == final.payment.refunded
    assert await town.is_sound()


async def test_the_resumer_and_the_caller_act_once_between_them(town: Town) -> None:
    purchase = await town.order("sandbox_timeout")
    town.clock.advance(timedelta(seconds=40))
    resumes = [town.market.resume(purchase.order.id) for _ in range(4)]
    await asyncio.gather(*resumes)
    story = await town.market.show_order.story(town.customer, purchase.order.id)
    assert [step.after for step in story.steps] == [S.PLACED, S.AUTHORISED]


async def test_the_resumer_looks_before_it_asks_again(town: Town) -> None:
    """A provider may have forgotten a key by then."""

    class Forgetful(SandboxProvider):
        async def hold(self, request: PaymentRequest) -> Outcome:
            raise AssertionError("asked again for what is there already")

    purchase = await town.order("sandbox_timeout")
    town.clock.advance(timedelta(seconds=40))
    forgetful = Forgetful(bank=town.bank, clock=town.clock, secret=town.provider.secret)
    perform = evolve(town.market.resume.perform, providers={"sandbox": forgetful})
    assert (await Resume(perform=perform)(purchase.order.id)).order.state is S.AUTHORISED


@pytest.mark.parametrize("makes", [True, False])
async def test_only_a_rail_that_makes_receipts_is_told_what_was_bought(
    town: Town, makes: bool
) -> None:
    asked: list[PaymentRequest] = []

    class Rail(SandboxProvider):
        @property
        def capabilities(self) -> Capabilities:
            return evolve(super().capabilities, receipts=makes)

        async def hold(self, request: PaymentRequest) -> Outcome:
            asked.append(request)
            return await super().hold(request)

    rail = Rail(bank=town.bank, clock=town.clock, secret=town.provider.secret)
    perform = evolve(town.market.resume.perform, providers={"sandbox": rail})
    placed = await town.order("sandbox_timeout")
    order = evolve(placed.order, address=evolve(ADDRESS, phone="+7 900 123-45-67"))
    await perform.call(evolve(placed, order=order))
    (request,) = asked
    assert (request.receipt is not None) is makes


async def test_an_answer_that_was_overtaken_is_not_taken_for_the_next_one(town: Town) -> None:
    placed = await town.order("sandbox_timeout")
    assert placed.operation is not None
    town.clock.advance(timedelta(minutes=1))
    resumed = await town.market.resume(placed.order.id)
    town.bank.close()  # the next answer does not come
    await town.cooked(resumed, T.ACCEPT)
    asked = await town.shown(placed)
    assert asked.operation is not None
    perform = town.market.resume.perform
    late = await perform.record(placed, placed.operation.id, Declined("lost_and_found"))
    assert late == asked
    assert await town.shown(placed) == asked


async def test_a_used_key_makes_no_second_order(town: Town) -> None:
    assert town.customer.account_id is not None
    key = ports.Key(owner=town.customer.account_id, text="k-1", fingerprint="f")
    await town.order(key=key)
    with pytest.raises(KeyTaken):
        await town.order(key=key)
    assert len(town.store.tables.orders) == 1
    assert await town.is_sound()


async def test_a_key_of_a_move_is_used_with_it(town: Town) -> None:
    purchase = await town.order()
    assert town.cook.account_id is not None
    key = ports.Key(owner=town.cook.account_id, text="k-1", fingerprint="f")
    await town.market.move_order(town.cook, purchase.order.id, T.ACCEPT, key=key)
    with pytest.raises(KeyTaken):
        await town.market.move_order(town.cook, purchase.order.id, T.START, key=key)


async def test_placing_refuses_what_can_not_be(town: Town) -> None:
    assert town.slot is not None
    assert town.dish is not None
    method = await town.card()
    wanted = {town.dish.id: 1}
    place = town.market.place_order
    with pytest.raises(NotAllowed):
        await place(
            town.cook, slot_id=town.slot.id, wanted=wanted, address=ADDRESS, method_id=method.id
        )
    with pytest.raises(UnknownSlot):
        await place(
            town.customer,
            slot_id=SlotId.of(1),
            wanted=wanted,
            address=ADDRESS,
            method_id=method.id,
        )
    for actor, method_id in (
        (town.customer, PaymentMethodId.of(1)),
        (STRANGER, method.id),
    ):
        with pytest.raises(UnknownPaymentMethod):
            await place(
                actor, slot_id=town.slot.id, wanted=wanted, address=ADDRESS, method_id=method_id
            )
    assert town.store.tables.orders == {}


async def test_a_quote_costs_nothing_and_holds_nothing(town: Town) -> None:
    assert town.slot is not None
    assert town.dish is not None
    quote = town.market.quote_order
    priced = await quote(slot_id=town.slot.id, wanted={town.dish.id: 2}, tip=100)
    assert priced.bill.total.amount == 75_100
    assert town.store.tables.slots[town.slot.id].portions_taken == 0
    with pytest.raises(UnknownSlot):
        await quote(slot_id=SlotId.of(1), wanted={town.dish.id: 2})


async def test_wrong_codes_are_counted(town: Town) -> None:
    purchase = await town.cooked(await town.order(), T.ACCEPT, T.START, T.FINISH)
    for _ in range(5):
        with pytest.raises(WrongDeliveryCode):
            await town.market.hand_over_order(town.cook, purchase.order.id, "nope")
    code = purchase.order.delivery_code
    with pytest.raises(TooManyWrongCodes) as refused:
        await town.market.hand_over_order(town.cook, purchase.order.id, code)
    assert 0 < refused.value.retry_after <= 181


async def test_a_stranger_can_not_use_up_the_cooks_tries(town: Town) -> None:
    purchase = await town.cooked(await town.order(), T.ACCEPT, T.START, T.FINISH)
    for actor in (STRANGER, Actor(Role.COOK), town.customer) * 3:
        with pytest.raises(Refusal):
            await town.market.hand_over_order(actor, purchase.order.id, "nope")
    code = purchase.order.delivery_code
    purchase = await town.market.hand_over_order(town.cook, purchase.order.id, code)
    assert purchase.order.state is S.DELIVERED


async def test_orders_are_shown_to_those_whom_they_concern(town: Town) -> None:
    purchase = await town.order()
    for actor in (town.customer, town.cook):
        assert (await town.market.show_order(actor, purchase.order.id)) == purchase
        assert list(await town.market.list_orders(actor, PAGE)) == [purchase.order]
    with pytest.raises(UnknownOrder):
        await town.market.show_order(STRANGER, purchase.order.id)
    with pytest.raises(UnknownOrder):
        await town.market.show_order(town.customer, OrderId.of(1))
    with pytest.raises(UnknownOrder):
        await town.market.elapse_order(OrderId.of(1))
    with pytest.raises(NotAllowed):
        await town.market.list_orders(Actor(Role.STAFF, AccountId.of(1)), PAGE)


async def test_a_courier_sees_what_is_to_be_carried_and_no_money(town: Town) -> None:
    courier = Actor(Role.COURIER, AccountId.of(1))
    purchase = await town.order()
    order_id, code = purchase.order.id, purchase.order.delivery_code
    with pytest.raises(UnknownOrder):
        await town.market.show_order(courier, order_id)
    await town.cooked(purchase, T.ACCEPT, T.START, T.FINISH)
    assert (await town.market.show_order(courier, order_id)).order.state is S.READY
    with pytest.raises(NotAllowed):
        await town.market.show_order.story(courier, order_id)
    await town.market.hand_over_order(courier, order_id, code)
    assert (await town.market.show_order(courier, order_id)).order.state is S.DELIVERED
    await town.market.move_order(town.customer, order_id, T.CONFIRM)
    with pytest.raises(UnknownOrder):
        await town.market.show_order(courier, order_id)


async def test_what_is_not_due_is_left_alone(town: Town) -> None:
    purchase = await town.order()
    assert await town.market.elapse_order(purchase.order.id) == purchase


async def test_a_trigger_that_does_not_fit_saves_nothing(town: Town) -> None:
    purchase = await town.order()
    with pytest.raises(IllegalTransition):
        await town.cooked(purchase, T.FINISH)
    assert await town.market.show_order(town.customer, purchase.order.id) == purchase


async def test_a_webhook_of_a_payment_that_is_none_of_ours_is_let_pass(town: Town) -> None:
    assert await town.notify(PaymentId.of(1)) is DeliveryState.IGNORED
    assert await town.notify("something else") is DeliveryState.IGNORED


async def test_a_webhook_that_is_not_signed_is_not_read(town: Town) -> None:
    with pytest.raises(ForgedWebhook):
        await town.market.receive_webhook("sandbox", {}, b"{}")
    with pytest.raises(UnknownOrder):
        await town.market.receive_webhook("nobody", {}, b"{}")


async def test_while_the_bank_is_gone_nothing_is_lost(town: Town) -> None:
    purchase = await town.order("sandbox_lost")
    town.bank.close()
    assert await town.notify(purchase.payment.id) is DeliveryState.RECEIVED
    town.clock.advance(timedelta(minutes=1))
    purchase = await town.market.resume(purchase.order.id)
    assert purchase.order.state is S.PLACED
    assert purchase.operation is not None
    assert purchase.operation.due_at > town.clock.now()


async def test_a_provider_that_is_not_configured_any_more_is_an_unknown_outcome(
    town: Town,
) -> None:
    purchase = await town.order("sandbox_lost")
    town.clock.advance(timedelta(minutes=1))
    perform = evolve(town.market.resume.perform, providers={})
    purchase = await Resume(perform=perform)(purchase.order.id)
    assert purchase.operation is not None
    assert purchase.operation.reason == "provider_not_configured"


async def test_notices_are_listed_for_their_account(town: Town) -> None:
    assert list(await town.market.list_notices(town.customer, PAGE)) == []
    with pytest.raises(NotAllowed):
        await town.market.list_notices(Actor(Role.SYSTEM), PAGE)
