"""Refusals of accounts."""

from foodmarket.domain.kernel.errors import Conflict, Forbidden, NotFound


class EmailTaken(Conflict):
    """There is an account with this address already."""


class WrongCredentials(Forbidden):
    """No account has this address and password. Which of the two is wrong stays unsaid."""


class NotSignedIn(Forbidden):
    """There is no session, or it has ended."""


class NotAllowed(Forbidden):
    """The role of this account does not include what was asked."""


class UnknownAccount(NotFound):
    """There is no such account."""
