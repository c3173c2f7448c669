"""Passkeys: keys of a device that sign a challenge of ours (WebAuthn, W3C Recommendation level 2).

A ceremony is one challenge: made here, kept here, answered once within minutes.
"""

from datetime import datetime, timedelta

from attrs import evolve, frozen

from foodmarket.domain.accounts.errors import CeremonyOver, WrongPasskey
from foodmarket.domain.accounts.model import AccountId
from foodmarket.domain.kernel.ids import Id

CEREMONY_LASTS = timedelta(minutes=5)
MOST_PASSKEYS = 20


class PasskeyId(Id):
    """Identifies a passkey in its owner's list."""

    __slots__ = ()
    prefix = "pky"


class CeremonyId(Id):
    """Identifies one challenge for a device."""

    __slots__ = ()
    prefix = "cer"


@frozen(kw_only=True)
class Ceremony:
    """One challenge. With an account it adds a passkey to it, without one it signs somebody in.

    ``nonce`` is what the device signs, base64url without padding.
    """

    id: CeremonyId
    account_id: AccountId | None
    nonce: str
    expires_at: datetime
    over: bool = False
    version: int = 1


@frozen(kw_only=True)
class Attested:
    """What a device tells of a new key: ids and keys are base64url without padding."""

    credential_id: str
    public_key: str
    sign_count: int


@frozen(kw_only=True)
class Passkey:
    """A device's key for one account. ``sign_count`` is the device's own count, 0 if it has none.

    ``public_key`` is a COSE key, base64url without padding, as is ``credential_id``.
    """

    id: PasskeyId
    account_id: AccountId
    name: str
    credential_id: str
    public_key: str
    sign_count: int
    made_at: datetime
    used_at: datetime | None = None
    removed_at: datetime | None = None
    version: int = 1


def new_ceremony(
    ceremony_id: CeremonyId, account_id: AccountId | None, nonce: str, now: datetime
) -> Ceremony:
    """Return a challenge for a device."""
    return Ceremony(
        id=ceremony_id, account_id=account_id, nonce=nonce, expires_at=now + CEREMONY_LASTS
    )


def end(ceremony: Ceremony, now: datetime) -> Ceremony:
    """Return the ceremony after its only answer, right or wrong. Refuses with `CeremonyOver`."""
    if ceremony.over or now >= ceremony.expires_at:
        raise CeremonyOver
    return evolve(ceremony, over=True)


def used(passkey: Passkey, sign_count: int, now: datetime) -> Passkey:
    """Return the passkey after a sign-in. Refuses with `WrongPasskey` a count that does not grow.

    Such a key has been copied (WebAuthn, 6.1.1); devices that do not count say 0 for ever.
    """
    counts = sign_count > 0 or passkey.sign_count > 0
    if counts and sign_count <= passkey.sign_count:
        raise WrongPasskey
    return evolve(passkey, sign_count=sign_count, used_at=now)
