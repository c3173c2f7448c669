"""HTTP around the simulated account: the API, the pages for people, and the control endpoints."""

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs

from attrs import define, field, frozen

from foodmarket import ports
from foodmarket.adapters.stripe.client import REPLAYED
from foodmarket.adapters.stripe.simulator.faults import Fault, Faults
from foodmarket.adapters.stripe.simulator.forms import read_form
from foodmarket.adapters.stripe.simulator.machine import Request, StripeMachine
from foodmarket.adapters.stripe.simulator.objects import Object
from foodmarket.adapters.stripe.simulator.page import (
    done_page,
    onboarding_page,
    pay_page,
    step_page,
)
from foodmarket.adapters.stripe.simulator.refusals import StripeRefusal
from foodmarket.adapters.stripe.simulator.webhooks import WebhookLine

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
FAULT_HEADER = "x-simulator-fault"
_SILENT = frozenset({Fault.TIMEOUT_BEFORE, Fault.TIMEOUT_AFTER})


@frozen(kw_only=True)
class Exchange:
    """One request and what was answered, for tests that hold both to Stripe's schemas."""

    method: str
    path: str
    form: str
    status: int
    answer: Object
    headers: dict[str, str] = field(repr=False)


@frozen(kw_only=True)
class _Call:
    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: str


@define
class StripeSimulator:
    """An ASGI application. It takes any test key.

    Notifications leave at once, or without ``prompt`` when `deliver` is called.

    Control: ``POST /_control/faults`` with ``{"operation", "fault", "times"}``;
    ``POST /_control/webhooks`` sends what was held back; ``POST /_control/disputes`` with
    ``{"payment_intent"}`` opens one, with ``{"dispute", "won"}`` closes one;
    ``POST /_control/refunds`` with ``{"refund", "succeeds"}`` settles a pending one.
    A request's header ``X-Simulator-Fault`` makes that one request go wrong.
    """

    clock: ports.Clock
    webhook_url: str | None = None
    webhook_secret: str = field(default="whsec_simulator", repr=False)
    prompt: bool = True
    machine: StripeMachine = field(factory=StripeMachine)
    faults: Faults = field(factory=Faults)
    exchanges: list[Exchange] = field(factory=list)
    _sending: set[asyncio.Task[int]] = field(factory=set)
    webhooks: WebhookLine = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.webhooks = WebhookLine(self.clock, self.webhook_url, self.webhook_secret)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one connection's request."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        call = await _read(scope, receive)
        if call.path.startswith("/v1/"):
            await self._api(call, receive, send)
        elif call.path.startswith("/_control/"):
            await self._control(call, send)
        else:
            await self._page(call, send)
        if self.prompt:
            self._tell_later()

    async def deliver(self) -> int:
        """Try every notification that waits once; return how many were received."""
        return await self.webhooks.send()

    async def quiet(self) -> None:
        """Return when every notification that was due has been tried, held ones included."""
        while self._sending:
            await asyncio.gather(*self._sending)
        await self.webhooks.send_all()

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            phase = (await receive())["type"]
            if phase == "lifespan.shutdown":
                await asyncio.gather(*self._sending)
                await self.webhooks.close()
            await send({"type": f"{phase}.complete"})
            if phase == "lifespan.shutdown":
                return

    async def _api(self, call: _Call, receive: Receive, send: Send) -> None:
        if not call.headers.get("authorization", "").startswith(("Bearer sk_test", "Bearer rk_")):
            error = {"type": "invalid_request_error", "message": "Invalid API Key provided"}
            await _answer(send, 401, {"error": error})
            return
        form = call.query if call.method == "GET" else call.body
        request = Request(
            method=call.method,
            path=call.path,
            params=read_form(form),
            key=call.headers.get("idempotency-key"),
            at=int(self.clock.now().timestamp()),
        )
        asked = call.headers.get(FAULT_HEADER)
        fault = Fault(asked) if asked in set(Fault) else self.faults.take(request.operation)
        if fault is Fault.TIMEOUT_BEFORE:
            await _until_gone(receive)
            return
        if fault is Fault.RATE_LIMITED:
            error = {"type": "invalid_request_error", "code": "rate_limit", "message": "Slow down"}
            await _answer(send, 429, {"error": error}, {"retry-after": "1"})
            return
        reply = self.machine.answer(request, fault)
        self.webhooks.take(self._news(), fault)
        self.exchanges.append(
            Exchange(
                method=call.method,
                path=call.path,
                form=form,
                status=reply.status,
                answer=reply.body,
                headers=call.headers,
            )
        )
        if fault in _SILENT:
            self._tell_later()
            await _until_gone(receive)
        elif fault is Fault.GARBAGE:
            await _send(send, 200, "text/html", b"<html>upstream</html>")
        else:
            replayed = {REPLAYED.lower(): "true"} if reply.replayed else {}
            await _answer(send, reply.status, reply.body, replayed)

    async def _page(self, call: _Call, send: Send) -> None:
        identity = call.path.rpartition("/")[2]
        made = self.machine.book.objects.get(identity)
        if made is None or not {"pay", "onboarding"} & {*call.path.split("/")}:
            await _send(send, 404, "text/plain", b"not found")
            return
        choice = parse_qs(call.body).get("choice", [""])[0] if call.method == "POST" else ""
        leads_to = self._chosen(made, choice) if choice else None
        if leads_to:
            await _send(send, 303, "text/plain", b"", {"location": leads_to})
            return
        if made["object"] == "account" and not made["details_submitted"]:
            text = onboarding_page()
        elif made["object"] == "checkout.session" and made["status"] == "open":
            text = pay_page("Checkout", made["amount_total"], made["currency"])
        elif made.get("next_action"):
            text = step_page(made)
        else:
            text = done_page()
        await _send(send, 200, "text/html; charset=utf-8", text.encode())

    def _chosen(self, made: Object, choice: str) -> str | None:
        """Do what the person chose; return where to go from here."""
        now, payments = int(self.clock.now().timestamp()), self.machine.payments
        if made["object"] == "account":
            leads_to = self.machine.onboard(made, now)
            self.webhooks.take(self._news(), None)
            return leads_to
        if made["object"] == "checkout.session":
            if made["status"] != "open":
                return None
            intent = payments.pay_page(made, choice, now)
        else:
            intent = made
            back = (made.get("next_action") or {}).get("redirect_to_url", {}).get("return_url")
            payments.second_step(made, now, agrees=choice == "pay")
        self.webhooks.take(self._news(), self.faults.take("page"))
        step = (intent.get("next_action") or {}).get("redirect_to_url") or {}
        if made["object"] == "checkout.session":
            paid = intent["status"] == "requires_capture"
            return str(made["success_url"]) if paid else _text(step.get("url"))
        return _text(back)

    async def _control(self, call: _Call, send: Send) -> None:
        try:
            asked = json.loads(call.body or "{}")
            self._obey(call.path.removeprefix("/_control/"), asked)
        except (ValueError, LookupError, TypeError, StripeRefusal) as error:
            await _answer(send, 400, {"error": {"message": type(error).__name__}})
            return
        if call.path == "/_control/webhooks":
            await self.quiet()
        await _answer(send, 200, {"ok": True})

    def _obey(self, what: str, asked: Object) -> None:
        now, book = int(self.clock.now().timestamp()), self.machine.book
        payments = self.machine.payments
        match what:
            case "faults":
                times = int(asked.get("times", 1))
                self.faults.add(str(asked["operation"]), Fault(asked["fault"]), times)
            case "disputes" if "dispute" in asked:
                found = book.get(str(asked["dispute"]), "disputes")
                payments.close_dispute(found, now, won=bool(asked["won"]))
            case "disputes":
                intent = book.get(str(asked["payment_intent"]), "payment_intents")
                payments.dispute(book.objects[intent["latest_charge"]], now)
            case "refunds":
                found = book.get(str(asked["refund"]), "refunds")
                payments.settle_refund(found, now, succeeds=bool(asked["succeeds"]))
            case "webhooks":
                return
            case _:
                raise LookupError(what)
        self.webhooks.take(self._news(), None)

    def _news(self) -> list[Object]:
        news, self.machine.book.news = self.machine.book.news, []
        return news

    def _tell_later(self) -> None:
        task = asyncio.create_task(self.webhooks.send())
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


async def _read(scope: Message, receive: Receive) -> _Call:
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    headers = {name.decode().lower(): value.decode() for name, value in scope["headers"]}
    return _Call(
        method=scope["method"],
        path=scope["path"],
        query=scope["query_string"].decode(),
        headers=headers,
        body=body.decode(),
    )


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _answer(
    send: Send, status: int, body: Object, headers: dict[str, str] | None = None
) -> None:
    await _send(send, status, "application/json", json.dumps(body).encode(), headers)


async def _send(
    send: Send, status: int, kind: str, body: bytes, headers: dict[str, str] | None = None
) -> None:
    told = {"content-type": kind, "content-length": str(len(body)), **(headers or {})}
    encoded = [(name.encode(), value.encode()) for name, value in told.items()]
    await send({"type": "http.response.start", "status": status, "headers": encoded})
    await send({"type": "http.response.body", "body": body})
