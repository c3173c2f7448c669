"""Words that we have not heard yet, and notifications that nobody signs."""

import asyncio
import json
from typing import Any

import pytest

from foodmarket.adapters.yookassa.mapping import payment_of, payout_of, refund_of
from foodmarket.adapters.yookassa.webhooks import notice_of
from foodmarket.domain.payments.errors import ForgedWebhook
from foodmarket.domain.payments.model import PaymentState
from foodmarket.domain.payments.outcomes import (
    ActionRequired,
    Authorised,
    PayoutPending,
    PayoutRefused,
    Refunded,
    Refused,
    Unknown,
)
from foodmarket.ports.contracts.provider import a_request
from tests.integration.rails.serving import serving
from tests.integration.yookassa.asking import captured, payment, refund
from tests.integration.yookassa.scene import Scene, settings

PAYMENT = {
    "id": "2f000001-000f-5000-8000-00009e3779b1",
    "status": "pending",
    "amount": {"value": "650.00", "currency": "RUB"},
    "created_at": "2026-03-02T09:00:00.000Z",
}


@pytest.mark.parametrize(
    "news",
    [
        {"status": "meditating"},
        {"confirmation": {"type": "telepathy"}},
        {"payment_method": {"type": "shells", "id": "1", "saved": False}},
        {"new_member": {"of": ["the", "object"]}},
        {"metadata": None, "deal": None},
    ],
)
def test_an_unrecognised_word_is_pending_and_no_crash(news: dict[str, Any]) -> None:
    seen = payment_of(PAYMENT | news)
    assert (seen.state, seen.outcome) == (PaymentState.PENDING, Unknown("pending"))


def test_an_unrecognised_reason_is_told_as_it_is() -> None:
    details = {"party": "somebody", "reason": "bad_weather"}
    seen = payment_of(PAYMENT | {"status": "canceled", "cancellation_details": details})
    assert (seen.state, seen.reason) == (PaymentState.DECLINED, "bad_weather")


def test_an_unrecognised_refund_or_payout_is_pending() -> None:
    refunded = PAYMENT | {"payment_id": PAYMENT["id"], "status": "meditating"}
    assert refund_of(refunded).outcome == Unknown("refund_pending")
    paid = PAYMENT | {"status": "meditating", "payout_destination": {"type": "moon"}}
    assert payout_of(paid) == PayoutPending(str(PAYMENT["id"]))
    cancelled = paid | {"status": "canceled", "cancellation_details": {"reason": "eclipse"}}
    assert payout_of(cancelled) == PayoutRefused("eclipse")


@pytest.mark.parametrize(
    "event", ["payment.meditating", "payout.succeeded", "deal.closed", "", "x"]
)
def test_an_unknown_event_never_becomes_a_payment(event: str) -> None:
    about = PAYMENT | {"metadata": {"payment_id": f"pay_{'0' * 26}"}}
    notice = notice_of(_notification(event, about))
    assert (notice.event, notice.payment_id) == (event, None)


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b'"x"', b"null", b'{"event":"payment.succeeded"}', b"\xff"]
)
def test_an_unreadable_notification_is_about_nothing(body: bytes) -> None:
    notice = notice_of(body)
    assert (notice.event, notice.payment_id) == ("unreadable", None)
    assert notice.key


def test_events_have_no_id_so_event_object_and_status_are_the_key() -> None:
    waiting = PAYMENT | {"status": "waiting_for_capture"}
    first = notice_of(_notification("payment.waiting_for_capture", waiting))
    again = notice_of(_notification("payment.waiting_for_capture", waiting | {"test": True}))
    later = notice_of(_notification("payment.succeeded", PAYMENT | {"status": "succeeded"}))
    assert first.key == again.key != later.key


def test_only_listed_addresses_may_notify(plain: Scene) -> None:
    body = _notification("payment.succeeded", PAYMENT)
    for sender in ("185.71.76.0", "77.75.156.11", "2a02:5180:0:1509::1", "::ffff:77.75.153.1"):
        plain.provider.read_webhook({}, body, sender)
    plain.provider.read_webhook({}, body, "127.0.0.1")  # where the double notifies from
    strangers: tuple[str | None, ...] = (
        None,
        "",
        "77.75.156.12",
        "10.0.0.1",
        "2a02:5180:0:1510::1",
        "a.example",
    )
    for stranger in strangers:
        with pytest.raises(ForgedWebhook):
            plain.provider.read_webhook({"X-Forwarded-For": "185.71.76.0"}, body, stranger)


def test_in_production_the_simulator_may_not_notify() -> None:
    with pytest.raises(ValueError, match="addresses"):
        settings("https://api.example", production=True)
    with pytest.raises(ValueError, match="https"):
        settings("http://api.example", production=True, extra_networks=())


async def test_a_notification_is_not_believed_but_looked_after(plain: Scene) -> None:
    request = a_request("")
    asked = await plain.provider.hold(request)
    assert isinstance(asked, ActionRequired)
    lie = plain.book.payments[asked.reference].wire() | {"status": "succeeded", "paid": True}
    notice = plain.provider.read_webhook({}, _notification("payment.succeeded", lie), "127.0.0.1")
    assert notice.payment_id == request.payment_id
    view = await plain.provider.look_up(payment(plain, request))
    assert view is not None
    assert view.state is PaymentState.ACTION_REQUIRED


class Shop:
    """Receives notifications, and answers with what it is told to."""

    def __init__(self) -> None:
        self.status = 200
        self.got: list[dict[str, Any]] = []
        self.arrived = asyncio.Event()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            for _ in range(2):
                await send({"type": (await receive())["type"] + ".complete"})
            return
        self.got.append(json.loads((await receive())["body"]))
        await send({"type": "http.response.start", "status": self.status, "headers": []})
        await send({"type": "http.response.body", "body": b""})
        self.arrived.set()


async def test_only_exactly_200_ends_the_repetition_of_a_notification(plain: Scene) -> None:
    shop = Shop()
    await captured(plain)
    async with serving(shop) as url:
        plain.simulator.notify_url = f"{url}/webhooks/yookassa"
        for status in (204, 302, 503):
            shop.status = status
            assert await plain.simulator.deliver() == 0
        shop.status = 200
        assert await plain.simulator.deliver() == 2
        assert await plain.simulator.deliver() == 0
    events = [notice["event"] for notice in shop.got[-2:]]
    assert events == ["payment.waiting_for_capture", "payment.succeeded"]


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("lost_webhook", ["payment.succeeded"]),
        ("duplicate_webhook", [*["payment.waiting_for_capture"] * 2, "payment.succeeded"]),
        ("reordered_webhooks", ["payment.succeeded", "payment.waiting_for_capture"]),
    ],
)
async def test_notifications_get_lost_come_twice_and_out_of_order(
    plain: Scene, fault: str, expected: list[str]
) -> None:
    shop = Shop()
    async with serving(shop) as url:
        await captured(plain)
        plain.simulator.notify_url = url
        await plain.go_wrong("webhook", fault)
        await plain.simulator.deliver()
    assert [notice["event"] for notice in shop.got] == expected
    read = [notice_of(json.dumps(notice).encode()) for notice in shop.got]
    assert len({notice.key for notice in read}) == len(set(expected))


async def test_a_double_that_is_prompt_notifies_by_itself(plain: Scene) -> None:
    shop = Shop()
    async with serving(shop) as url:
        plain.simulator.notify_url, plain.simulator.prompt = url, True
        assert isinstance(await plain.provider.hold(a_request("sim_ok")), Authorised)
        await shop.arrived.wait()
    assert [notice["event"] for notice in shop.got] == ["payment.waiting_for_capture"]


async def test_a_refund_names_its_payment_in_the_notification(plain: Scene) -> None:
    about = await captured(plain)
    assert isinstance(await plain.provider.refund(refund(about)), Refunded | Refused)
    body = json.dumps(plain.simulator.machine.notices[-1].wire()).encode()
    notice = notice_of(body)
    assert (notice.event, notice.payment_id) == ("refund.succeeded", about.payment_id)


def _notification(event: str, about: dict[str, Any]) -> bytes:
    return json.dumps({"type": "notification", "event": event, "object": about}).encode()
