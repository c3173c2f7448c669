"""Codes that show that somebody reads an address: asked for, sent, and entered within minutes.

A challenge is made when a code is asked for; the code itself when it is sent. The store has its
salted, slow hash alone: a million codes take hours to try, and each lives for minutes.
"""

import re
from datetime import datetime, timedelta
from enum import StrEnum

from attrs import define, evolve, field, frozen

from foodmarket.domain.accounts.errors import CodeExpired, CodeUsedUp
from foodmarket.domain.accounts.messages import Medium, MessageKind
from foodmarket.domain.accounts.model import Account, AccountId
from foodmarket.domain.kernel.errors import Invalid
from foodmarket.domain.kernel.ids import Id

CODE_DIGITS = 6
CODE_LASTS = timedelta(minutes=15)
CODE_TRIES = 5
_PHONE = re.compile(r"\+[1-9]\d{6,14}")  # ITU-T E.164


class ChallengeId(Id):
    """Identifies one code that was asked for."""

    __slots__ = ()
    prefix = "chl"


class Purpose(StrEnum):
    """What a code is good for."""

    EMAIL = "email"
    PHONE = "phone"
    PASSWORD = "password"  # noqa: S105 - a purpose

    @property
    def medium(self) -> Medium:
        """Return the way the code takes."""
        return Medium.PHONE if self is Purpose.PHONE else Medium.EMAIL

    @property
    def message(self) -> MessageKind:
        """Return the message that carries the code."""
        return MessageKind(f"code-{self}")


@define
class MalformedPhone(Invalid):
    """The text can't be a phone number: a plus sign, the country's code, 7 to 15 digits."""


def normal_phone(text: str) -> str:
    """Return the number as it is compared and stored. Refuses with `MalformedPhone`."""
    phone = re.sub(r"[\s().-]", "", text)
    if not _PHONE.fullmatch(phone):
        raise MalformedPhone
    return phone


@frozen(kw_only=True)
class Challenge:
    """A code that was asked for. Instants in UTC.

    Without ``account_id`` nobody has the address that was named: such a challenge is kept like any
    other, so that asking and answering take as long, and it can never be met. ``phone`` is the
    number to be verified. ``code_hash`` is None until the code is sent. ``tries`` counts codes that
    were entered.
    """

    id: ChallengeId
    account_id: AccountId | None
    purpose: Purpose
    phone: str | None = field(default=None, repr=False)
    asked_at: datetime
    expires_at: datetime
    code_hash: str | None = field(default=None, repr=False)
    tries: int = 0
    version: int = 1


def new_challenge(
    challenge_id: ChallengeId,
    account: Account | None,
    purpose: Purpose,
    now: datetime,
    phone: str | None = None,
) -> Challenge:
    """Return the challenge for somebody who asked for a code."""
    return Challenge(
        id=challenge_id,
        account_id=None if account is None or account.disabled else account.id,
        purpose=purpose,
        phone=phone,
        asked_at=now,
        expires_at=now + CODE_LASTS,
    )


def with_code(challenge: Challenge, code_hash: str) -> Challenge:
    """Return the challenge with the code that is about to be sent; an earlier one is void."""
    return evolve(challenge, code_hash=code_hash)


def use_try(challenge: Challenge, now: datetime) -> Challenge:
    """Return the challenge with one try less, before a code is compared.

    It is saved first, so that many who guess at once have no more tries than one. Refuses with
    `CodeExpired` and `CodeUsedUp`.
    """
    if now >= challenge.expires_at:
        raise CodeExpired
    if challenge.tries >= CODE_TRIES:
        raise CodeUsedUp
    return evolve(challenge, tries=challenge.tries + 1)


def used(challenge: Challenge) -> Challenge:
    """Return the challenge after its code was right: nobody can use it again."""
    return evolve(challenge, tries=CODE_TRIES, code_hash=None)
