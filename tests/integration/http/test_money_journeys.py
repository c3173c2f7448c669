"""Money back and money out over HTTP, the same way on every rail.

Each rail's double is started once for the module; every test has a marketplace of its own on it.
"""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from attrs import define

from foodmarket.domain.accounts import Duty
from foodmarket.domain.payments.decisions import PARK_AFTER
from foodmarket.entrypoints.worker.payer import Payer
from foodmarket.entrypoints.worker.resumer import Resumer
from tests.integration.http.conftest import PASSWORD, Dinner, Person, problem
from tests.integration.http.rails import LIMIT, RAILS, MoneyRail, rail_of, town_on

DISH, DELIVERY, TIP = 45_000, 15_000, 10_001
PAID = 2 * DISH + DELIVERY + TIP
SOON, COOLED = timedelta(minutes=5), timedelta(days=4)
PERIOD = "/v1/balance/statement/period"


@define
class Trade:
    """A dinner on a rail, with those who look after its money."""

    dinner: Dinner
    rail: MoneyRail
    support: Person
    finance: Person

    async def served(self, **changes: Any) -> dict[str, Any]:
        """Place, pay, accept, cook, hand over."""
        return await self.dinner.delivered(await self.dinner.body() | {"tip": TIP} | changes)

    async def earned(self, **changes: Any) -> dict[str, Any]:
        """Serve a dinner that the customer confirms, so that its money is released."""
        order = await self.served(**changes)
        await self.dinner.move(self.dinner.customer, order, "confirm")
        return order

    async def ask(self, order: dict[str, Any], **wanted: Any) -> dict[str, Any]:
        """Ask for a refund as support."""
        body = {"liable": "cook", "reason": "quality"} | wanted
        made = await self.support.post(f"/v1/orders/{order['id']}/refunds", body)
        assert made.status_code == 201, made.text
        return dict(made.json())

    async def quote(self, order: dict[str, Any], **wanted: Any) -> dict[str, Any]:
        place = f"/v1/orders/{order['id']}/refunds/quote"
        quoted = await self.support.post(place, {"liable": "cook"} | wanted, key=None)
        assert quoted.status_code == 200, quoted.text
        return dict(quoted.json())

    async def refund(self, refund_id: str) -> dict[str, Any]:
        return dict((await self.support.get(f"/v1/refunds/{refund_id}")).json())

    async def time_passes(self, by: timedelta = SOON) -> None:
        """Let the worker do what is due by then."""
        market = self.dinner.town.market
        begin, clock = market.adapters.begin, self.rail.clock
        clock.advance(by)
        resumer = Resumer(
            begin=begin,
            clock=clock,
            resume=market.resume,
            lease=timedelta(minutes=1),
            concurrency=4,
            budget=4,
        )
        payer = Payer(begin=begin, clock=clock, pay_cook=market.pay_cook, concurrency=4)
        await resumer()
        await payer()

    async def next_month(self) -> None:
        """Let a month pass whose first days the cook's account has cooled by."""
        clock, town = self.rail.clock, self.dinner.town
        clock.travel_to((clock.now() + COOLED).replace(day=1) + timedelta(days=32))
        await self.time_passes()
        self.dinner.cook = await town.sign_in("vera@example.org")

    async def paid_to(self, destination: str) -> None:
        """Name where the cook's money goes from now on."""
        where = {"provider": self.rail.name, "destination": destination, "label": "•• 1234"}
        place = "/v1/payout-plan/destination"
        chosen = await self.dinner.cook.post(place, where | {"password": PASSWORD}, key=None)
        assert chosen.status_code == 200, chosen.text
        assert destination not in chosen.text

    async def payouts(self) -> list[tuple[str, int]]:
        """Return what became of each payout, and its amount; oldest first."""
        shown = (await self.dinner.cook.get("/v1/payouts", limit=50)).json()["items"]
        return [(it["state"], it["amount"]["amount"]) for it in reversed(shown)]

    async def holds(self) -> list[str]:
        shown = (await self.dinner.cook.get("/v1/payout-plan")).json()
        return [hold["code"] for hold in shown["holds"]]

    async def payable(self) -> int:
        (balance,) = (await self.dinner.cook.get("/v1/balance")).json()["items"]
        return int(balance["payable"]["amount"])

    async def statements_chain(self, opening: int, closing: int) -> None:
        """Check that the payouts' statements lead from one balance to the other."""
        made = (await self.dinner.cook.get("/v1/payouts", limit=50)).json()["items"]
        for payout in reversed(made):
            told = (await self.dinner.cook.get(f"/v1/payouts/{payout['id']}/statement")).json()
            assert told["opening"] == opening
            assert told["total"]["paid"] == payout["amount"]["amount"]
            assert opening + told["total"]["net"] == told["closing"]
            opening = told["closing"]
        assert opening == closing

    async def is_sound(self, since: Any) -> None:
        """Check the book by itself, and against what the provider reports of every day."""
        audit = self.dinner.town.market.adapters.audit
        assert [it async for it in audit.findings() if it.violations] == []
        day = since.date()
        while day <= self.rail.clock.now().date():
            place = f"/v1/staff/reconciliation/{self.rail.name}/{day}"
            told = (await self.finance.get(place)).json()
            ours = [it for it in told["differences"] if it["kind"] != "unknown_reference"]
            assert ours == [], day  # the double is shared: of other tests' orders we know nothing
            day += timedelta(days=1)


@pytest.fixture(scope="module", params=RAILS)
async def rail(request: pytest.FixtureRequest) -> AsyncIterator[MoneyRail]:
    async with rail_of(request.param) as opened:
        yield opened


@pytest.fixture
async def trade(rail: MoneyRail) -> AsyncIterator[Trade]:
    async with town_on(rail) as town:
        cook, cook_id = await town.cook()
        customer = await town.customer(card=rail.card, provider=rail.name)
        dinner = Dinner(
            town=town,
            cook=cook,
            cook_id=cook_id,
            customer=customer,
            dish=await town.dish(cook),
            slot=await town.slot(cook),
        )
        support = await town.staff(Duty.SUPPORT, name="support")
        yield Trade(dinner, rail, support, await town.staff(Duty.FINANCE, name="finance"))


async def test_money_goes_back_by_amount_by_portions_and_then_in_full(trade: Trade) -> None:
    began = trade.rail.clock.now()
    order = await trade.served()
    first = await trade.ask(order, amount={"amount": 3_333, "currency": "RUB"})
    second = await trade.ask(order, portions=[1], reason="missing_items")
    assert [it["state"] for it in (first, second)] == ["succeeded", "succeeded"]
    quoted = await trade.quote(order)
    assert quoted["needs_approval"]
    assert quoted["left"]["amount"] == 0
    rest = await trade.ask(order)
    assert (rest["state"], rest["amount"]) == ("requested", quoted["amount"])
    assert rest["amount"]["amount"] > LIMIT
    approve = f"/v1/refunds/{rest['id']}/approve"
    problem(await trade.support.post(approve), 403, "not_allowed")
    approved = (await trade.finance.post(approve)).json()
    assert approved["state"] == "succeeded"
    assert approved["sources"] == quoted["sources"]
    place = f"/v1/orders/{order['id']}"
    payment = (await trade.dinner.customer.get(place)).json()["payment"]
    assert payment["refunded"] == {"amount": PAID, "currency": "RUB"}
    told = (await trade.dinner.customer.get(f"{place}/refunds")).json()["items"]
    assert sum(it["returned"]["amount"] for it in told) == PAID
    more = {"liable": "cook", "reason": "quality"}
    problem(await trade.support.post(f"{place}/refunds", more), 422, "refund_too_large")
    await trade.is_sound(began)


async def test_a_refund_that_the_provider_refuses_is_tried_again(trade: Trade) -> None:
    began = trade.rail.clock.now()
    card = {"provider": trade.rail.name, "token": trade.rail.refusing_card, "label": "•"}
    saved = (await trade.dinner.customer.post("/v1/payment-methods", card)).json()
    order = await trade.served(payment_method_id=saved["id"])
    await trade.rail.refuse_refunds(times=1)
    asked = await trade.ask(order, amount={"amount": 20_000, "currency": "RUB"})
    assert asked["state"] == "submitted"
    for _ in range(3):
        await trade.time_passes()
    assert (await trade.refund(asked["id"]))["state"] == "succeeded"
    payment = (await trade.dinner.customer.get(f"/v1/orders/{order['id']}")).json()["payment"]
    assert payment["refunded"]["amount"] == 20_000
    await trade.is_sound(began)


@pytest.mark.parametrize("rail", RAILS[1:], indirect=True)  # the sandbox's cards refuse once
async def test_a_refund_that_is_refused_too_often_waits_for_staff_to_retry(trade: Trade) -> None:
    began = trade.rail.clock.now()
    order = await trade.served()
    await trade.rail.refuse_refunds(times=PARK_AFTER)
    asked = await trade.ask(order, amount={"amount": 20_000, "currency": "RUB"})
    for _ in range(4 * PARK_AFTER):
        await trade.time_passes()
    parked = (await trade.support.get("/v1/refunds", state="parked")).json()["items"]
    assert [(it["id"], bool(it["failure"])) for it in parked] == [(asked["id"], True)]
    retried = await trade.support.post(f"/v1/refunds/{asked['id']}/retry")
    assert retried.json()["state"] == "succeeded"
    await trade.is_sound(began)


async def test_a_cook_is_paid_after_cooling_and_a_failed_payout_is_paid_again(
    trade: Trade,
) -> None:
    began = trade.rail.clock.now()
    order = await trade.earned()
    due = PAID - (PAID - TIP) // 10
    assert (await trade.payable(), await trade.holds()) == (due, ["no_method"])
    await trade.paid_to(trade.rail.closed_account)
    await trade.time_passes(timedelta(days=1))
    assert (await trade.payouts(), await trade.holds()) == ([], ["cooling"])
    await trade.time_passes(COOLED)
    assert await trade.payouts() == [("failed", due)]
    assert await trade.payable() == due
    await trade.paid_to(trade.rail.account)
    await trade.ask(order, amount={"amount": 20_000, "currency": "RUB"})
    late = due - (20_000 - (PAID - TIP) // 10)  # of it the retention paid what it could
    await trade.time_passes(COOLED)
    assert await trade.payouts() == [("failed", due), ("paid", late)]
    assert await trade.payable() == 0
    shown = (await trade.dinner.cook.get("/v1/payouts")).json()["items"]
    assert len({it["id"] for it in shown}) == 2
    end = trade.rail.clock.now() + SOON
    period = {"start": began.isoformat(), "end": end.isoformat()}
    told = (await trade.dinner.cook.get(PERIOD, **period)).json()
    assert sum(line["net"] for line in told["lines"]) == told["closing"] == 0
    await trade.is_sound(began)


async def test_the_limits_of_a_provider_split_payouts_and_defer_the_rest(trade: Trade) -> None:
    """YooKassa pays a card 150 000 RUB at once and 1 500 000 RUB a month."""
    limits = trade.rail.provider.capabilities.payout_limits
    place = f"/v1/dishes/{trade.dinner.dish}"
    dear = {"price": {"amount": 200_000_00, "currency": "RUB"}}
    changed = await trade.dinner.cook.patch(place, dear)
    assert changed.status_code == 200, changed.text
    await trade.earned(lines=[{"dish_id": trade.dinner.dish, "quantity": 10}], tip=0)
    due = await trade.payable()
    assert due == (2_000_000_00 + DELIVERY) * 9 // 10
    await trade.paid_to(trade.rail.account)
    await trade.next_month()
    if limits is None:
        assert await trade.payouts() == [("paid", due)]
        await trade.statements_chain(opening=0, closing=0)
        return
    assert await trade.payouts() == [("paid", limits.each.amount)] * 10
    assert await trade.holds() == ["monthly_limit"]
    assert await trade.payable() == due - limits.each_month.amount
    await trade.next_month()
    left = due - limits.each_month.amount - 2 * limits.each.amount
    assert (await trade.payouts())[10:] == [
        ("paid", limits.each.amount),
        ("paid", limits.each.amount),
        ("paid", left),
    ]
    assert (await trade.payable(), await trade.holds()) == (0, [])
    await trade.statements_chain(opening=0, closing=0)


@pytest.mark.parametrize("rail", ["stripe-sim"], indirect=True)
async def test_a_cook_is_taken_on_by_stripe_and_paid_once_it_knows_them(trade: Trade) -> None:
    """Until then a payout fails, and its money stays payable."""
    began = trade.rail.clock.now()
    cook, place = trade.dinner.cook, "/v1/payout-plan/onboarding"
    await trade.earned()
    due = await trade.payable()
    problem(await cook.get(place), 404, "not_onboarded")
    wanted = {"provider": "stripe", "password": PASSWORD}
    wrong = wanted | {"password": "a guess"}
    problem(await cook.post(place, wrong, key=None), 403, "step_up_needed")
    assert await trade.holds() == ["no_method"]
    page = (await cook.post(place, wanted, key=None)).json()["url"]
    assert await trade.holds() == ["cooling"]
    problem(await cook.post(place, wrong, key=None), 403, "step_up_needed")
    asked = (await cook.get(place)).json()
    assert (asked["can_be_paid"], bool(asked["missing"])) == (False, True)
    await trade.time_passes(COOLED)
    assert await trade.payouts() == [("failed", due)]
    again = (await cook.post(place, wanted, key=None)).json()["url"]
    assert again == page  # it is the same account, and it does not cool anew
    async with httpx.AsyncClient(trust_env=False) as browser:
        assert "Tell who I am" in (await browser.get(page)).text
        told = await browser.post(page, data={"choice": "pay"})
    assert told.headers["location"].endswith(place)
    known = (await cook.get(place)).json()
    assert known == {"provider": "stripe", "can_be_paid": True, "missing": []}
    await trade.time_passes(timedelta(days=1))
    assert await trade.payouts() == [("failed", due), ("paid", due)]
    await trade.is_sound(began)


@pytest.mark.parametrize("rail", ["sandbox", "yookassa-sim"], indirect=True)
async def test_a_provider_that_asks_nothing_of_cooks_takes_nobody_on(trade: Trade) -> None:
    wanted = {"provider": trade.rail.name, "password": PASSWORD}
    place = "/v1/payout-plan/onboarding"
    refused = await trade.dinner.cook.post(place, wanted, key=None)
    problem(refused, 409, "onboarding_not_offered")
    nowhere = await trade.dinner.cook.post(place, wanted | {"provider": "nobody"}, key=None)
    problem(nowhere, 422, "unknown_provider")
    await trade.paid_to(trade.rail.account)
    problem(await trade.dinner.cook.get(place), 404, "not_onboarded")
