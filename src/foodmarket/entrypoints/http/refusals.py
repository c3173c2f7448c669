"""Refusals of the HTTP side: a request that never reaches a use case."""

from enum import StrEnum

from attrs import define

from foodmarket.domain.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable


class MalformedJson(Invalid):
    """The body is not JSON, or there is none where one is due."""


class FieldProblem(StrEnum):
    """What is wrong with a field; the sentences have a word for each."""

    UNKNOWN = "unknown"
    MISSING = "missing"
    WRONG_TYPE = "wrong_type"
    NOT_A_CHOICE = "not_a_choice"
    OUT_OF_BOUNDS = "out_of_bounds"
    NUL = "nul"
    TWICE = "twice"
    NOT_WITH_THE_OTHERS = "not_with_the_others"


@define
class BadField(Invalid):
    """A field is unknown, missing, of the wrong type or out of bounds; ``field`` is its path.

    ``hint`` is for developers: what the decoder expected, in English.
    """

    field: str
    problem: FieldProblem
    hint: str = ""


@define
class BodyTooLarge(Invalid):
    """The body has more bytes than are read."""

    most: int


class UnknownRoute(NotFound):
    """There is nothing at this address."""


class WrongMethod(Invalid):
    """The address does not know this method."""


class KeyRequired(Invalid):
    """The request moves money and needs an ``Idempotency-Key``."""


class BadKey(Invalid):
    """An idempotency key has 1 to 255 visible ASCII characters."""


class CrossSiteRequest(Forbidden):
    """A browser sent the session's cookie from a page of another site."""


@define
class TooManyAttempts(Conflict):
    """Too many tries to sign in; the next one is possible after some seconds."""

    retry_after: int


@define
class TooManyRequests(Conflict):
    """More requests than the rate allows; the next one is possible after some seconds."""

    retry_after: int


@define
class HeadTooLarge(Invalid):
    """The address and the headers have more bytes than are read."""

    most: int


@define
class BodyTooDeep(Invalid):
    """The body has more JSON values inside of one another than are read."""

    most: int


class BodyTooSlow(Invalid):
    """The body did not arrive in time."""


class UnknownHost(Invalid):
    """The request is for a host that is not ours."""


class TookTooLong(Unavailable):
    """The answer was not ready in time; whether it was done is told to who asks again."""


class Unexpected(Unavailable):
    """Something broke on our side."""
