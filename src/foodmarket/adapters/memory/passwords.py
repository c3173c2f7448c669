"""Password hashing with the standard library alone: scrypt (RFC 7914)."""

import asyncio
import os
import re
from base64 import b64decode, b64encode
from hashlib import scrypt
from hmac import compare_digest

N, R, P = 2**13, 8, 1  # 8 MiB and about 20 ms: for demonstrations and tests
MOST_AT_ONCE = 2
_HASH = re.compile(r"scrypt(\$\d{1,6}){3}\$[\w+/]{22}==\$[\w+/]{43}=", re.ASCII)


class MemoryPasswords:
    """Hashes as ``scrypt$n$r$p$salt$key``; at most two at once, each in a thread."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(MOST_AT_ONCE)
        salt = os.urandom(16)
        self._nobody = _render(salt, _derive("", salt, N, R, P))

    async def hash(self, password: str) -> str:
        salt = os.urandom(16)
        async with self._turns:
            return _render(salt, await asyncio.to_thread(_derive, password, salt, N, R, P))

    async def matches(self, password: str, password_hash: str | None) -> bool:
        given = password_hash or ""
        known = _HASH.fullmatch(given) is not None
        _, n, r, p, salt, key = (given if known else self._nobody).split("$")
        numbers = int(n), int(r), int(p)
        async with self._turns:
            derived = await asyncio.to_thread(_derive, password, b64decode(salt), *numbers)
        return compare_digest(derived, b64decode(key)) and known


def _derive(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return scrypt(password.encode(errors="surrogatepass"), salt=salt, n=n, r=r, p=p, dklen=32)


def _render(salt: bytes, key: bytes) -> str:
    return f"scrypt${N}${R}${P}${b64encode(salt).decode()}${b64encode(key).decode()}"
