"""The simulator's heart: states, money and keys, driven by calls and a clock; no I/O, no chance.

Tokens of cards and of payout destinations say what happens, see `CARDS` and `DESTINATIONS`.
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import datetime, timedelta
from json import dumps
from typing import Any

from attrs import define, field, frozen

from foodmarket.adapters.yookassa.simulator.deals import Deals
from foodmarket.adapters.yookassa.simulator.faults import Fault
from foodmarket.adapters.yookassa.simulator.lists import listed
from foodmarket.adapters.yookassa.simulator.payments import CARDS, Payments
from foodmarket.adapters.yookassa.simulator.payouts import DESTINATIONS, Payouts
from foodmarket.adapters.yookassa.simulator.records import Json
from foodmarket.adapters.yookassa.simulator.refusals import Refuse, error
from foodmarket.adapters.yookassa.simulator.state import Book, Notice
from foodmarket.domain.kernel.money import BasisPoints

__all__ = ["CARDS", "DESTINATIONS", "Answer", "Call", "Machine"]
KEY_LASTS = timedelta(hours=24)


@frozen(kw_only=True)
class Call:
    """One request: path without ``/v3``, query as given, and a fault of the banks, if any."""

    method: str
    path: str
    query: Mapping[str, str] = field(factory=dict)
    key: str | None = None
    body: Json | None = None
    fault: Fault | None = None


@frozen
class Answer:
    """What the API says."""

    status: int
    body: Json


@define
class _Kept:
    asked: str
    at: datetime
    answer: Answer


class Machine:
    """Everything YooKassa knows of one shop. ``fee`` is what it keeps of each capture."""

    def __init__(
        self,
        *,
        page_url: str = "http://127.0.0.1/pay",
        fee: BasisPoints = BasisPoints(350),
        deal_lasts: timedelta = timedelta(days=90),
    ) -> None:
        self.book = Book()
        self.deals = Deals(self.book, deal_lasts)
        self.payments = Payments(self.book, self.deals, page_url, fee)
        self.payouts = Payouts(self.book, self.deals)
        self._kept: dict[str, _Kept] = {}

    @property
    def notices(self) -> list[Notice]:
        """Return what is to be notified, oldest first; whoever sends it takes it out."""
        return self.book.notices

    def handle(self, call: Call, now: datetime) -> Answer:
        """Answer one request; a repeated key acts once and is answered as the first time."""
        self.elapse(now)
        try:
            if call.method == "GET":
                return Answer(200, self._show(call))
            return self._once(call, now)
        except Refuse as refusal:
            return Answer(refusal.status, refusal.body)

    def elapse(self, now: datetime) -> None:
        """Let time alone do what it does."""
        self.payments.elapse(now)
        self.payouts.elapse(now)

    def _once(self, call: Call, now: datetime) -> Answer:
        if not call.key or len(call.key) > 64:
            raise error(400, "invalid_request", parameter="Idempotence-Key")
        asked = dumps([call.path, call.body], sort_keys=True)
        kept = self._kept.get(call.key)
        if kept is not None and now - kept.at < KEY_LASTS:
            if kept.asked != asked:
                raise error(400, "invalid_request", description="Idempotence key duplicated")
            return deepcopy(kept.answer)
        try:
            answer = Answer(200, deepcopy(self._act(call, now)))
        except Refuse as refusal:
            answer = Answer(refusal.status, refusal.body)
        self._kept[call.key] = _Kept(asked, now, answer)
        return answer

    def _act(self, call: Call, now: datetime) -> Json:
        body, fault = call.body or {}, call.fault
        match call.path.strip("/").split("/"):
            case ["payments"]:
                return self.payments.open(body, now, fault)
            case ["payments", reference, "capture"]:
                return self.payments.capture(reference, body, now)
            case ["payments", reference, "cancel"]:
                return self.payments.cancel(reference)
            case ["refunds"]:
                return self.payments.refund(body, now, fault)
            case ["deals"]:
                return self.deals.open(body, now)
            case ["payouts"]:
                return self.payouts.open(body, now, fault)
            case _:
                raise error(404, "not_found")

    def _show(self, call: Call) -> Json:
        book = self.book
        shelves: dict[str, Mapping[str, Any]] = {
            "payments": book.payments,
            "refunds": book.refunds,
            "deals": book.deals,
            "payouts": book.payouts,
        }
        match call.path.strip("/").split("/"):
            case ["payouts", "search"]:
                return listed(book.payouts.values(), call.query)
            case [shelf] if shelf in shelves:
                return listed(shelves[shelf].values(), call.query)
            case [shelf, reference] if reference in shelves.get(shelf, {}):
                wire: Callable[[], Json] = shelves[shelf][reference].wire
                return wire()
            case _:
                raise error(404, "not_found")
