"""Refusals of orders."""

from datetime import datetime

from attrs import define

from foodmarket.domain.kernel.errors import Conflict, Forbidden, Invalid, NotFound


class UnknownOrder(NotFound):
    """There is no such order, or it is somebody else's."""


@define
class IllegalTransition(Conflict):
    """The order can't do this in its state; ``possible`` names what it can do."""

    state: str
    trigger: str
    possible: list[str]


@define
class WrongActor(Forbidden):
    """Somebody else has to do this; ``actors`` names who may."""

    trigger: str
    actors: list[str]


@define
class TooLateToPrepare(Conflict):
    """The cook can't have the dishes ready for this slot any more."""

    latest: datetime


@define
class BadTip(Invalid):
    """A tip must be between nothing and the price of the items (minor units)."""

    most: int


class PaymentNotConfirmed(Conflict):
    """The payment is not confirmed by the provider yet; it takes seconds, rarely minutes."""


class WrongDeliveryCode(Forbidden):
    """The code is not the one that the customer holds."""


@define
class TooManyWrongCodes(Conflict):
    """Too many wrong delivery codes in a row; the next try is possible after some seconds."""

    retry_after: int


@define
class RefundTooLarge(Invalid):
    """More would go back than the customer paid (minor units)."""

    most: int


@define
class ReasonRequired(Invalid):
    """One of the coded reasons has to be given."""

    choices: list[str]
