"""People and who they are when they act."""

import re
from datetime import datetime, timedelta
from enum import StrEnum

from attrs import Factory, define, evolve, field, frozen

from foodmarket.domain.kernel.errors import Invalid
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.kernel.language import Language

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
SHORTEST_PASSWORD = 10  # characters; NIST SP 800-63B asks for 8 at least
LONGEST_PASSWORD = 256


class AccountId(Id):
    """Identifies a person's account."""

    __slots__ = ()
    prefix = "acc"


class CookId(Id):
    """Identifies a cook's public profile; the account behind it is not public."""

    __slots__ = ()
    prefix = "cok"


class Role(StrEnum):
    """Who somebody is towards an order. ``SYSTEM`` acts on deadlines and provider outcomes."""

    CUSTOMER = "customer"
    COOK = "cook"
    COURIER = "courier"
    STAFF = "staff"
    PARTNER = "partner"
    SYSTEM = "system"


class Duty(StrEnum):
    """What a member of staff answers for; one may have several duties, or none."""

    SUPPORT = "support"
    FINANCE = "finance"


class SessionId(Id):
    """Identifies a session in lists of devices; it opens nothing."""

    __slots__ = ()
    prefix = "ses"


@define
class MalformedEmail(Invalid):
    """The e-mail address can't be one."""

    email: str


@define
class WeakPassword(Invalid):
    """The password is too short or too long (in characters)."""

    shortest: int = SHORTEST_PASSWORD
    longest: int = LONGEST_PASSWORD


@define
class BadName(Invalid):
    """A person's name is empty or longer than 100 characters."""

    longest: int = 100


def normal_email(text: str) -> str:
    """Return the address as it is compared and stored. Refuses with `MalformedEmail`."""
    email = text.strip().casefold()
    if len(email) > 254 or not _EMAIL.fullmatch(email):
        raise MalformedEmail(email=text[:254])
    return email


def strong_password(text: str) -> str:
    """Return the password unchanged, or refuse with `WeakPassword`."""
    if not SHORTEST_PASSWORD <= len(text) <= LONGEST_PASSWORD:
        raise WeakPassword
    return text


def person_name(text: str) -> str:
    """Return the name without surrounding space. Refuses with `BadName`."""
    name = text.strip()
    if not 1 <= len(name) <= 100:
        raise BadName
    return name


@frozen(kw_only=True)
class Account:
    """A person who can sign in. ``password_hash`` is an argon2id string, never shown.

    ``residence`` is the country (ISO 3166-1) where the person lives; it never changes here.
    ``email_verified_at`` is when a code that was sent there came back; a ``phone`` is kept only
    once it is verified.
    """

    id: AccountId
    role: Role
    name: str = field(converter=person_name)
    email: str = field(converter=normal_email)
    password_hash: str = field(repr=False)
    created_at: datetime
    residence: str = "RU"
    language: Language = Language.RU
    disabled: bool = False
    duties: frozenset[Duty] = frozenset()
    email_verified_at: datetime | None = None
    phone: str | None = field(default=None, repr=False)
    version: int = 1

    @property
    def verified(self) -> bool:
        """Tell whether the e-mail address is known to be the person's."""
        return self.email_verified_at is not None

    def speaking(self, language: Language) -> "Account":
        """Return the account with another language for what we write to it."""
        return evolve(self, language=language)


class Channel(StrEnum):
    """How somebody came in: a browser's cookie, an app's token, a partner's key, or no network."""

    BROWSER = "browser"
    TOKEN = "token"  # noqa: S105 - a word
    KEY = "key"
    PROGRAM = "program"


@frozen
class Origin:
    """Where a call came from; ``address`` is the caller's network address where there is one."""

    channel: Channel = Channel.PROGRAM
    address: str | None = None


HERE = Origin()  # this program itself, as at the command line


@frozen
class Actor:
    """Who acts, as the session or the worker established it.

    ``cook_id`` is set for cooks, ``duties`` for staff. ``verified`` tells that the e-mail address
    was verified when the session was opened; it may have been since.
    ``origin`` is where this call came from; it does not make an actor another one.
    """

    role: Role
    account_id: AccountId | None = None
    cook_id: CookId | None = None
    duties: frozenset[Duty] = frozenset()
    verified: bool = False
    origin: Origin = field(default=HERE, eq=False)


SYSTEM = Actor(Role.SYSTEM)


@frozen(kw_only=True)
class SessionTerms:
    """How long sessions last: unused (``idle``) and at all (``lasting``), for staff less long."""

    idle: timedelta = timedelta(days=7)
    lasting: timedelta = timedelta(days=14)
    staff_idle: timedelta = timedelta(minutes=30)
    staff_lasting: timedelta = timedelta(hours=12)

    def of(self, role: Role) -> tuple[timedelta, timedelta]:
        """Return how long a session of the role lasts unused, and at all."""
        if role is Role.STAFF:
            return self.staff_idle, self.staff_lasting
        return self.idle, self.lasting


@frozen(kw_only=True)
class Session:
    """A signed-in browser or app, found by its secret token. Instants in UTC.

    It ends when it was not used for ``idle_for``, and at ``expires_at`` in any case. ``agent`` is
    by what its owner knows the device. ``of_version`` is the version of the account as it was when
    the session was opened.
    """

    id: SessionId
    actor: Actor
    language: Language
    agent: str = ""
    opened_at: datetime
    seen_at: datetime = Factory(lambda session: session.opened_at, takes_self=True)
    expires_at: datetime
    idle_for: timedelta
    of_version: int = 1

    @property
    def ends_at(self) -> datetime:
        """Return when it ends if it is not used any more."""
        return min(self.expires_at, self.seen_at + self.idle_for)
