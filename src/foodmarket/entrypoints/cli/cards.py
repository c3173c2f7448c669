"""The test cards of each provider, by what the sandbox's card of that behaviour is called."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from foodmarket.adapters.sandbox import CARDS


@frozen(kw_only=True)
class TestCards:
    """``tokens`` maps the sandbox's token of a behaviour to the provider's own."""

    __test__ = False  # no test class, whatever its name begins with

    provider: str
    tokens: Mapping[str, str]

    def label(self, card: str) -> str:
        """Return what the customer sees of the card."""
        return f"{self.provider.capitalize()} {self.tokens[card]}"


SANDBOX = TestCards(provider="sandbox", tokens={token: token for token in CARDS})
STRIPE = TestCards(
    provider="stripe",
    tokens={
        "sandbox_ok": "pm_card_visa",
        "sandbox_declined": "pm_card_chargeDeclinedInsufficientFunds",
        "sandbox_second_step": "pm_card_authenticationRequired",
    },
)
YOOKASSA = TestCards(
    provider="yookassa",
    tokens={
        "sandbox_ok": "sim_ok",
        "sandbox_declined": "sim_insufficient_funds",
        "sandbox_second_step": "sim_second_step",
        "sandbox_timeout": "sim_answer_lost",
    },
)
BY_PROVIDER = {cards.provider: cards for cards in (SANDBOX, STRIPE, YOOKASSA)}
