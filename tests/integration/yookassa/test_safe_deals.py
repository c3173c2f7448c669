"""Safe deals: the money waits at YooKassa, and one payout closes the deal."""

from datetime import timedelta

import pytest
from attrs import evolve

from foodmarket.adapters.yookassa import SafeDeal
from foodmarket.domain.kernel.money import BasisPoints, Money
from foodmarket.domain.payments.model import PaymentState
from foodmarket.domain.payments.outcomes import (
    Authorised,
    Captured,
    PaidOut,
    PayoutRefused,
    Refunded,
    Refused,
    Unknown,
)
from foodmarket.ports.contracts.provider import PRICE, a_request, about_the_same
from foodmarket.ports.contracts.samples import RUB, roubles
from tests.integration.yookassa.asking import captured, keys, payment, payout, posted, refund
from tests.integration.yookassa.scene import Scene


async def test_a_deal_has_a_key_of_its_own_and_is_opened_once(deals: Scene) -> None:
    request = a_request("sim_ok")
    await deals.go_wrong("hold", "timeout_after")
    assert isinstance(await deals.provider.hold(request), Unknown)
    assert isinstance(await deals.provider.hold(request), Authorised)
    assert keys(deals, "/deals") == [f"{request.key}-deal"] * 2
    assert (len(deals.book.deals), await deals.count("payments")) == (1, 1)


async def test_without_a_deal_nothing_is_held(deals: Scene) -> None:
    await deals.go_wrong("deal", "timeout_after")
    assert isinstance(await deals.provider.hold(a_request("sim_ok")), Unknown)
    assert await deals.count("payments") == 0


async def test_the_cooks_part_waits_in_the_deal(deals: Scene) -> None:
    await captured(deals)
    (deal,) = deals.book.deals.values()
    assert (deal.balance, deal.payout_balance) == (PRICE, roubles(585))


async def test_a_part_is_captured_with_its_own_division(deals: Scene) -> None:
    request = a_request("sim_ok")
    held = await deals.provider.hold(request)
    assert isinstance(held, Authorised)
    part = evolve(about_the_same(request, roubles(400)), reference=held.reference)
    assert isinstance(await deals.provider.capture(part), Captured)
    (deal,) = deals.book.deals.values()
    assert (deal.balance, deal.payout_balance) == (roubles(400), roubles(360))


async def test_a_payout_closes_the_deal_so_there_is_no_second_one_and_no_refund(
    deals: Scene,
) -> None:
    about = await captured(deals)
    assert isinstance(await deals.provider.pay_out(payout(about)), PaidOut)
    assert isinstance(await deals.provider.pay_out(payout(about)), PayoutRefused)
    assert isinstance(await deals.provider.refund(refund(about)), Refused)
    can = deals.provider.capabilities
    assert (can.tranches, can.refund_after_payout, can.provider_escrow) == (False, False, True)
    assert can.longest_escrow == timedelta(days=90)


async def test_a_payout_without_its_deal_is_refused(deals: Scene) -> None:
    assert await deals.provider.pay_out(payout()) == PayoutRefused("no_deal")


async def test_odd_refunds_empty_the_deal_to_the_last_kopeck(deals: Scene) -> None:
    about = await captured(deals)
    for minor in (333, 7, 1, 1, 1, 10_001):
        part = Money(minor, RUB)
        assert await deals.provider.refund(refund(about, part)) == Refunded(part)
    rest = PRICE - Money(333 + 7 + 3 + 10_001, RUB)
    assert await deals.provider.refund(refund(about, rest)) == Refunded(rest)
    (deal,) = deals.book.deals.values()
    assert not deal.balance
    assert not deal.payout_balance


async def test_a_repeated_refund_in_a_deal_is_found_though_its_body_would_differ(
    deals: Scene,
) -> None:
    about = await captured(deals)
    whole = refund(about)
    await deals.go_wrong("refund", "timeout_after")
    assert isinstance(await deals.provider.refund(whole), Unknown)
    assert await deals.provider.refund(whole) == Refunded(PRICE)
    assert len(posted(deals, "/refunds")) == 1


async def test_a_deal_that_nobody_closed_gives_the_customer_all_back(deals: Scene) -> None:
    about = await captured(deals)
    deals.advance(timedelta(days=91))
    view = await deals.provider.look_up(payment(deals, about))
    assert view is not None
    assert view.state is PaymentState.CAPTURED
    (given_back,) = deals.book.refunds.values()
    assert given_back.amount == PRICE
    assert isinstance(await deals.provider.pay_out(payout(about)), PayoutRefused)


def test_a_deal_lasts_from_1_to_180_days() -> None:
    for days in (0, 181):
        with pytest.raises(ValueError, match="180"):
            SafeDeal(platform_share=BasisPoints(1000), lasts=timedelta(days=days))
