"""Time-based one-time passwords (RFC 6238) as a second factor, and the codes for a lost device.

The parameters are those that every authenticator app takes: SHA-1, 6 digits, steps of 30 seconds.
A step is used once, so that a code that was overheard is worth nothing (RFC 6238, 5.2).
"""

import hmac
from base64 import b32decode, b32encode
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from urllib.parse import quote, urlencode

from attrs import evolve, field, frozen

from foodmarket.domain.accounts.errors import SecondFactorOn, WrongSecondFactor
from foodmarket.domain.accounts.model import AccountId

STEP_SECONDS = 30
DIGITS = 6
DRIFT = 1  # steps that a phone's clock may be behind or ahead
SECRET_BYTES = 20  # as RFC 4226, 4 recommends
RECOVERY_CODES = 10
RECOVERY_DIGITS = 20  # 66 bits: no list of hashes of them is worth trying


@frozen(kw_only=True)
class SecondFactor:
    """An account's second factor; of no use until it is ``confirmed_at`` (UTC).

    ``secret`` is the shared key in base32. ``last_step`` is the latest step that was used.
    ``recovery`` has the hashes (SHA-256, hex) of the recovery codes that are left.
    """

    account_id: AccountId
    secret: str = field(repr=False)
    confirmed_at: datetime | None = None
    last_step: int = 0
    recovery: tuple[str, ...] = field(default=(), repr=False)
    version: int = 1

    @property
    def on(self) -> bool:
        """Tell whether signing in takes it."""
        return self.confirmed_at is not None


def enrol(stored: SecondFactor | None, account_id: AccountId, seed: str) -> SecondFactor:
    """Return a factor that waits to be confirmed, with a shared key out of 256 random bits.

    Refuses with `SecondFactorOn`.
    """
    if stored is not None and stored.on:
        raise SecondFactorOn
    secret = b32encode(sha256(seed.encode()).digest()[:SECRET_BYTES]).decode()
    factor = stored or SecondFactor(account_id=account_id, secret=secret)
    return evolve(factor, secret=secret)


def issue(
    stored: SecondFactor | None,
    account_id: AccountId,
    seed: str,
    recovery_codes: Sequence[str],
    now: datetime,
) -> SecondFactor:
    """Return a factor that is on at once, because whoever runs the marketplace hands it over."""
    blank = None if stored is None else switch_off(stored)
    hashes = tuple(_hashed(it) for it in recovery_codes)
    return evolve(enrol(blank, account_id, seed), confirmed_at=now, recovery=hashes)


def switch_off(factor: SecondFactor) -> SecondFactor:
    """Return the factor without anything that could be met; what was used stays used."""
    return evolve(factor, secret="", confirmed_at=None, recovery=())


def enrolment_uri(factor: SecondFactor, email: str, issuer: str = "foodmarket") -> str:
    """Return what an authenticator app reads from a picture."""
    told = {"secret": factor.secret, "issuer": issuer, "digits": DIGITS, "period": STEP_SECONDS}
    return f"otpauth://totp/{quote(issuer)}:{quote(email)}?{urlencode(told)}"


def confirm(
    factor: SecondFactor, code: str, recovery_codes: Sequence[str], now: datetime
) -> SecondFactor:
    """Turn the factor on with a first code. Refuses with `SecondFactorOn`, `WrongSecondFactor`."""
    if factor.on:
        raise SecondFactorOn
    met = _by_app(factor, code, now)
    hashes = tuple(_hashed(it) for it in recovery_codes)
    return evolve(met, confirmed_at=now, recovery=hashes)


def meet(factor: SecondFactor, code: str, now: datetime) -> SecondFactor:
    """Return the factor after the use of a code, of the app or a recovery code, which is then void.

    Save it before anything is opened with it. Refuses with `WrongSecondFactor`.
    """
    given = "".join(code.split()).replace("-", "")
    if len(given) != RECOVERY_DIGITS:
        return _by_app(factor, given, now)
    hashed = _hashed(given)
    if hashed not in factor.recovery:
        raise WrongSecondFactor
    return evolve(factor, recovery=tuple(it for it in factor.recovery if it != hashed))


def _by_app(factor: SecondFactor, code: str, now: datetime) -> SecondFactor:
    present = int(now.timestamp()) // STEP_SECONDS
    for step in range(present - DRIFT, present + DRIFT + 1):
        right = hmac.compare_digest(_code(factor.secret, step).encode(), code.encode())
        if right and step > factor.last_step:
            return evolve(factor, last_step=step)
    raise WrongSecondFactor


def _code(secret: str, step: int) -> str:
    key = b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, step.to_bytes(8, "big"), "sha1")
    place = digest[-1] & 15  # RFC 4226, 5.3: dynamic truncation
    number = int.from_bytes(digest[place : place + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def _hashed(recovery_code: str) -> str:
    return sha256(recovery_code.encode()).hexdigest()
