"""Refusals of payouts."""

from attrs import define

from foodmarket.domain.kernel.errors import Conflict, Invalid, NotFound


class UnknownPayout(NotFound):
    """There is no such payout, or it is another cook's."""


@define
class BadPayoutPlan(Invalid):
    """A field of the payout plan is outside its bounds."""

    field: str


@define
class OnboardingRefused(Conflict):
    """The provider does not take the cook on; ``reason`` is its code."""

    reason: str


@define
class OnboardingNotOffered(Conflict):
    """Cooks are paid by this provider without its taking them on."""

    provider: str


class NotOnboarded(NotFound):
    """The cook is paid without a provider that takes cooks on."""
