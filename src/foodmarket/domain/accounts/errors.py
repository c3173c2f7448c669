"""Refusals of accounts."""

from attrs import define

from foodmarket.domain.kernel.errors import Conflict, Forbidden, NotFound, Unavailable


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


class UnknownSession(NotFound):
    """There is no such session, or it is somebody else's."""


class StepUpNeeded(Forbidden):
    """What was asked takes one's password again."""


class SecondFactorNeeded(Forbidden):
    """The password was right; a code of the second factor is needed, too."""


class SecondFactorMissing(Forbidden):
    """This account has to have a second factor before it can sign in."""


class WrongSecondFactor(Forbidden):
    """The code of the second factor is wrong, was used before, or its time is over."""


class SecondFactorOn(Conflict):
    """There is a second factor already; it has to be removed first."""


class UnknownSecondFactor(NotFound):
    """There is no second factor to confirm or to remove."""


@define
class MissingScope(Forbidden):
    """The partner's key may not be used for this; it would take the ``scope``."""

    scope: str


class SecretUnreadable(Unavailable):
    """What is kept sealed can't be read: the key that sealed it is not among ours."""


class UnknownApiKey(NotFound):
    """There is no such key, or it is another partner's."""


@define
class TooManyApiKeys(Conflict):
    """There are ``most`` keys that work; one has to be revoked first."""

    most: int


class WrongPasskey(Forbidden):
    """The device's answer is not one that opens or adds anything."""


class CeremonyOver(Conflict):
    """The challenge was answered, is too old, or was made for somebody else."""


class UnknownPasskey(NotFound):
    """There is no such passkey, or it is somebody else's."""


@define
class TooManyPasskeys(Conflict):
    """There are ``most`` passkeys; one has to be removed first."""

    most: int


class NotVerified(Forbidden):
    """What was asked takes a verified e-mail address."""


class UnknownChallenge(NotFound):
    """No such code was asked for, or by somebody else."""


class WrongCode(Forbidden):
    """The code is not the one that was sent."""


class CodeExpired(Conflict):
    """The code's time is over."""


class CodeUsedUp(Conflict):
    """The code was used, or wrong codes were entered too often."""


class AlreadyVerified(Conflict):
    """The address is verified already."""


@define
class TooManyTries(Conflict):
    """Something was tried too often; the next try is possible after ``retry_after`` seconds."""

    retry_after: int


@define
class NoWayToReach(Unavailable):
    """Nothing here can send messages on the ``medium``."""

    medium: str


class MessageNotSent(Unavailable):
    """The message could not be handed over now; trying again later is safe."""
