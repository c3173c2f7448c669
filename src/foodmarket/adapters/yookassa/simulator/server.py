"""The simulator as an ASGI application: the API under ``/v3``, the page, and the control."""

import asyncio
import hmac
import json
from base64 import b64encode
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qsl

import httpx
from attrs import define, field

from foodmarket import ports
from foodmarket.adapters.yookassa.simulator.faults import Fault, Faults, operation_of
from foodmarket.adapters.yookassa.simulator.machine import Answer, Call, Machine
from foodmarket.adapters.yookassa.simulator.page import language_of, pay_page
from foodmarket.adapters.yookassa.simulator.payments import SECOND_STEP
from foodmarket.adapters.yookassa.simulator.state import Notice

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
FAULT_HEADER = "x-simulator-fault"
TIMEOUT = 10.0  # seconds
PROCESSING = {"type": "processing", "description": "Not processed yet", "retry_after": 1800}


@define
class Request:
    """An HTTP request, read to its end; header names are in small letters."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    def json(self) -> dict[str, Any] | None:
        """Return the body as an object; None where it is none."""
        try:
            read = json.loads(self.body or b"{}")
        except ValueError:
            return None
        return read if isinstance(read, dict) else None


@define(kw_only=True)
class Simulator:
    """Serves one shop. Notifications wait until `deliver`, or leave at once with ``prompt``.

    ``hangs`` is how long a timed-out request is kept open, in seconds; the line is cut then.
    """

    machine: Machine
    clock: ports.Clock
    shop_id: str
    secret_key: str = field(repr=False)
    notify_url: str | None = None
    prompt: bool = False
    hangs: float = 60.0
    faults: Faults = field(factory=Faults)
    _unsent: list[Notice] = field(factory=list)
    _tasks: set[asyncio.Task[int]] = field(factory=set)
    _client: httpx.AsyncClient | None = field(default=None, init=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        request = await _read(scope, receive)
        match request.path.strip("/").split("/"):
            case ["v3", *_]:
                await self._serve_api(request, receive, send)
            case ["pay", reference, *action]:
                await self._serve_page(request, reference, action, send)
            case ["_control", *what]:
                await self._serve_control(request, what, send)
            case _:
                await _respond(send, 404, {"type": "error", "code": "not_found"})
        if self.prompt and self.machine.notices:
            self._tasks.add(task := asyncio.create_task(self.deliver()))
            task.add_done_callback(self._tasks.discard)

    async def deliver(self) -> int:
        """Send what is to be notified; return how many were received. The rest is kept."""
        self._unsent += self.machine.notices
        self.machine.notices.clear()
        if self.notify_url is None:
            return 0
        sending, self._unsent = self._with_faults(self._unsent), []
        received = 0
        for notice in sending:
            if await self._post(self.notify_url, notice):
                received += 1
            else:
                self._unsent.append(notice)
        return received

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.aclose()

    async def _post(self, url: str, notice: Notice) -> bool:
        if self._client is None:
            self._client = httpx.AsyncClient(timeout=TIMEOUT, trust_env=False)
        try:
            answer = await self._client.post(url, json=notice.wire())
        except httpx.HTTPError:
            return False
        return answer.status_code == httpx.codes.OK

    def _with_faults(self, notices: list[Notice]) -> list[Notice]:
        sending: list[Notice] = []
        late: list[Notice] = []
        for notice in notices:
            match self.faults.next("webhook"):
                case Fault.LOST_WEBHOOK:
                    continue
                case Fault.DUPLICATE_WEBHOOK:
                    sending += [notice, notice]
                case Fault.REORDERED_WEBHOOKS:
                    late.append(notice)
                case _:
                    sending.append(notice)
        return sending + late

    async def _serve_api(self, request: Request, receive: Receive, send: Send) -> None:
        if not self._authentic(request):
            await _respond(send, 401, {"type": "error", "code": "invalid_credentials"})
            return
        path = request.path.removeprefix("/v3")
        operation = operation_of(request.method, path)
        given = request.headers.get(FAULT_HEADER)
        fault = Fault(given) if given in set(Fault) else self.faults.next(operation)
        if fault is not None and fault.of_webhook:
            self.faults.plan("webhook", fault)
        match fault:
            case Fault.TIMEOUT_BEFORE:
                await self._hang(receive, send)
                return
            case Fault.ERROR_500:
                await _respond(send, 500, _failed())
                return
            case Fault.ACCEPTED_202:
                await _respond(send, 202, PROCESSING)
                return
            case Fault.RATE_LIMITED_429:
                await _respond(send, 429, _failed() | {"retry_after": 0})
                return
            case _:
                answer = self._act(request, path, fault)
        if fault is Fault.TIMEOUT_AFTER or self._loses_answer(request, answer):
            await self._hang(receive, send)
        elif fault is Fault.ERROR_500_AFTER:
            await _respond(send, 500, _failed())
        elif fault is Fault.GARBAGE:
            await _respond(send, 200, "<html>Service is being mended</html>")
        else:
            await _respond(send, answer.status, answer.body)

    def _act(self, request: Request, path: str, fault: Fault | None) -> Answer:
        call = Call(
            method=request.method,
            path=path,
            query=request.query,
            key=request.headers.get("idempotence-key"),
            body=request.json(),
            fault=fault if fault is not None and fault.of_money else None,
        )
        return self.machine.handle(call, self.clock.now())

    def _loses_answer(self, request: Request, answer: Answer) -> bool:
        """Tell whether the card of a new payment lets the first answer get lost."""
        payment = self.machine.book.payments.get(str(answer.body.get("id")))
        if request.method == "GET" or payment is None or payment.behaviour != "answer_lost":
            return False
        payment.behaviour = "ok"
        return True

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            event = (await receive())["type"]
            if event == "lifespan.shutdown":
                for task in tuple(self._tasks):
                    task.cancel()
                await asyncio.gather(*self._tasks, return_exceptions=True)
                await self.close()
            await send({"type": f"{event}.complete"})
            if event == "lifespan.shutdown":
                return

    async def _hang(self, receive: Receive, send: Send) -> None:
        """Keep the caller waiting, then cut the line in the middle of an answer."""
        try:
            async with asyncio.timeout(self.hangs):
                while (await receive())["type"] != "http.disconnect":
                    pass
        except TimeoutError:
            headers = [(b"content-length", b"100")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})

    async def _serve_page(
        self, request: Request, reference: str, action: list[str], send: Send
    ) -> None:
        self.machine.elapse(self.clock.now())
        payment = self.machine.book.payments.get(reference)
        if payment is None:
            await _respond(send, 404, "")
            return
        if request.method == "POST":
            fault = self.faults.next("page")
            if fault is not None and fault.of_webhook:
                self.faults.plan("webhook", fault)
        language = request.query.get("lang") or request.headers.get("accept-language", "")
        match request.method, action:
            case "POST", ["pay" | "confirm"] if not (
                action == ["pay"] and payment.behaviour == SECOND_STEP
            ):
                self.machine.payments.pay(payment, self.clock.now())
            case "POST", ["decline"]:
                refusal = "3d_secure_failed" if payment.behaviour == SECOND_STEP else None
                self.machine.payments.pay(payment, self.clock.now(), refusal or "general_decline")
            case _:
                at_bank = request.method == "POST"
                page = pay_page(payment, language_of(language), at_bank=at_bank)
                await _respond(send, 200, page)
                return
        location = (payment.return_url or "/").encode("latin-1", "ignore")
        await _respond(send, 303, "", [(b"location", location)])

    async def _serve_control(self, request: Request, what: list[str], send: Send) -> None:
        body = request.json() or {}
        match request.method, what:
            case "POST", ["faults"] if body.get("fault") in set(Fault):
                times = int(body.get("times", 1))
                self.faults.plan(str(body["operation"]), Fault(body["fault"]), times)
                await _respond(send, 200, {"planned": times})
            case "POST", ["deliver"]:
                await _respond(send, 200, {"received": await self.deliver()})
            case "POST", ["elapse"]:
                self.machine.elapse(self.clock.now())
                await _respond(send, 200, {"notices": len(self.machine.notices)})
            case _:
                await _respond(send, 400, {"faults": [fault.value for fault in Fault]})

    def _authentic(self, request: Request) -> bool:
        expected = b"Basic " + b64encode(f"{self.shop_id}:{self.secret_key}".encode())
        return hmac.compare_digest(request.headers.get("authorization", "").encode(), expected)


def _failed() -> dict[str, Any]:
    return {"type": "error", "id": "ab5a11cd-13cc-4e33-af8b-75a74e18dd09"}


async def _read(scope: Scope, receive: Receive) -> Request:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return Request(
        method=scope["method"],
        path=scope["path"],
        query=dict(parse_qsl(scope["query_string"].decode("latin-1"))),
        headers={
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        },
        body=body,
    )


async def _respond(
    send: Send, status: int, body: object, headers: list[tuple[bytes, bytes]] | None = None
) -> None:
    if isinstance(body, str):
        content, kind = body.encode(), b"text/html; charset=utf-8"
    else:
        content, kind = json.dumps(body, ensure_ascii=False).encode(), b"application/json"
    sent = [(b"content-type", kind), (b"content-length", str(len(content)).encode())]
    start = {"type": "http.response.start", "status": status, "headers": sent + (headers or [])}
    await send(start)
    await send({"type": "http.response.body", "body": content})
