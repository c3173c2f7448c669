"""Refusals of refunds."""

from attrs import define

from foodmarket.domain.kernel.errors import Conflict, Forbidden, Invalid, NotFound


class UnknownRefund(NotFound):
    """There is no such refund, or it is of somebody else's order."""


class NothingCaptured(Conflict):
    """No money of the order was taken yet: cancel the order instead, which gives the hold up."""


class SecondPersonNeeded(Forbidden):
    """Somebody else has to approve what one asked for."""


@define
class RefundNotReady(Conflict):
    """The refund can't do this in its state; ``needed`` is the state that it takes."""

    state: str
    needed: str


@define
class BadRefund(Invalid):
    """The choice of what to refund makes no sense; ``problem`` is a code."""

    problem: str
