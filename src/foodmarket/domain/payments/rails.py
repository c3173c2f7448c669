"""Which rail an order is paid on, and what of an order a rail can't keep."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from attrs import frozen

from foodmarket.domain.escrow.model import RetentionTo, Terms
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.kernel.time import Window
from foodmarket.domain.payments.capabilities import Capabilities
from foodmarket.domain.payments.errors import NoRail, ProviderUnavailable, TermsDoNotFit

ANY = "*"


@frozen(kw_only=True)
class Rail:
    """Providers for a currency and a country, best first; None stands for every one."""

    currency: Currency | None = None
    country: str | None = None
    providers: tuple[str, ...]

    def serves(self, currency: Currency, country: str) -> bool:
        """Tell whether an order in that currency, of a cook in that country, may go here."""
        return self.currency in {None, currency} and self.country in {None, country}

    def __str__(self) -> str:
        where = f"{self.currency or ANY}/{self.country or ANY}"
        return f"{where}:{'>'.join(self.providers)}"


@frozen(kw_only=True)
class Candidate:
    """A provider that an order might be paid with."""

    name: str
    capabilities: Capabilities
    available: bool


def named(rails: Sequence[Rail], currency: Currency, country: str) -> tuple[str, ...]:
    """Return the providers to try in order; of several rails the first that serves decides.

    Refuses with `NoRail`.
    """
    for rail in rails:
        if rail.serves(currency, country):
            return rail.providers
    raise NoRail(currency=currency, country=country)


@frozen(kw_only=True)
class Plan:
    """What a rail has to be able to do for one order."""

    terms: Terms
    amount: Money
    window: Window
    now: datetime

    @property
    def held_for(self) -> timedelta:
        """How long an uncaptured hold may have to last: until the cook's time to accept is up."""
        return self.terms.payment_time + self.terms.acceptance_time

    @property
    def in_escrow(self) -> timedelta:
        """How long the money may wait to be paid out: until the last of all deadlines."""
        terms = self.terms
        handed_over = self.window.end + terms.overdue_limit - self.now
        complaint = terms.confirmation_time + terms.dispute_window
        return handed_over + complaint + terms.dispute_limit

    def conflicts(self, rail: Capabilities) -> list[str]:
        """Name each thing of the order that the rail can't keep; empty where all fits."""
        terms, amount = self.terms, self.amount
        found = {
            "amount_not_positive": amount.amount <= 0,
            "currency_not_supported": rail.currencies is not None
            and amount.currency not in rail.currencies,
            "amount_too_small": _less(amount, rail.smallest_payment),
            "amount_too_large": _less(rail.largest_payment, amount),
            "hold_too_short": rail.separate_capture and self.held_for > rail.longest_hold,
            "escrow_too_long": rail.longest_escrow is not None
            and self.in_escrow > rail.longest_escrow,
            "retention_in_one_payout": terms.retention_to is RetentionTo.COOK
            and bool(terms.retention)
            and not rail.tranches,
            # A rail without tranches pays once, when all is settled: no complaint comes after it.
            "no_refund_after_payout": rail.tranches
            and not rail.refund_after_payout
            and terms.dispute_window > timedelta(0),
        }
        return [name for name, there in found.items() if there]


def fitting(candidates: Sequence[Candidate], plan: Plan) -> list[Candidate]:
    """Return the candidates (one at least) that can keep the terms, in order.

    Refuses with `TermsDoNotFit`, naming the conflicts of the first one.
    """
    found = [one for one in candidates if not plan.conflicts(one.capabilities)]
    if not found:
        first = candidates[0]
        raise TermsDoNotFit(provider=first.name, conflicts=plan.conflicts(first.capabilities))
    return found


def choose(candidates: Sequence[Candidate], plan: Plan) -> Candidate:
    """Return the first candidate that keeps the terms and seems to answer.

    Refuses like `fitting`, and with `ProviderUnavailable` where all that fit are down.
    """
    fit = fitting(candidates, plan)
    chosen = next((one for one in fit if one.available), None)
    if chosen is None:
        raise ProviderUnavailable(provider=", ".join(one.name for one in fit))
    return chosen


def _less(one: Money | None, other: Money | None) -> bool:
    """Tell whether one is less, where both are known and comparable."""
    if one is None or other is None or one.currency != other.currency:
        return False
    return one < other
