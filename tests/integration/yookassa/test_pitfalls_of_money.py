"""What YooKassa does with money in its own way: fees, amounts, receipts, refunds, methods."""

from datetime import timedelta
from decimal import Decimal

import pytest
from attrs import evolve

from foodmarket.adapters.yookassa import Method, ReceiptTerms
from foodmarket.adapters.yookassa.bodies import amount_text, capture_body
from foodmarket.adapters.yookassa.mapping import money_of, payment_of
from foodmarket.domain.kernel.money import BasisPoints, Currency, Money
from foodmarket.domain.payments.model import PaymentState
from foodmarket.domain.payments.outcomes import (
    ActionRequired,
    Authorised,
    Captured,
    Declined,
    HoldCancelled,
    PaidOut,
    PayoutPending,
    PayoutRefused,
    Refunded,
    Refused,
    Unknown,
)
from foodmarket.domain.payments.requests import Receipt, ReceiptItem
from foodmarket.ports.contracts.provider import PRICE, a_request, about_the_same
from foodmarket.ports.contracts.samples import RUB, roubles
from tests.integration.yookassa.asking import captured, payment, payout, posted, refund
from tests.integration.yookassa.scene import Scene, scene, settings

RECEIPT = Receipt(
    phone="+7 900 123-45-67",
    items=(
        ReceiptItem(description="Борщ", quantity=2, amount=roubles(300)),
        ReceiptItem(description="Доставка", quantity=1, amount=roubles(50)),
    ),
)


async def test_the_fee_is_amount_less_income_amount(plain: Scene) -> None:
    request = a_request("sim_ok")
    held = await plain.provider.hold(request)
    assert isinstance(held, Authorised)
    part = evolve(about_the_same(request, roubles(400)), reference=held.reference)
    taken = await plain.provider.capture(part)
    assert taken == Captured(held.reference, roubles(400), roubles(400).share(BasisPoints(350)))


async def test_a_fee_that_is_not_told_is_not_guessed(plain: Scene) -> None:
    about = await captured(plain)
    body = plain.book.payments[about.reference].wire()
    del body["income_amount"]
    assert payment_of(body).fee is None


@pytest.mark.parametrize("minor", [1, 9, 10, 99, 100, 9000, 65_000, 10**15 + 7, 10**17 + 1])
def test_amounts_are_text_and_exact_to_the_last_kopeck(minor: int) -> None:
    money = Money(minor, RUB)
    text = amount_text(money)
    assert Decimal(text) * 100 == minor
    assert text[-3] == "."
    assert money_of({"value": text, "currency": "RUB"}) == money
    request = about_the_same(a_request("sim_ok"), money)
    used = settings("http://127.0.0.1")
    assert capture_body(used, request)["amount"] == {"value": text, "currency": "RUB"}


def test_amounts_of_other_exponents_are_written_right() -> None:
    assert amount_text(Money(650, Currency("JPY"))) == "650"
    assert amount_text(Money(5, Currency("KWD"))) == "0.005"


async def test_metadata_stays_within_16_times_32_by_512(deals: Scene) -> None:
    about = await captured(deals)
    await deals.provider.refund(refund(about, roubles(100)))
    await deals.provider.pay_out(payout(about, amount=roubles(400)))
    bodies = [
        body
        for path in ("payments", "deals", "refunds", "payouts")
        for body in posted(deals, f"/{path}")
    ]
    assert len(bodies) == 4
    for body in bodies:
        assert 0 < len(body["metadata"]) <= 16
        assert all(len(k) <= 32 and len(v) <= 512 for k, v in body["metadata"].items())


async def test_a_receipt_has_what_54_fz_needs_and_nothing_that_payments_do_not_know() -> None:
    terms = ReceiptTerms(vat_code=4, tax_system_code=2)
    async with scene(receipts=terms) as shop:
        request = evolve(a_request("sim_ok"), receipt=RECEIPT)
        assert isinstance(await shop.provider.hold(request), Authorised)
        (body,) = posted(shop, "/payments")
    receipt = body["receipt"]
    assert receipt["customer"] == {"phone": "79001234567"}
    assert receipt["tax_system_code"] == 2
    assert [line["vat_code"] for line in receipt["items"]] == [4, 4]
    assert [line["quantity"] for line in receipt["items"]] == [2, 1]
    assert [line["amount"]["value"] for line in receipt["items"]] == ["300.00", "50.00"]
    for line in receipt["items"]:
        assert {"description", "quantity", "amount", "vat_code"} <= set(line)
        assert not {"supplier", "agent_type"} & set(line)


async def test_receipts_go_with_capture_and_refund_too(plain: Scene) -> None:
    request = evolve(a_request("sim_ok"), receipt=RECEIPT)
    held = await plain.provider.hold(request)
    assert isinstance(held, Authorised)
    known = evolve(about_the_same(request), reference=held.reference)
    assert isinstance(await plain.provider.capture(known), Captured)
    assert await plain.provider.refund(about_the_same(known)) == Refunded(PRICE)
    (refunded,) = posted(plain, "/refunds")
    assert len(refunded["receipt"]["items"]) == 2


async def test_without_receipt_terms_none_is_sent() -> None:
    async with scene(receipts=None) as shop:
        await shop.provider.hold(evolve(a_request("sim_ok"), receipt=RECEIPT))
        (body,) = posted(shop, "/payments")
        assert "receipt" not in body


@pytest.mark.parametrize(
    ("fault", "ending"),
    [("refund_pending", Refunded(roubles(100))), ("refund_fails", Refused("rejected_by_payee"))],
)
async def test_nobody_tells_of_a_refund_that_did_not_succeed_so_it_is_asked_after(
    plain: Scene, fault: str, ending: Refunded | Refused
) -> None:
    about = await captured(plain)
    asked = refund(about, roubles(100))
    await plain.go_wrong("refund", fault)
    assert await plain.provider.refund(asked) == Unknown("refund_pending")
    view = await plain.provider.look_up(payment(plain, about))
    assert view is not None
    assert view.refunds == {}
    plain.advance(timedelta(minutes=2))
    # The same key is answered as the first time ("pending"); the refund itself tells more.
    assert await plain.provider.refund(asked) == ending
    told = [notice.event for notice in plain.simulator.machine.notices]
    assert told.count("refund.succeeded") == (1 if fault == "refund_pending" else 0)
    assert "refund.canceled" not in told


async def test_only_a_hold_can_be_cancelled(plain: Scene) -> None:
    waiting = a_request("")
    asked = await plain.provider.hold(waiting)
    assert isinstance(asked, ActionRequired)
    known = evolve(about_the_same(waiting), reference=asked.reference)
    assert await plain.provider.cancel(known) == Unknown("waits_for_customer")
    # The customer pays after all: the very same key still cancels.
    await plain.choose(asked.url, "pay")
    assert await plain.provider.cancel(known) == HoldCancelled(asked.reference)


async def test_a_page_that_nobody_used_ends_by_itself(plain: Scene) -> None:
    waiting = a_request("")
    asked = await plain.provider.hold(waiting)
    assert isinstance(asked, ActionRequired)
    plain.advance(timedelta(hours=2))
    known = evolve(waiting, reference=asked.reference)
    view = await plain.provider.look_up(payment(plain, known))
    assert view is not None
    assert (view.state, view.reason) == (PaymentState.DECLINED, "expired_on_confirmation")
    assert await plain.provider.cancel(about_the_same(known)) == HoldCancelled(asked.reference)


async def test_a_hold_lapses_at_expires_at(plain: Scene) -> None:
    request = a_request("sim_ok")
    held = await plain.provider.hold(request)
    assert isinstance(held, Authorised)
    assert held.hold_until == plain.clock.now() + timedelta(days=7)
    plain.advance(timedelta(days=7))
    known = evolve(about_the_same(request), reference=held.reference)
    assert await plain.provider.capture(known) == HoldCancelled(held.reference)
    view = await plain.provider.look_up(payment(plain, known))
    assert view is not None
    assert (view.state, view.reason) == (PaymentState.CANCELLED, "expired_on_capture")


async def test_sbp_has_no_two_stages() -> None:
    async with scene(method=Method.SBP) as fast:
        can = fast.provider.capabilities
        assert (can.separate_capture, can.partial_capture) == (False, False)
        request = a_request("")
        asked = await fast.provider.hold(request)
        assert isinstance(asked, ActionRequired)
        await fast.choose(asked.url, "pay")
        view = await fast.provider.look_up(payment(fast, request))
        assert view is not None
        assert (view.state, view.captured) == (PaymentState.CAPTURED, PRICE)
        assert posted(fast, "/payments")[0]["capture"] is True


async def test_a_method_is_named_by_its_token_and_an_unknown_one_is_declined(plain: Scene) -> None:
    asked = await plain.provider.hold(a_request("method:sbp"))
    assert isinstance(asked, ActionRequired)
    assert posted(plain, "/payments")[0]["payment_method_data"] == {"type": "sbp"}
    assert await plain.provider.hold(a_request("method:shells")) == Declined("unfit_request")


async def test_a_saved_card_is_charged_without_a_page(plain: Scene) -> None:
    saved = a_request("00000000-0000-5000-8000-000000000001")
    assert isinstance(await plain.provider.hold(saved), Authorised)
    (body,) = posted(plain, "/payments")
    assert body["payment_method_id"] == saved.token
    assert "confirmation" not in body


async def test_payouts_are_limited_and_final(plain: Scene) -> None:
    too_much = payout(amount=roubles(150_001))
    assert await plain.provider.pay_out(too_much) == PayoutRefused("one_time_limit_exceeded")
    assert posted(plain, "/payouts") == []
    limits = plain.provider.capabilities.payout_limits
    assert limits is not None
    assert (limits.each, limits.times_a_day) == (roubles(150_000), 20)
    refused = payout(destination="sim_refused_card")
    assert await plain.provider.pay_out(refused) == PayoutRefused("rejected_by_payee")
    assert await plain.provider.pay_out(refused) == PayoutRefused("rejected_by_payee")


async def test_a_slow_payout_is_pending_until_it_arrives(plain: Scene) -> None:
    slow = payout(destination="sim_slow_card")
    told = await plain.provider.pay_out(slow)
    assert isinstance(told, PayoutPending)
    plain.advance(timedelta(minutes=2))
    assert await plain.provider.look_up_payout(slow, told.reference) == PaidOut(told.reference)
    assert await plain.provider.look_up_payout(slow, None) == PaidOut(told.reference)


async def test_a_payout_that_was_never_asked_for_is_unknown(plain: Scene) -> None:
    assert await plain.provider.look_up_payout(payout(), None) == Unknown("not_known_to_provider")


async def test_without_a_gateway_nobody_is_paid_out() -> None:
    async with scene(payout_gateway=None) as shop:
        assert not shop.provider.capabilities.payouts
        assert await shop.provider.pay_out(payout()) == PayoutRefused("payouts_not_configured")
