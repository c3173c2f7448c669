"""Refusals of payments."""

from attrs import define

from foodmarket.domain.kernel.errors import Conflict, Invalid, NotFound, Unavailable


class UnknownPaymentMethod(NotFound):
    """The customer has no such payment method."""


@define
class UnknownProvider(Invalid):
    """The marketplace does not work with this payment provider."""

    provider: str


@define
class TermsDoNotFit(Conflict):
    """The rail can't keep the order's terms; ``conflicts`` names each that it can't."""

    provider: str
    conflicts: list[str]


@define
class NoRail(Conflict):
    """No payment provider serves this currency in the cook's country."""

    currency: str
    country: str


@define
class ProviderUnavailable(Unavailable):
    """The payment provider does not answer."""

    provider: str


class ForgedWebhook(Invalid):
    """The notification's signature or age is wrong. Nothing was read from it."""


class CardNumberRefused(Invalid):
    """A card number was sent. We take tokens of the provider only, and did not store it."""
