"""Refusals of disputes."""

from attrs import define

from foodmarket.domain.kernel.errors import Conflict, Forbidden, Invalid, NotFound


class UnknownDispute(NotFound):
    """There is no such dispute, or it is of somebody else's order."""


@define
class DisputeNotReady(Conflict):
    """The dispute can't do this in its state; ``possible_verbs`` are what it can do."""

    state_of_dispute: str
    verb: str
    possible_verbs: list[str]


@define
class NotYourTurn(Forbidden):
    """Somebody else has to do this; ``actors`` names who may."""

    verb: str
    actors: list[str]


class PaymentDisputed(Conflict):
    """The customer's bank disputes the payment; no money of the order moves until it decided."""


@define
class TooManyProposals(Conflict):
    """The sides have proposed often enough; staff decides now, once one of them escalates."""

    most: int


@define
class BadClaim(Invalid):
    """What was said is too long, or a reference is none; ``problem`` is a code."""

    problem: str


class EvidenceTooLate(Conflict):
    """The provider takes no evidence any more."""
