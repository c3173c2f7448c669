"""Stripe: the real adapter and SDK, answered by the state machine of the double."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import httpx
from stripe import WebhookSignature

from foodmarket import ports
from foodmarket.adapters.stripe.client import REPLAYED
from foodmarket.adapters.stripe.config import StripeConfig
from foodmarket.adapters.stripe.provider import stripe_provider
from foodmarket.adapters.stripe.simulator.faults import Fault as BankFault
from foodmarket.adapters.stripe.simulator.forms import read_form
from foodmarket.adapters.stripe.simulator.machine import Request, StripeMachine
from foodmarket.adapters.stripe.simulator.objects import Object, new_line
from foodmarket.adapters.stripe.webhooks import HEADER
from foodmarket.domain.payments.model import PaymentId
from foodmarket.domain.payouts.decisions import payout_request
from foodmarket.domain.payouts.model import Payout
from foodmarket.entrypoints.simulation.banks.bank import BankRecord, News, Notification, Ties
from foodmarket.entrypoints.simulation.banks.wire import Wire
from foodmarket.entrypoints.simulation.faults import Fault
from foodmarket.entrypoints.simulation.ids import START
from foodmarket.entrypoints.simulation.store import Machine
from foodmarket.entrypoints.simulation.world import World

SECRET, GUESS = "whsec_of_the_city", "whsec_guessed"
TOPPED_UP = 100_000_000  # minor units; fees may take more of an order than the platform keeps
NEVER_OPENS = 1_000_000_000  # failures; a circuit would go by the clock of the real machine
WAITS = frozenset({"requires_action", "requires_capture", "processing"})


class StripeSide:
    """An account at Stripe."""

    name = "stripe"

    def __init__(self, world: World, ties: Ties) -> None:
        self._world = world
        self._ties = ties
        self._machine = StripeMachine(page_url="https://stripe.example")
        self._book = book = self._machine.book
        began = int(START.timestamp())
        source: Object = {"id": "tu_city", "currency": "rub"}
        book.keep(new_line(book.number(), "topup", TOPPED_UP, 0, source, began))
        self._refusing: set[str] = set()
        self._config = StripeConfig(
            api_key="sk_test_city",
            webhook_secrets=(SECRET,),
            failures_to_open=NEVER_OPENS,
        )

    def reach(self, machine: Machine, clock: ports.Clock) -> ports.PaymentProvider:
        wire = Wire(machine=machine, key="Idempotency-Key", serve=self._serve, told=self._ties.told)
        return stripe_provider(self._config, clock, wire)

    async def answer(self, payment_id: PaymentId, now: datetime, *, agrees: bool) -> None:
        at, payments = int(now.timestamp()), self._machine.payments
        payments.elapse(at)
        for session in list(self._of("checkout.session", payment_id)):
            if session["status"] == "open" and not session["payment_intent"]:
                payments.pay_page(session, "pay" if agrees else "decline", at)
        for intent in list(self._of("payment_intent", payment_id)):
            payments.second_step(intent, at, agrees=agrees)

    async def next_due(self) -> datetime | None:
        if self._book.news:
            return START
        ends = [
            made["expires_at"]
            if made["object"] == "checkout.session"
            else self._charge(made)["payment_method_details"]["card"]["capture_before"]
            for made in self._book.objects.values()
            if (made.get("object"), made.get("status"))
            in {("checkout.session", "open"), ("payment_intent", "requires_capture")}
        ]
        return datetime.fromtimestamp(min(ends), UTC) if ends else None

    async def news(self, now: datetime) -> Sequence[News]:
        self._machine.payments.elapse(int(now.timestamp()))
        told, self._book.news = self._book.news, []
        return [News(subject=_payment_of(it["data"]["object"]), content=it) for it in told]

    def notification(self, news: News, now: datetime, *, forged: bool = False) -> Notification:
        body = httpx.Request("POST", "https://food.example", json=news.content).content
        secret = GUESS if forged else SECRET
        sign = WebhookSignature.generate_signature_header
        return Notification({HEADER: sign(body.decode(), secret, int(now.timestamp()))}, body)

    async def total(self) -> int:
        lines = self._all("balance_transaction")
        return sum(int(line["net"]) for line in lines) - TOPPED_UP

    async def record_of(self, payment_id: PaymentId, now: datetime) -> BankRecord | None:
        self._machine.payments.elapse(int(now.timestamp()))
        intents = list(self._of("payment_intent", payment_id))
        pages = [it["status"] for it in self._of("checkout.session", payment_id)]
        if not intents:
            return (
                None
                if not pages
                else BankRecord(state=pages[-1], captured=0, refunded=0, open="open" in pages)
            )
        mine = {it["id"] for it in intents}
        captured = sum(it["amount_received"] for it in intents)
        back = [
            it["amount"]
            for kind, status in (("refund", "succeeded"), ("dispute", "lost"))
            for it in self._all(kind)
            if it["payment_intent"] in mine and it["status"] == status
        ]
        return BankRecord(
            state=intents[-1]["status"],
            captured=captured,
            refunded=min(sum(back), captured),  # banks take back what was refunded, too
            open=any(it["status"] in WAITS for it in intents) or "open" in pages,
        )

    async def has_paid(self, payout: Payout) -> bool:
        key = payout_request(payout).key
        transfers = self._all("transfer")
        return any(
            it["metadata"].get("operation_id") == key and not it["reversed"] for it in transfers
        )

    async def charge_back(self, payment_id: PaymentId, now: datetime) -> str | None:
        taken = [it for it in self._of("payment_intent", payment_id) if it["status"] == "succeeded"]
        if not taken or self._charge(taken[0])["disputed"]:
            return None
        made = self._machine.payments.dispute(self._charge(taken[0]), int(now.timestamp()))
        return str(made["id"])

    async def decide(self, dispute: str, now: datetime, *, won: bool) -> None:
        made = self._book.objects[dispute]
        if made["status"] not in {"won", "lost"}:
            self._machine.payments.close_dispute(made, int(now.timestamp()), won=won)

    def _serve(self, sent: httpx.Request, fails: bool) -> httpx.Response:
        form = sent.url.query.decode() if sent.method == "GET" else sent.content.decode()
        asked = Request(
            method=sent.method,
            path=sent.url.path,
            params=read_form(form),
            key=sent.headers.get("Idempotency-Key"),
            at=int(self._world.now().timestamp()),
        )
        fault = BankFault.ERROR_500 if fails else None
        if fault is None and asked.operation == "refund" and self._refuses(asked):
            fault = BankFault.DECLINE
        reply = self._machine.answer(asked, fault)
        headers = {REPLAYED: "true"} if reply.replayed else {}
        return httpx.Response(reply.status, json=reply.body, headers=headers)

    def _refuses(self, asked: Request) -> bool:
        world, intent = self._world, str(asked.params.get("payment_intent"))
        if world.hits(Fault.REFUND_REFUSED, intent):
            self._refusing.add(intent)
        return intent in self._refusing and not world.calm

    def _charge(self, intent: Object) -> Object:
        return self._book.objects[intent["latest_charge"]]

    def _all(self, kind: str) -> Iterator[Object]:
        return (it for it in self._book.objects.values() if it.get("object") == kind)

    def _of(self, kind: str, payment_id: PaymentId) -> Iterator[Object]:
        return (it for it in self._all(kind) if _payment_of(it) == payment_id)


def _payment_of(made: Object) -> str:
    return str((made.get("metadata") or {}).get("payment_id", ""))
