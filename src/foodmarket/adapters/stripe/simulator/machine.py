"""The simulated Stripe account: requests go in, answers and events come out.

No I/O, no clock and no chance: the instant of a request is an argument, and ids count upwards, so
the same requests always lead to the same state.
"""

import re
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from attrs import define, field, frozen

from foodmarket.adapters.stripe.simulator.book import Book
from foodmarket.adapters.stripe.simulator.faults import Fault
from foodmarket.adapters.stripe.simulator.objects import (
    Object,
    new_account,
    new_line,
    new_reversal,
    new_transfer,
)
from foodmarket.adapters.stripe.simulator.payments import Payments
from foodmarket.adapters.stripe.simulator.refusals import StripeRefusal, invalid, missing

KEY_SECONDS = 86_400
_PATH = re.compile(r"/v1/(checkout/sessions|[a-z_]+)(?:/([^/]+))?(?:/([a-z_]+))?")
_OPERATIONS = {
    ("payment_intents", None): "hold",
    ("checkout/sessions", None): "hold",
    ("payment_intents", "capture"): "capture",
    ("payment_intents", "cancel"): "cancel",
    ("checkout/sessions", "expire"): "cancel",
    ("refunds", None): "refund",
    ("transfers", None): "payout",
    ("transfers", "reversals"): "reversal",
}


@frozen(kw_only=True)
class Request:
    """A request as Stripe reads it; ``at`` is in seconds of Unix time."""

    method: str
    path: str
    params: Mapping[str, Any]
    key: str | None
    at: int

    @property
    def operation(self) -> str:
        """Return what faults call it: ``hold``, ``capture``, …; ``look_up`` for every read."""
        if self.method != "POST":
            return "look_up"
        found = _PATH.fullmatch(self.path)
        return _OPERATIONS.get((found[1], found[3]), "other") if found else "other"


@frozen
class Reply:
    """An answer; ``replayed`` where the key was answered before."""

    status: int
    body: Object
    replayed: bool = False


@frozen
class _Kept:
    request: tuple[str, str, Mapping[str, Any]]
    reply: Reply
    at: int


@define
class StripeMachine:
    """``page_url`` is where people pay; ``fee_late`` seconds pass until a fee is known."""

    page_url: str = "http://127.0.0.1:8000/stripe"
    fee_late: int = 0
    book: Book = field(factory=Book)
    return_urls: dict[str, str] = field(factory=dict)  # where an account's onboarding leads back
    _keys: dict[str, _Kept] = field(factory=dict)

    @property
    def payments(self) -> Payments:
        """Return what acts on payments."""
        return Payments(self.book, self.page_url, self.fee_late)

    def answer(self, request: Request, fault: Fault | None = None) -> Reply:
        """Answer a request; a repeated key is answered as the first time, 500 included."""
        self.payments.elapse(request.at)
        asked = (request.method, request.path, dict(request.params))
        kept = self._keys.get(request.key or "") if request.method == "POST" else None
        if kept is not None and request.at - kept.at < KEY_SECONDS:
            if kept.request != asked:
                text = "Keys for idempotent requests can only be used with the same parameters"
                return Reply(400, {"error": {"type": "idempotency_error", "message": text}})
            return Reply(kept.reply.status, deepcopy(kept.reply.body), replayed=True)
        reply = self._first_answer(request, fault)
        if request.key and request.method == "POST" and reply.status not in {401, 404, 429}:
            self._keys[request.key] = _Kept(asked, deepcopy(reply), request.at)
        return reply

    def _first_answer(self, request: Request, fault: Fault | None) -> Reply:
        try:
            body = self._act(request, fault)
        except StripeRefusal as refusal:
            return Reply(refusal.status, refusal.body())
        if fault is Fault.ERROR_500:
            error = {"type": "api_error", "message": "Something went wrong on our end"}
            return Reply(500, {"error": error})
        shown = self.book.expanded(body, request.params.get("expand"))
        return Reply(200, self._without_late_fees(shown, request.at))

    def _act(self, request: Request, fault: Fault | None) -> Object:
        found = _PATH.fullmatch(request.path)
        if found is None:
            raise missing(request.path)
        kind, identity, verb = found.groups()
        if request.method == "GET":
            return self._read(kind, identity, verb, request.params)
        made = self._money_in(kind, identity, verb, request, fault)
        if made is None:
            made = self._money_out(kind, identity, verb, request, fault)
        if made is None:
            raise invalid(None, f"Unrecognized request URL ({request.path})", 404)
        return made

    def _read(
        self, kind: str, identity: str | None, verb: str | None, params: Mapping[str, Any]
    ) -> Object:
        if identity is None:
            return self.book.page(kind, params)
        if verb == "reversals":
            return self.book.page("trr_", params, lambda made: made["transfer"] == identity)
        return self.book.get(identity, kind)

    def _money_in(
        self,
        kind: str,
        identity: str | None,
        verb: str | None,
        request: Request,
        fault: Fault | None,
    ) -> Object | None:
        payments, params, now = self.payments, request.params, request.at
        match kind, verb:
            case "payment_intents", None if identity is None:
                return payments.create(params, now, fault)
            case "checkout/sessions", None if identity is None:
                return payments.open_page(params, now, fault)
            case "checkout/sessions", "expire":
                return payments.expire_page(self.book.get(str(identity), kind), now)
            case "payment_intents", "capture":
                return payments.capture(self.book.get(str(identity), kind), params, now, fault)
            case "payment_intents", "cancel":
                intent = self.book.get(str(identity), kind)
                return payments.cancel(intent, params.get("cancellation_reason"), now)
            case "refunds", None if identity is None:
                return payments.refund(params, now, fault)
        return None

    def _money_out(
        self,
        kind: str,
        identity: str | None,
        verb: str | None,
        request: Request,
        fault: Fault | None,
    ) -> Object | None:
        params, now = request.params, request.at
        match kind, verb:
            case "transfers", None if identity is None:
                return self._transfer(params, now, fault)
            case "transfers", "reversals":
                return self._reverse(self.book.get(str(identity), kind), params, now)
            case "disputes", None if identity is not None:
                return self.payments.contest(self.book.get(identity, kind), params, now)
            case "accounts", None if identity is None:
                return self.book.keep(new_account(self.book.number(), params, now))
            case "account_links", None if identity is None:
                account = self.book.get(str(params.get("account")), "accounts")
                self.return_urls[account["id"]] = str(params.get("return_url"))
                url = f"{self.page_url}/onboarding/{account['id']}"
                link = {"object": "account_link", "created": now, "expires_at": now + 300}
                return {**link, "url": url}
        return None

    def onboard(self, account: Object, now: int) -> str | None:
        """Let the cook tell who they are; return where the page leads."""
        account.update(details_submitted=True, payouts_enabled=True)
        account["capabilities"] = {"transfers": "active"}
        account["requirements"] |= {"currently_due": [], "disabled_reason": None}
        self.book.tell("account.updated", account, now)
        return self.return_urls.get(account["id"])

    def _transfer(self, params: Mapping[str, Any], now: int, fault: Fault | None) -> Object:
        if not str(params.get("destination", "")).startswith("acct_"):
            raise invalid("resource_missing", "No such destination")
        account = self.book.objects.get(str(params["destination"]))
        if account is not None and account["capabilities"]["transfers"] != "active":
            text = "Your destination account needs to have the transfers capability"
            raise invalid("insufficient_capabilities_for_transfer", text)
        source = params.get("source_transaction")
        if source is not None:
            left = self.book.get(str(source), "charges")["amount_captured"] - self._drawn(source)
        else:
            left = self._balance(str(params["currency"]))
        if fault is Fault.PAYOUT_FAILS or int(params["amount"]) > left:
            raise invalid("balance_insufficient", "Insufficient funds in your account")
        transfer = self.book.keep(new_transfer(self.book.number(), params, now))
        amount = -transfer["amount"]
        line = new_line(self.book.number(), "transfer", amount, 0, transfer, now)
        transfer["balance_transaction"] = self.book.keep(line)["id"]
        self.book.tell("transfer.created", transfer, now)
        return transfer

    def _reverse(self, transfer: Object, params: Mapping[str, Any], now: int) -> Object:
        reversal = new_reversal(self.book.number(), transfer, params, now)
        left = transfer["amount"] - transfer["amount_reversed"]
        if not 0 < reversal["amount"] <= left:
            raise invalid("amount_too_large", "More than is left of the transfer")
        self.book.keep(reversal)
        transfer["amount_reversed"] += reversal["amount"]
        transfer["reversed"] = transfer["amount_reversed"] == transfer["amount"]
        kind, amount = "transfer_refund", reversal["amount"]
        line = new_line(self.book.number(), kind, amount, 0, reversal, now)
        reversal["balance_transaction"] = self.book.keep(line)["id"]
        self.book.tell("transfer.reversed", transfer, now)
        return reversal

    def _drawn(self, source: object) -> int:
        made = [
            each
            for each in self.book.objects.values()
            if each.get("object") == "transfer" and each["source_transaction"] == source
        ]
        return sum(each["amount"] - each["amount_reversed"] for each in made)

    def _balance(self, currency: str) -> int:
        lines = [
            each
            for each in self.book.objects.values()
            if each.get("object") == "balance_transaction" and each["currency"] == currency
        ]
        return sum(line["net"] for line in lines)

    def _without_late_fees(self, shown: Any, now: int) -> Any:
        """Hide fees that are not known yet, and our own note of when they will be."""
        if isinstance(shown, list):
            return [self._without_late_fees(each, now) for each in shown]
        if not isinstance(shown, dict):
            return shown
        line = shown.get("balance_transaction")
        kept = {name: self._without_late_fees(value, now) for name, value in shown.items()}
        booked = self.book.objects.get(line["id"] if isinstance(line, dict) else str(line), {})
        if booked.get("shown_at", now) > now:
            kept["balance_transaction"] = None
        kept.pop("shown_at", None)
        return kept
