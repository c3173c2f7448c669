"""Refusals of permits."""

from attrs import define

from foodmarket.domain.kernel.errors import Conflict, Invalid, NotFound


@define
class BadPermit(Invalid):
    """A ``field`` of the permit is outside its bounds."""

    field: str


class UnknownPermit(NotFound):
    """There is no such permit."""


class PermitReviewed(Conflict):
    """Somebody has decided on this permit already."""
