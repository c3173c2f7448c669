"""Disputes over HTTP: settled by the two sides, by staff, and by the customer's bank."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import stripe
from attrs import evolve, frozen

from foodmarket.adapters.stripe import StripeConfig, stripe_provider
from foodmarket.adapters.stripe.simulator import StripeSimulator
from foodmarket.adapters.stripe.webhooks import HEADER
from foodmarket.domain.accounts import Duty
from foodmarket.entrypoints.http import HttpSettings, create_app
from foodmarket.entrypoints.marketplace import Marketplace, wire
from tests.integration.http.conftest import Dinner, Person, client, problem
from tests.integration.rails.serving import serving
from tests.webhooks import apply_kept

SECRET = "whsec_of_this_test"
RUB = "RUB"


async def complained(dinner: Dinner, **said: Any) -> tuple[dict[str, Any], str]:
    """A delivered order with a complaint; its place, and the dispute's."""
    order = await dinner.delivered()
    body = {"reason": "quality", "words": "Суп холодный", "photos": ["photos/1.jpg"]} | said
    moved = await dinner.move(dinner.customer, order, "complain", body)
    assert moved["state"] == "disputed"
    (dispute,) = (await dinner.cook.get(f"/v1/orders/{order['id']}/disputes")).json()["items"]
    assert (dispute["words"], dispute["photos"]) == ("Суп холодный", ["photos/1.jpg"])
    assert (dispute["state"], dispute["kind"]) == ("opened", "complaint")
    return order, f"/v1/disputes/{dispute['id']}"


async def test_a_cook_offers_a_customer_counters_and_they_agree(dinner: Dinner) -> None:
    order, place = await complained(dinner)
    offer = {"back": {"amount": {"amount": 100_00, "currency": RUB}}, "words": "Извините"}
    problem(await dinner.customer.post(f"{place}/offer", offer), 403, "not_your_turn")
    offered = await dinner.cook.post(f"{place}/offer", offer, key="offer")
    assert offered.json()["state"] == "offered"
    again = await dinner.cook.post(f"{place}/offer", offer, key="offer")
    assert again.content == offered.content
    asked = {"back": {"portions": [1], "delivery": True}, "words": "Половину"}
    countered = (await dinner.customer.post(f"{place}/counter", asked)).json()
    assert [it["by"] for it in countered["proposals"]] == ["cook", "customer"]
    wanted = countered["proposals"][1]["amount"]
    agreed = (await dinner.cook.post(f"{place}/accept")).json()
    assert agreed["state"] == "agreed"
    shown = (await dinner.customer.get(f"/v1/orders/{order['id']}")).json()
    assert shown["state"] == "settled"
    assert shown["payment"]["refunded"] == wanted
    (refund,) = (await dinner.customer.get(f"/v1/orders/{order['id']}/refunds")).json()["items"]
    assert (refund["id"], refund["reason"]) == (agreed["refund_id"], "dispute")
    assert refund["parts"]["delivery"]["amount"] > 0
    too_late = problem(await dinner.customer.post(f"{place}/escalate"), 409, "dispute_not_ready")
    assert "стороны договорились" in too_late["detail"]


async def test_staff_decides_what_was_escalated_and_it_is_recorded(dinner: Dinner) -> None:
    order, place = await complained(dinner)
    staff = await dinner.town.staff(Duty.SUPPORT, Duty.FINANCE)
    verdict = {"in_favour_of": "cook", "award": {"amount": {"amount": 1, "currency": RUB}}}
    problem(await staff.post(f"{place}/decide", verdict), 409, "dispute_not_ready")
    refused = (await dinner.cook.post(f"{place}/offer", {"words": "Нет"})).json()
    assert refused["proposals"][0]["amount"]["amount"] == 0
    await dinner.customer.post(f"{place}/escalate")
    listed = (await staff.get("/v1/disputes", kind="complaint", state="escalated")).json()["items"]
    assert [it["order_id"] for it in listed] == [order["id"]]
    decided = (await staff.post(f"{place}/decide", verdict | {"words": "Копейка"})).json()
    assert (decided["state"], decided["verdict"]) == ("decided", "Копейка")
    told = (await staff.get("/v1/staff/audit-log", verb="dispute")).json()["items"]
    assert [it["verb"] for it in told] == ["dispute.decide", "dispute.read"]
    paid = (await dinner.customer.get(f"/v1/orders/{order['id']}")).json()["payment"]
    assert paid["refunded"]["amount"] == 1


async def test_a_side_that_does_not_answer_leaves_it_to_staff(dinner: Dinner) -> None:
    order, place = await complained(dinner)
    dinner.town.clock.advance(timedelta(hours=49))
    market = dinner.town.market
    async with market.adapters.begin() as uow:
        now = dinner.town.clock.now()
        due = await uow.orders.claim_due(now, timedelta(minutes=1), 10)
    for order_id in due:
        await market.elapse_order(order_id)
    assert [str(it) for it in due] == [order["id"]]
    staff = await dinner.town.staff(Duty.SUPPORT)
    assert (await staff.get(place)).json()["state"] == "escalated"


async def test_strangers_and_card_numbers_are_refused(dinner: Dinner) -> None:
    _, place = await complained(dinner)
    stranger = await dinner.town.customer("stranger")
    problem(await stranger.get(place), 404, "unknown_dispute")
    problem(await stranger.post(f"{place}/accept"), 404, "unknown_dispute")
    problem(await dinner.cook.get("/v1/disputes"), 403, "not_allowed")
    other = await dinner.delivered()
    body = {"reason": "late", "words": "Моя карта 4242 4242 4242 4242"}
    answer = await dinner.customer.post(f"/v1/orders/{other['id']}/complain", body)
    problem(answer, 422, "card_number_refused")


@frozen
class Charged:
    """A dinner paid by Stripe's double, with what it tells the marketplace."""

    dinner: Dinner
    market: Marketplace
    simulator: StripeSimulator

    async def notify(self, times: int = 1) -> None:
        """Hand over all events of the double, the latest first, each so many times."""
        made = self.simulator.machine.book.objects.values()
        news = [it for it in made if it.get("object") == "event"]
        sign = stripe.WebhookSignature.generate_signature_header
        for event in news[::-1] * times:
            body = json.dumps(event)
            stamp = sign(body, SECRET, int(self.dinner.town.clock.now().timestamp()))
            await self.market.receive_webhook("stripe", {HEADER: stamp}, body.encode())
        await apply_kept(self.market)

    def dispute(self) -> dict[str, Any]:
        """The dispute as the double has it."""
        made = self.simulator.machine.book.objects.values()
        return next(it for it in made if it.get("object") == "dispute")

    async def sound(self) -> bool:
        findings = [it async for it in self.market.adapters.audit.findings()]
        return not any(it.violations for it in findings)


@asynccontextmanager
async def charged(dinner: Dinner) -> AsyncIterator[Charged]:
    clock = dinner.town.clock
    simulator = StripeSimulator(clock=clock, webhook_secret=SECRET, prompt=False)
    async with serving(simulator) as url:
        config = StripeConfig(
            api_key="sk_test_simulator", webhook_secrets=(SECRET,), api_base=url, timeout=10
        )
        provider = stripe_provider(config, clock)
        market = wire(evolve(dinner.town.market.adapters, providers={"stripe": provider}))

        async def ready() -> dict[str, bool]:
            return {}

        app = create_app(market, settings=HttpSettings(), ready=ready)
        try:
            async with client(app) as http:
                customer, cook = (evolve(it, http=http) for it in (dinner.customer, dinner.cook))
                at_table = evolve(dinner, customer=customer, cook=cook)
                yield Charged(at_table, market, simulator)
        finally:
            await provider.close()


async def bought(dinner: Dinner) -> dict[str, Any]:
    card = {"provider": "stripe", "token": "pm_card_visa", "label": "•"}
    saved = await dinner.customer.post("/v1/payment-methods", card)
    body = await dinner.body() | {"payment_method_id": saved.json()["id"]}
    order = await dinner.delivered(body)
    await dinner.move(dinner.customer, order, "confirm")
    return order


async def staff_of(charged_: Charged) -> Person:
    staff = await charged_.dinner.town.staff(Duty.SUPPORT)
    return evolve(staff, http=charged_.dinner.customer.http)


def opened(told: Charged) -> dict[str, Any]:
    """Let the bank dispute what was captured."""
    book, now = told.simulator.machine.book, int(told.dinner.town.clock.now().timestamp())
    charge = next(it for it in book.objects.values() if it.get("object") == "charge")
    return told.simulator.machine.payments.dispute(charge, now)


async def test_a_bank_s_dispute_is_booked_contested_and_won(dinner: Dinner) -> None:
    async with charged(dinner) as told:
        order = await bought(told.dinner)
        await told.notify()
        opened(told)
        await told.notify(times=2)
        assert await told.sound()
        staff = await staff_of(told)
        (dispute,) = (await staff.get("/v1/disputes", state="raised")).json()["items"]
        assert dispute["chargeback"]["withdrawn"] == dispute["amount"]
        shown = (await told.dinner.customer.get(f"/v1/orders/{order['id']}")).json()
        assert shown["state"] == "disputed"
        disputes = f"/v1/orders/{order['id']}/disputes"
        assert (await told.dinner.customer.get(disputes)).json()["items"] == []
        evidence = {"words": "winning_evidence", "links": ["https://example.org/receipt.pdf"]}
        place = f"/v1/disputes/{dispute['id']}"
        sent = (await staff.post(f"{place}/evidence", evidence)).json()
        assert (sent["state"], sent["chargeback"]["evidence"][0]["state"]) == (
            "contested",
            "submitted",
        )
        assert "receipt.pdf" in told.dispute()["evidence"]["uncategorized_text"]
        await told.notify()
        won = (await staff.get(place)).json()
        assert (won["state"], won["chargeback"]["withdrawn"]["amount"]) == ("won", 0)
        shown = (await told.dinner.customer.get(f"/v1/orders/{order['id']}")).json()
        assert shown["state"] == "settled"
        assert await told.sound()


async def test_a_bank_s_dispute_that_no_notification_told_of_is_found_and_lost(
    dinner: Dinner,
) -> None:
    async with charged(dinner) as told:
        order = await bought(told.dinner)
        dispute, now = opened(told), int(told.dinner.town.clock.now().timestamp())
        assert await told.market.hear_chargeback.all_of("stripe") == 1
        assert await told.market.hear_chargeback.all_of("stripe") == 1
        told.simulator.machine.payments.close_dispute(dispute, now, won=False)
        await told.market.hear_chargeback.all_of("stripe")
        await told.notify(times=2)
        shown = (await told.dinner.customer.get(f"/v1/orders/{order['id']}")).json()
        assert (shown["state"], shown["payment"]["refunded"]) == (
            "refunded",
            {"amount": dispute["amount"], "currency": RUB},
        )
        place = f"/v1/orders/{order['id']}/refunds"
        (refund,) = (await told.dinner.customer.get(place)).json()["items"]
        assert (refund["reason"], refund["state"]) == ("chargeback", "succeeded")
        assert not [
            it
            for it in told.simulator.machine.book.objects.values()
            if it.get("object") == "refund"
        ]
        assert await told.sound()
