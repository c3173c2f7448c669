"""The test cards and pages of each provider, by what the sandbox calls that behaviour."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attrs import frozen

from foodmarket.adapters.sandbox import CARDS

Form = tuple[str, dict[str, str]]  # where a form of a page is sent, and its fields


@frozen(kw_only=True)
class TestCards:
    """``tokens`` maps the sandbox's token of a behaviour to the provider's own.

    ``page`` tells how to ``confirm`` or to ``decline`` on the provider's page; ``signs`` whether
    its notifications are signed, so that a forged one is found out by itself.
    """

    __test__ = False  # no test class, whatever its name begins with

    provider: str
    tokens: Mapping[str, str]
    page: Callable[[str, str], Form]
    signs: bool = True

    def label(self, card: str) -> str:
        """Return what the customer sees of the card."""
        return f"{self.provider.capitalize()} {self.tokens[card]}"


def _sandbox_page(url: str, choice: str) -> Form:
    return url, {"choice": choice}


def _stripe_page(url: str, choice: str) -> Form:
    return url, {"choice": "pay" if choice == "confirm" else choice}


def _yookassa_page(url: str, choice: str) -> Form:
    return f"{url}/{choice}", {}


SANDBOX = TestCards(
    provider="sandbox", tokens={token: token for token in CARDS}, page=_sandbox_page
)
STRIPE = TestCards(
    provider="stripe",
    tokens={
        "sandbox_ok": "pm_card_visa",
        "sandbox_declined": "pm_card_chargeDeclinedInsufficientFunds",
        "sandbox_second_step": "pm_card_authenticationRequired",
    },
    page=_stripe_page,
)
YOOKASSA = TestCards(
    provider="yookassa",
    tokens={
        "sandbox_ok": "sim_ok",
        "sandbox_declined": "sim_insufficient_funds",
        "sandbox_second_step": "sim_second_step",
        "sandbox_timeout": "sim_answer_lost",
    },
    page=_yookassa_page,
    signs=False,
)
BY_PROVIDER = {cards.provider: cards for cards in (SANDBOX, STRIPE, YOOKASSA)}


def cards_of(providers: tuple[str, ...]) -> TestCards:
    """Return the cards of the first provider that is offered."""
    return BY_PROVIDER.get(providers[0], SANDBOX) if providers else SANDBOX
