"""Bugs in the adapters of Stripe and YooKassa, caught in cities whose money goes through them.

And bugs about what only such a bank does: take money back for a customer's bank.
"""

from functools import partial
from itertools import count
from typing import Any

from attrs import evolve

from foodmarket.domain.kernel.money import Money
from foodmarket.domain.orders import charging_back, in_dispute
from foodmarket.domain.payments.model import PaymentState
from foodmarket.domain.payments.outcomes import Declined, Outcome, Refunded, Unknown
from foodmarket.entrypoints.simulation.mutants.planting import Bed, Mutant


def _stripe_guesses(bed: Bed) -> None:
    from foodmarket.adapters.stripe import provider

    bed.put(provider, "unknown", lambda _error: Declined("timeout"))


def _stripe_new_key(bed: Bed) -> None:
    from foodmarket.adapters.stripe.holds import StripeHolds

    numbers = count()

    async def charge(self: Any, request: Any) -> Outcome:
        held: Outcome = await before(self, evolve(request, key=f"{request.key}-{next(numbers)}"))
        return held

    before = bed.put(StripeHolds, "charge_saved", charge)


def _stripe_failed_refund(bed: Bed) -> None:
    from foodmarket.adapters.stripe import mapping, provider

    bed.put(provider, "refund_outcome", lambda refund: Refunded(mapping.money(refund)))


def _stripe_unsigned(bed: Bed) -> None:
    from foodmarket.adapters.stripe import webhooks

    bed.put(webhooks, "_verify", lambda *_: None)


def _stripe_units(bed: Bed) -> None:
    from foodmarket.adapters.stripe.provider import StripeProvider

    async def capture(self: Any, request: Any) -> Outcome:
        roubles = Money(request.amount.amount // 100, request.amount.currency)
        taken: Outcome = await before(self, evolve(request, amount=roubles))
        return taken

    before = bed.put(StripeProvider, "_capture", capture)


def _chargeback_again(bed: Bed) -> None:
    bed.put(charging_back, "_known", lambda _purchase, _found: None)


def _chargeback_open(bed: Bed) -> None:
    bed.put(charging_back, "_state", lambda dispute, _found: dispute.state)


def _chargeback_moves_on(bed: Bed) -> None:
    bed.put(in_dispute.InDispute, "frozen", property(lambda _draft: False))


def _yookassa_guesses(bed: Bed) -> None:
    from foodmarket.adapters.yookassa import provider

    async def or_no(asked: Any) -> Outcome:
        found: Outcome = await before(asked)
        return Declined("timeout") if isinstance(found, Unknown) else found

    before = bed.put(provider, "_or_unknown", or_no)


def _yookassa_whole_roubles(bed: Bed) -> None:
    from foodmarket.adapters.yookassa import bodies

    def whole(money: Money) -> str:
        return f"{money.amount // 100}.00"

    bed.put(bodies, "amount_text", whole)


def _yookassa_given_up(bed: Bed) -> None:
    from foodmarket.adapters.yookassa.mapping import SeenPayment

    def state(seen: Any) -> PaymentState:
        if seen.status == "canceled":
            return PaymentState.PENDING
        found: PaymentState = before.fget(seen)
        return found

    before = bed.put(SeenPayment, "state", property(state))


def _yookassa_cancelled_refund(bed: Bed) -> None:
    from foodmarket.adapters.yookassa.mapping import SeenRefund

    bed.put(SeenRefund, "outcome", property(lambda refund: Refunded(refund.amount)))


def _yookassa_anybody(bed: Bed) -> None:
    from foodmarket.adapters.yookassa.webhooks import Senders

    bed.put(Senders, "require", lambda *_: None)


_Stripe = partial(Mutant, rail="stripe")
_YooKassa = partial(Mutant, rail="yookassa")
ADAPTERS = (
    _Stripe("stripe-guess", "Stripe: no answer is taken for a no", _stripe_guesses),
    _Stripe("stripe-new-key", "Stripe: a repeated request has a new key", _stripe_new_key),
    _Stripe("stripe-refund", "Stripe: a failed refund is taken for done", _stripe_failed_refund),
    _Stripe("stripe-units", "Stripe: roubles are captured as if they were kopecks", _stripe_units),
    _Stripe("stripe-unsigned", "Stripe: signatures are not checked", _stripe_unsigned),
    _Stripe("disputed-again", "a chargeback is new each time we hear of it", _chargeback_again),
    _Stripe("disputed-for-ever", "what the bank decides is not heard", _chargeback_open),
    _Stripe("disputed-moves-on", "money moves on that a bank has taken back", _chargeback_moves_on),
    _YooKassa("yookassa-guess", "YooKassa: no answer is taken for a no", _yookassa_guesses),
    _YooKassa("yookassa-roubles", "YooKassa: kopecks are left out", _yookassa_whole_roubles),
    _YooKassa("yookassa-given-up", "YooKassa: what was given up seems open", _yookassa_given_up),
    _YooKassa(
        "yookassa-refund", "YooKassa: a refund under way is done", _yookassa_cancelled_refund
    ),
    _YooKassa("yookassa-anybody", "YooKassa: anybody may notify us", _yookassa_anybody),
)
