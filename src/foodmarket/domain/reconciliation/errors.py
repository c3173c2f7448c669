"""Refusals of reconciliation."""

from attrs import define

from foodmarket.domain.kernel.errors import Conflict, Invalid, NotFound


class UnknownDiscrepancy(NotFound):
    """There is no such discrepancy."""


@define
class DiscrepancyNotReady(Conflict):
    """The discrepancy can't do this in its state; ``needed`` is the state that it takes."""

    state: str
    needed: str


class NothingToCorrect(Conflict):
    """The amounts agree: there is nothing to book, only something to explain."""


@define
class BadExplanation(Invalid):
    """A note is too long (in characters)."""

    longest: int
