"""Refusals of payouts."""

from attrs import define

from foodmarket.domain.kernel.errors import Invalid, NotFound


class UnknownPayout(NotFound):
    """There is no such payout, or it is another cook's."""


@define
class BadPayoutPlan(Invalid):
    """A field of the payout plan is outside its bounds."""

    field: str
