"""The YooKassa rail and the double of YooKassa behind it, on a clock of the test's own."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, ClassVar
from urllib.parse import urlsplit

import httpx
from attrs import evolve, field, frozen

from foodmarket.adapters.system import AdjustableClock
from foodmarket.adapters.yookassa import (
    PayoutGateway,
    YooKassaClient,
    YooKassaProvider,
    YooKassaSettings,
)
from foodmarket.adapters.yookassa.simulator import Fault, Machine, Simulator
from foodmarket.domain.payments.requests import PaymentRequest
from foodmarket.ports.contracts.provider import Notification
from foodmarket.ports.contracts.samples import NOW
from tests.integration.rails.serving import serving
from tests.integration.yookassa.spec import Exchange, spec_if_present

SHOP, SECRET = "100500", "test_only_for_tests"
TOKENS = {
    "ok": "sim_ok",
    "declined": "sim_insufficient_funds",
    "action_required": "sim_second_step",
    "answer_lost": "sim_answer_lost",
}
STRANGERS = (None, "", "185.71.76.32", "8.8.8.8", "::1", "somewhere", "185.71.76.1, 8.8.8.8")
GATEWAY = PayoutGateway(account_id=SHOP, secret_key=SECRET)


class Recording(httpx.AsyncBaseTransport):
    """A line that remembers what went over it."""

    def __init__(self) -> None:
        self.exchanges: list[Exchange] = []
        self._line = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        sent, headers = await request.aread(), dict(request.headers)
        asked = Exchange(request.method, request.url.path, headers, sent)
        number = len(self.exchanges)
        self.exchanges.append(asked)  # remembered even if no answer comes
        response = await self._line.handle_async_request(request)
        received = await response.aread()
        self.exchanges[number] = evolve(asked, status=response.status_code, received=received)
        return response

    async def aclose(self) -> None:
        await self._line.aclose()


@frozen
class Scene:
    """`foodmarket.ports.contracts.rail.Door` to the double."""

    provider: YooKassaProvider
    simulator: Simulator
    clock: AdjustableClock
    url: str
    line: Recording = field(repr=False)

    tokens: ClassVar[dict[str, str]] = TOKENS
    busy: ClassVar[str] = "accepted_202"

    @property
    def door(self) -> "Scene":
        return self

    async def notify(self, receiver: str | None) -> None:
        self.simulator.notify_url = receiver

    async def quiet(self) -> None:
        while self.simulator.machine.notices:
            await self.simulator.deliver()

    @property
    def destination(self) -> str:
        return "sim_card"

    @property
    def book(self) -> Any:
        """Return what the double holds."""
        return self.simulator.machine.book

    def advance(self, by: timedelta) -> None:
        self.clock.advance(by)

    async def go_wrong(self, operation: str, fault: str, times: int = 1) -> None:
        self.simulator.faults.plan(operation, Fault(fault), times)

    async def choose(self, url: str, choice: str) -> None:
        async with httpx.AsyncClient(trust_env=False) as client:
            page = f"{self.url}{urlsplit(url).path}"
            answer = await client.post(f"{page}/{choice}")
            if answer.status_code == httpx.codes.OK and choice == "pay":  # the bank asks, too
                answer = await client.post(f"{page}/confirm")
        assert answer.status_code == httpx.codes.SEE_OTHER

    async def count(self, what: str) -> int:
        book = self.book
        payments = [each for each in book.payments.values() if each.status != "canceled"]
        found = {
            "payments": len(payments),
            "captures": sum(each.status == "succeeded" for each in payments),
            "refunds": sum(each.status != "canceled" for each in book.refunds.values()),
            "payouts": sum(each.status != "canceled" for each in book.payouts.values()),
        }
        return int(found[what])

    def claim_captured(self, request: PaymentRequest, reference: str) -> Notification:
        facts = {"payment_id": request.payment_id}
        about = {"id": reference, "status": "succeeded", "metadata": facts}
        return notification("payment.succeeded", about)

    async def dispute(self, reference: str) -> None:
        raise NotImplementedError("nobody can dispute at YooKassa")


def settings(url: str, **changes: Any) -> YooKassaSettings:
    usual: dict[str, Any] = {
        "shop_id": SHOP,
        "secret_key": SECRET,
        "return_url": "https://shop.example/orders",
        "endpoint": f"{url}/v3",
        "payout_gateway": GATEWAY,
        "timeout": timedelta(seconds=5),
        "failures": 100,
        "extra_networks": ("127.0.0.0/8",),
        "production": False,
    }
    return YooKassaSettings(**(usual | changes))


def notification(event: str, about: dict[str, Any], sender: str = "185.71.76.1") -> Notification:
    """Return a notification as YooKassa sends it; only its sender's address speaks for it."""
    return (
        {},
        json.dumps({"type": "notification", "event": event, "object": about}).encode(),
        sender,
    )


@asynccontextmanager
async def scene(**changes: Any) -> AsyncIterator[Scene]:
    """Open rail and double; at the end all that went over the line has to fit the schema."""
    clock, line = AdjustableClock(NOW), Recording()
    simulator = Simulator(machine=Machine(), clock=clock, shop_id=SHOP, secret_key=SECRET, hangs=0)
    async with serving(simulator) as url:
        simulator.machine = Machine(page_url=f"{url}/pay")
        used = settings(url, **changes)
        client = YooKassaClient(used, line)
        try:
            yield Scene(YooKassaProvider(used, client, clock), simulator, clock, url, line)
        finally:
            await client.close()
    known = spec_if_present()
    if known is not None:
        notices = [notice.wire() for notice in simulator.machine.notices]
        faults = [fault for each in line.exchanges for fault in known.faults(each)]
        faults += [fault for each in notices for fault in known.faults_of_notice(each)]
        assert faults == []
