"""The double of YooKassa: what a person sees, and what a clock alone brings about."""

from datetime import timedelta

import httpx
import pytest

from foodmarket.adapters.yookassa.simulator import Call, Machine
from foodmarket.domain.payments.model import PaymentState
from foodmarket.domain.payments.outcomes import ActionRequired, Authorised, Declined
from foodmarket.ports.contracts.provider import a_request
from foodmarket.ports.contracts.samples import NOW
from tests.integration.yookassa.asking import payment
from tests.integration.yookassa.scene import SECRET, SHOP, Scene

PAYMENT = {
    "amount": {"value": "90.00", "currency": "RUB"},
    "payment_token": "sim_ok",
    "confirmation": {"type": "redirect", "return_url": "https://shop.example"},
}


@pytest.mark.parametrize(("language", "word"), [("ru", "Оплатить"), ("en", "Pay")])
async def test_a_person_pays_on_the_page(plain: Scene, language: str, word: str) -> None:
    request = a_request("")
    asked = await plain.provider.hold(request)
    assert isinstance(asked, ActionRequired)
    async with httpx.AsyncClient(trust_env=False) as person:
        page = await person.get(asked.url, headers={"Accept-Language": language})
        assert word in page.text
        assert "650.00 RUB" in page.text
        at_bank = await person.post(f"{asked.url}/second_step")
        assert "/confirm" in at_bank.text or 'action="confirm"' in at_bank.text
        back = await person.post(f"{asked.url}/confirm")
        assert (back.status_code, back.headers["location"]) == (303, request.return_url)
        over = await person.get(asked.url)
        assert "<form" not in over.text
    view = await plain.provider.look_up(payment(plain, request))
    assert view is not None
    assert view.state is PaymentState.AUTHORISED


async def test_the_second_step_can_be_broken_off(plain: Scene) -> None:
    request = a_request("sim_second_step")
    asked = await plain.provider.hold(request)
    assert isinstance(asked, ActionRequired)
    async with httpx.AsyncClient(trust_env=False) as person:
        at_bank = await person.post(f"{asked.url}/pay")  # leads to the bank, and pays nothing yet
    assert 'action="confirm"' in at_bank.text
    still = await plain.provider.look_up(payment(plain, request))
    assert still is not None
    assert still.state is PaymentState.ACTION_REQUIRED
    await plain.choose(asked.url, "decline")
    view = await plain.provider.look_up(payment(plain, request))
    assert view is not None
    assert (view.state, view.reason) == (PaymentState.DECLINED, "3d_secure_failed")


async def test_faults_are_planned_over_http_and_by_header(plain: Scene) -> None:
    async with httpx.AsyncClient(trust_env=False, base_url=plain.url) as http:
        plan = {"operation": "hold", "fault": "decline", "times": 1}
        assert (await http.post("/_control/faults", json=plan)).status_code == 200
        wrong = {"operation": "hold", "fault": "sulking"}
        assert (await http.post("/_control/faults", json=wrong)).status_code == 400
        failed = await http.post(
            "/v3/payments",
            json=PAYMENT,
            auth=(SHOP, SECRET),
            headers={"X-Simulator-Fault": "error_500", "Idempotence-Key": "1"},
        )
        assert failed.status_code == 500
    assert await plain.provider.hold(a_request("sim_ok")) == Declined("general_decline")
    assert isinstance(await plain.provider.hold(a_request("sim_ok")), Authorised)


def test_the_same_story_is_told_the_same() -> None:
    assert _story() == _story()


def test_a_key_is_forgotten_after_24_hours() -> None:
    machine = Machine()
    call = Call(method="POST", path="/payments", key="k", body=PAYMENT)
    first = machine.handle(call, NOW)
    assert machine.handle(call, NOW + timedelta(hours=23)) == first
    assert machine.handle(call, NOW + timedelta(hours=24)).body["id"] != first.body["id"]


def test_pages_of_a_list_follow_one_another() -> None:
    machine = Machine()
    for number in range(5):
        call = Call(method="POST", path="/payments", key=f"k{number}", body=PAYMENT)
        machine.handle(call, NOW + timedelta(seconds=number))
    seen, query = [], {"limit": "2"}
    while True:
        page = machine.handle(Call(method="GET", path="/payments", query=query), NOW).body
        seen += [item["id"] for item in page["items"]]
        if "next_cursor" not in page:
            break
        query = {"limit": "2", "cursor": page["next_cursor"]}
    assert seen == sorted(seen, reverse=True)
    assert len(set(seen)) == 5


def _story() -> list[object]:
    machine = Machine()
    opened = machine.handle(Call(method="POST", path="/payments", key="a", body=PAYMENT), NOW)
    path = f"/payments/{opened.body['id']}/capture"
    later = NOW + timedelta(hours=1)
    captured = machine.handle(Call(method="POST", path=path, key="b", body={}), later)
    return [opened, captured, [notice.wire() for notice in machine.notices]]
