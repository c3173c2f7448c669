"""Stripe's error answers."""

from attrs import frozen

from foodmarket.adapters.stripe.simulator.objects import Object


@frozen
class StripeRefusal(Exception):
    """An error answer."""

    status: int
    kind: str
    code: str | None
    message: str
    decline_code: str | None = None

    def body(self) -> Object:
        """Return the answer's body."""
        error: Object = {"type": self.kind, "message": self.message}
        if self.code:
            error["code"] = self.code
        if self.decline_code:
            error["decline_code"] = self.decline_code
        return {"error": error}


def invalid(code: str | None, message: str, status: int = 400) -> StripeRefusal:
    """Return a refusal of a request."""
    return StripeRefusal(status, "invalid_request_error", code, message)


def missing(what: str) -> StripeRefusal:
    """Return the refusal for an id that Stripe does not know."""
    return invalid("resource_missing", f"No such object: '{what}'", 404)


def declined(decline_code: str) -> StripeRefusal:
    """Return a bank's no."""
    text = "Your card was declined."
    return StripeRefusal(402, "card_error", "card_declined", text, decline_code)
