"""Keys with which partners' programs call the API.

A key is a readable prefix and 256 random bits. The store has its SHA-256 alone: of so many random
bits no slower hash is needed.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from attrs import define, evolve, frozen

from foodmarket.domain.accounts.errors import MissingScope, NotSignedIn
from foodmarket.domain.accounts.model import AccountId
from foodmarket.domain.kernel.errors import Invalid
from foodmarket.domain.kernel.ids import Id

MARK = "fmk_"  # what every key begins with, so that scanners for leaked keys know it
SHOWN = 8  # characters of the key's id in its prefix
LONGEST = timedelta(days=366)
MOST = 20  # keys of one account that work at the same time
NOTED_EVERY = timedelta(hours=1)


class ApiKeyId(Id):
    """Identifies a partner's key; it opens nothing."""

    __slots__ = ()
    prefix = "key"


class Scope(StrEnum):
    """What a key may be used for."""

    MENU = "menu:read"
    COOKS = "cooks:read"


@define
class BadApiKey(Invalid):
    """A ``field`` of the wanted key is outside its bounds."""

    field: str


@frozen(kw_only=True)
class ApiKey:
    """A partner's key, as it is known after it was shown once. Instants in UTC.

    ``prefix`` is how people tell keys apart; ``key_hash`` is the SHA-256 (hex) of the whole key.
    ``used_at`` is right to the hour.
    """

    id: ApiKeyId
    account_id: AccountId
    name: str
    prefix: str
    key_hash: str
    scopes: tuple[Scope, ...]
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    used_at: datetime | None = None
    version: int = 1

    def works(self, now: datetime) -> bool:
        """Tell whether the key opens anything."""
        return self.revoked_at is None and now < self.expires_at


def digest_of(key: str) -> str:
    """Return the SHA-256 (hex) by which a key is found."""
    return sha256(key.encode(errors="surrogatepass")).hexdigest()


def new_key(
    key_id: ApiKeyId,
    account_id: AccountId,
    *,
    name: str,
    scopes: Collection[Scope],
    lasting: timedelta,
    secret: str,
    now: datetime,
) -> tuple[ApiKey, str]:
    """Return a key as it is kept, and as it is shown once. Refuses with `BadApiKey`."""
    bounds = {
        "name": 1 <= len(name.strip()) <= 100,
        "scopes": len(scopes) > 0,
        "days": timedelta(0) < lasting <= LONGEST,
    }
    for field, holds in bounds.items():
        if not holds:
            raise BadApiKey(field=field)
    prefix = f"{MARK}{key_id[-SHOWN:]}"
    shown = f"{prefix}_{secret}"
    key = ApiKey(
        id=key_id,
        account_id=account_id,
        name=name.strip(),
        prefix=prefix,
        key_hash=digest_of(shown),
        scopes=tuple(sorted(set(scopes))),
        made_at=now,
        expires_at=now + lasting,
    )
    return key, shown


def revoke(key: ApiKey, now: datetime) -> ApiKey:
    """Return the key as it opens nothing any more; the first time counts."""
    return evolve(key, revoked_at=key.revoked_at or now)


def admitted(key: ApiKey | None, scope: Scope, now: datetime) -> ApiKey:
    """Return the key after a use. Refuses with `NotSignedIn` and `MissingScope`."""
    if key is None or not key.works(now):
        raise NotSignedIn
    if scope not in key.scopes:
        raise MissingScope(scope=scope)
    noted = key.used_at is not None and now - key.used_at < NOTED_EVERY
    return key if noted else evolve(key, used_at=now)
