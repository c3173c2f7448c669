"""YooKassa: the real adapter, answered by the state machine of the double."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from json import dumps, loads

import httpx

from foodmarket import ports
from foodmarket.adapters.yookassa import (
    PayoutGateway,
    YooKassaClient,
    YooKassaProvider,
    YooKassaSettings,
)
from foodmarket.adapters.yookassa.simulator import Machine as Shop
from foodmarket.adapters.yookassa.simulator.faults import Fault as BankFault
from foodmarket.adapters.yookassa.simulator.machine import Call
from foodmarket.adapters.yookassa.simulator.records import SimPayment
from foodmarket.domain.payments.model import PaymentId
from foodmarket.domain.payouts.decisions import payout_request
from foodmarket.domain.payouts.model import Payout
from foodmarket.entrypoints.simulation.banks.bank import BankRecord, News, Notification, Ties
from foodmarket.entrypoints.simulation.banks.wire import Wire
from foodmarket.entrypoints.simulation.faults import Fault
from foodmarket.entrypoints.simulation.ids import START
from foodmarket.entrypoints.simulation.store import Machine
from foodmarket.entrypoints.simulation.world import World

THEIRS, ANOTHERS = "77.75.153.10", "203.0.113.9"  # whose addresses notifications come from
NEVER_OPENS = 1_000_000_000  # failures; a circuit would go by the clock of the real machine
PENDING = frozenset({"pending", "waiting_for_capture"})


class YooKassaSide:
    """A shop at YooKassa, with a gateway for payouts."""

    name = "yookassa"

    def __init__(self, world: World, ties: Ties) -> None:
        self._world = world
        self._ties = ties
        self._shop = Shop(page_url="https://yookassa.example/pay")
        self._book = self._shop.book
        self._refusing: set[str] = set()
        self._settings = YooKassaSettings(
            shop_id="100500",
            secret_key="of_the_city",  # noqa: S106 - of a shop without money
            return_url="https://food.example/o",
            payout_gateway=PayoutGateway(account_id="100700", secret_key="gate"),  # noqa: S106
            timeout=timedelta(seconds=20),
            failures=NEVER_OPENS,
        )

    def reach(self, machine: Machine, clock: ports.Clock) -> ports.PaymentProvider:
        wire = Wire(machine=machine, key="Idempotence-Key", serve=self._serve, told=self._ties.told)
        return YooKassaProvider(self._settings, YooKassaClient(self._settings, wire), clock)

    async def answer(self, payment_id: PaymentId, now: datetime, *, agrees: bool) -> None:
        self._shop.elapse(now)
        for payment in list(self._of(payment_id)):
            self._shop.payments.pay(payment, now, None if agrees else "3d_secure_failed")

    async def next_due(self) -> datetime | None:
        if self._book.notices:
            return START
        book = self._book
        ends = [it.ends_at for it in book.payments.values() if it.status in PENDING]
        for way in (book.refunds.values(), book.payouts.values()):
            ends += [it.ends[0] for it in way if it.status == "pending" and it.ends]
        return min(ends, default=None)

    async def news(self, now: datetime) -> Sequence[News]:
        self._shop.elapse(now)
        told = list(self._book.notices)
        self._book.notices.clear()
        return [
            News(subject=str(it.about.get("metadata", {}).get("payment_id", "")), content=it.wire())
            for it in told
        ]

    def notification(self, news: News, now: datetime, *, forged: bool = False) -> Notification:
        del now  # such letters bear neither date nor signature
        return Notification({}, dumps(news.content).encode(), ANOTHERS if forged else THEIRS)

    async def total(self) -> int:
        payments, payouts = self._book.payments.values(), self._book.payouts.values()
        taken = sum(
            it.income.amount - it.refunded.amount for it in payments if it.income is not None
        )
        return taken - sum(it.amount.amount for it in payouts if it.status == "succeeded")

    async def record_of(self, payment_id: PaymentId, now: datetime) -> BankRecord | None:
        self._shop.elapse(now)
        payments = list(self._of(payment_id))
        if not payments:
            return None
        return BankRecord(
            state=payments[-1].status,
            captured=sum(it.amount.amount for it in payments if it.status == "succeeded"),
            refunded=sum(it.refunded.amount for it in payments),
            open=any(it.status in PENDING for it in payments),
        )

    async def has_paid(self, payout: Payout) -> bool:
        key = payout_request(payout).key
        return any(
            it.status == "succeeded" and it.metadata.get("operation_id") == key
            for it in self._book.payouts.values()
        )

    def _serve(self, sent: httpx.Request, fails: bool) -> httpx.Response:
        call = Call(
            method=sent.method,
            path=sent.url.path.removeprefix("/v3"),
            query=dict(sent.url.params),
            key=sent.headers.get("Idempotence-Key"),
            body=loads(sent.content or b"{}"),
        )
        if call.path == "/refunds" and call.method == "POST":
            call = self._refused(call)
        answer = self._shop.handle(call, self._world.now())
        if fails:
            return httpx.Response(500, json={"type": "error"})
        return httpx.Response(answer.status, json=answer.body)

    def _refused(self, call: Call) -> Call:
        world, payment = self._world, str((call.body or {}).get("payment_id"))
        if world.hits(Fault.REFUND_REFUSED, payment):
            self._refusing.add(payment)
        if payment not in self._refusing or world.calm:
            return call
        return Call(
            method=call.method,
            path=call.path,
            query=call.query,
            key=call.key,
            body=call.body,
            fault=BankFault.REFUND_FAILS,
        )

    def _of(self, payment_id: PaymentId) -> Iterator[SimPayment]:
        payments = self._book.payments.values()
        return (it for it in payments if it.metadata.get("payment_id") == payment_id)
