"""What payment intents, pages, refunds and disputes do when they are asked, or as time passes."""

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from foodmarket.adapters.stripe.simulator.book import Book
from foodmarket.adapters.stripe.simulator.faults import Fault
from foodmarket.adapters.stripe.simulator.objects import (
    Object,
    new_charge,
    new_dispute,
    new_intent,
    new_line,
    new_refund,
    new_session,
)
from foodmarket.adapters.stripe.simulator.refusals import StripeRefusal, declined, invalid

HOLD_SECONDS = 7 * 86_400
DISPUTE_FEE = 1_500
DECLINES = {
    "pm_card_chargeDeclined": "generic_decline",
    "pm_card_chargeDeclinedInsufficientFunds": "insufficient_funds",
    "pm_card_chargeDeclinedLostCard": "lost_card",
}
SECOND_STEP = frozenset({"pm_card_authenticationRequired", "pm_card_threeDSecure2Required"})
DISPUTED = "pm_card_createDispute"
ENDED = frozenset({"succeeded", "canceled"})


@frozen
class Payments:
    """``page_url`` is where people pay; ``fee_late`` seconds pass until a fee is known."""

    book: Book
    page_url: str
    fee_late: int = 0

    def create(self, params: Mapping[str, Any], now: int, fault: Fault | None) -> Object:
        """Make an intent, and confirm it where that is asked."""
        _amount(params, "amount")
        intent = new_intent(self.book.number(), params, now)
        if params.get("confirm") == "true":
            method = str(params.get("payment_method"))
            if not method.startswith("pm_"):
                raise invalid("resource_missing", f"No such PaymentMethod: '{method}'")
            self.book.keep(intent)
            self._confirm(intent, method, params.get("return_url"), now, fault)
        return self.book.keep(intent)

    def open_page(self, params: Mapping[str, Any], now: int, fault: Fault | None) -> Object:
        """Make a page where a person pays; how it goes is the person's choice."""
        session = new_session(self.book.number(), params, now, self.page_url)
        if fault is Fault.DECLINE:
            raise invalid("payment_method_unactivated", "No method can be used here")
        data = dict(params.get("payment_intent_data") or {})
        self.book.objects[f"data:{session['id']}"] = {"params": data, "created": now}
        return self.book.keep(session)

    def expire_page(self, session: Object, now: int) -> Object:
        """Close a page that is open."""
        if session["status"] != "open":
            raise invalid(None, f"This Session is {session['status']} and cannot be expired")
        session.update(status="expired", url=None)
        self.book.tell("checkout.session.expired", session, now)
        return session

    def pay_page(self, session: Object, choice: str, now: int) -> Object:
        """Do what a person chose on the page; return the intent it led to."""
        data = self.book.objects[f"data:{session['id']}"]["params"]
        facts = {**data, "amount": session["amount_total"], "currency": session["currency"]}
        known = session["payment_intent"]
        intent = self.book.objects[known] if known else None
        if intent is None:
            intent = self.book.keep(new_intent(self.book.number(), facts, now))
            session["payment_intent"] = intent["id"]
        method = {
            "decline": "pm_card_chargeDeclined",
            "second_step": "pm_card_authenticationRequired",
        }.get(choice, "pm_card_visa")
        try:
            self._confirm(intent, method, session["success_url"], now, None)
        except StripeRefusal:
            return intent  # declined: the page stays open for another card
        self._finish_page(intent, now)
        return intent

    def second_step(self, intent: Object, now: int, *, agrees: bool) -> None:
        """Make the second step, or break it off."""
        if intent["status"] != "requires_action":
            return
        intent["next_action"] = None
        if agrees:
            self._hold(intent, now)
        else:
            self._fail(intent, "payment_intent_authentication_failure", None, now)
        self._finish_page(intent, now)

    def capture(
        self, intent: Object, params: Mapping[str, Any], now: int, fault: Fault | None
    ) -> Object:
        """Take what is held, or a part of it, once."""
        if intent["status"] != "requires_capture":
            lapsed = intent["cancellation_reason"] == "automatic"
            code = "charge_expired_for_capture" if lapsed else "payment_intent_unexpected_state"
            raise invalid(code, f"This PaymentIntent has a status of {intent['status']}")
        amount = int(params.get("amount_to_capture", intent["amount_capturable"]))
        if not 0 < amount <= intent["amount_capturable"]:
            raise invalid("amount_too_large", "More than can be captured")
        if fault is Fault.DECLINE:
            raise declined("card_not_supported")
        charge = self.book.objects[intent["latest_charge"]]
        intent.update(status="succeeded", amount_received=amount, amount_capturable=0)
        charge.update(captured=True, amount_captured=amount)
        fee = min(amount, amount * 29 // 1_000 + 30)
        line = new_line(self.book.number(), "charge", amount, fee, charge, now)
        line["shown_at"] = now + self.fee_late
        charge["balance_transaction"] = self.book.keep(line)["id"]
        self.book.tell("payment_intent.succeeded", intent, now)
        self.book.tell("charge.captured", charge, now)
        if fault is Fault.DISPUTE or intent["payment_method"] == DISPUTED:
            self.dispute(charge, now)
        return intent

    def cancel(self, intent: Object, reason: str | None, now: int) -> Object:
        """Give up what was not captured."""
        if intent["status"] in ENDED:
            text = f"You cannot cancel this PaymentIntent: it is {intent['status']}"
            raise invalid("payment_intent_unexpected_state", text)
        intent.update(
            status="canceled",
            canceled_at=now,
            cancellation_reason=reason,
            amount_capturable=0,
            next_action=None,
        )
        if intent["latest_charge"]:
            self.book.objects[intent["latest_charge"]]["refunded"] = True
        self.book.tell("payment_intent.canceled", intent, now)
        return intent

    def refund(self, params: Mapping[str, Any], now: int, fault: Fault | None) -> Object:
        """Give back at most what is left of a captured payment."""
        intent = self.book.get(str(params.get("payment_intent")), "payment_intents")
        if intent["status"] != "succeeded":
            raise invalid("charge_not_captured", "Nothing was captured")
        charge = self.book.objects[intent["latest_charge"]]
        left = charge["amount_captured"] - charge["amount_refunded"]
        amount = int(params.get("amount", left))
        if not left:
            raise invalid("charge_already_refunded", "All of it was refunded")
        if not 0 < amount <= left:
            raise invalid("amount_too_large", "More than is left of the charge")
        asked = {**params, "amount": amount}
        refund = self.book.keep(new_refund(self.book.number(), charge, asked, now))
        charge["amount_refunded"] += amount
        if fault is Fault.PENDING:
            refund["status"] = "pending"
            self.book.tell("refund.created", refund, now)
        else:
            self.settle_refund(refund, now, succeeds=fault is not Fault.DECLINE)
        return refund

    def settle_refund(self, refund: Object, now: int, *, succeeds: bool) -> None:
        """Finish a refund that is on its way."""
        charge = self.book.objects[refund["charge"]]
        if succeeds:
            refund["status"] = "succeeded"
            line = new_line(self.book.number(), "refund", -refund["amount"], 0, refund, now)
            refund["balance_transaction"] = self.book.keep(line)["id"]
        else:
            refund.update(status="failed", failure_reason="expired_or_canceled_card")
            charge["amount_refunded"] -= refund["amount"]
        charge["refunded"] = charge["amount_refunded"] == charge["amount_captured"]
        self.book.tell("refund.updated" if succeeds else "refund.failed", refund, now)

    def dispute(self, charge: Object, now: int) -> Object:
        """Let the customer's bank take a captured payment back."""
        dispute = self.book.keep(new_dispute(self.book.number(), charge, now))
        charge["disputed"] = True
        amount = -dispute["amount"]
        line = new_line(self.book.number(), "adjustment", amount, DISPUTE_FEE, dispute, now)
        dispute["balance_transactions"] = [self.book.keep(line)]
        self.book.tell("charge.dispute.created", dispute, now)
        self.book.tell("charge.dispute.funds_withdrawn", dispute, now)
        return dispute

    def contest(self, dispute: Object, params: Mapping[str, Any], now: int) -> Object:
        """Take evidence; the words ``winning_evidence`` and ``losing_evidence`` decide at once."""
        if dispute["status"] != "needs_response":
            raise invalid(None, "This dispute can't take evidence any more")
        given = dict(params.get("evidence") or {})
        dispute["evidence"] = {**dispute["evidence"], **given}
        dispute["evidence_details"]["has_evidence"] = True
        if params.get("submit") == "true":
            dispute["evidence_details"]["submission_count"] += 1
            dispute["status"] = "under_review"
            self.book.tell("charge.dispute.updated", dispute, now)
            told = str(given.get("uncategorized_text", ""))
            if "winning_evidence" in told or "losing_evidence" in told:
                self.close_dispute(dispute, now, won="winning_evidence" in told)
        return dispute

    def close_dispute(self, dispute: Object, now: int, *, won: bool) -> None:
        """Let the bank decide."""
        dispute["status"] = "won" if won else "lost"
        if won:
            line = new_line(self.book.number(), "adjustment", dispute["amount"], 0, dispute, now)
            line["reporting_category"] = "dispute_reversal"
            dispute["balance_transactions"].append(self.book.keep(line))
            self.book.tell("charge.dispute.funds_reinstated", dispute, now)
        self.book.tell("charge.dispute.closed", dispute, now)

    def elapse(self, now: int) -> None:
        """Let holds and pages lapse whose time has come."""
        for made in list(self.book.objects.values()):
            match made.get("object"), made.get("status"):
                case "payment_intent", "requires_capture":
                    charge = self.book.objects[made["latest_charge"]]
                    card = charge["payment_method_details"]["card"]
                    if card["capture_before"] <= now:
                        self.cancel(made, "automatic", now)
                        self.book.tell("charge.expired", charge, now)
                case "checkout.session", "open" if made["expires_at"] <= now:
                    self.expire_page(made, now)

    def _confirm(
        self, intent: Object, method: str, return_url: object, now: int, fault: Fault | None
    ) -> None:
        intent.update(payment_method=method, last_payment_error=None)
        decline = "generic_decline" if fault is Fault.DECLINE else DECLINES.get(method)
        if decline:
            self._fail(intent, "card_declined", decline, now)
            raise declined(decline)
        if fault is Fault.SECOND_STEP or method in SECOND_STEP:
            url = f"{self.page_url}/pay/{intent['id']}"
            redirect = {"return_url": return_url, "url": url}
            action = {"type": "redirect_to_url", "redirect_to_url": redirect}
            intent.update(status="requires_action", next_action=action)
            self.book.tell("payment_intent.requires_action", intent, now)
            return
        self._hold(intent, now)

    def _hold(self, intent: Object, now: int) -> None:
        charge = new_charge(self.book.number(), intent, now, now + HOLD_SECONDS)
        intent.update(
            status="requires_capture",
            amount_capturable=intent["amount"],
            latest_charge=self.book.keep(charge)["id"],
        )
        self.book.tell("payment_intent.amount_capturable_updated", intent, now)

    def _fail(self, intent: Object, code: str, decline: str | None, now: int) -> None:
        error = {"type": "card_error", "code": code, "message": "Your card was declined."}
        if decline:
            error["decline_code"] = decline
        intent.update(status="requires_payment_method", last_payment_error=error)
        self.book.tell("payment_intent.payment_failed", intent, now)

    def _finish_page(self, intent: Object, now: int) -> None:
        if intent["status"] != "requires_capture":
            return
        for made in list(self.book.objects.values()):
            ours = made.get("payment_intent") == intent["id"] and made.get("status") == "open"
            if made.get("object") == "checkout.session" and ours:
                made.update(status="complete", url=None)
                self.book.tell("checkout.session.completed", made, now)


def _amount(params: Mapping[str, Any], name: str) -> None:
    if not str(params.get(name, "")).isdigit() or int(params[name]) <= 0:
        raise invalid("parameter_invalid_integer", f"Invalid {name}")
