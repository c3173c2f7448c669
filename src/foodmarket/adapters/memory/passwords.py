"""Password hashing with the standard library alone: scrypt (RFC 7914)."""

import os
import re
from base64 import b64decode, b64encode
from hashlib import scrypt
from hmac import compare_digest

N, R, P = 2**6, 8, 1  # 64 KiB and 0.2 ms: what it guards lives no longer than its process
_HASH = re.compile(r"scrypt(\$\d{1,6}){3}\$[\w+/]{22}==\$[\w+/]{43}=", re.ASCII)


class MemoryPasswords:
    """Hashes as ``scrypt$n$r$p$salt$key``. For tests and demonstrations, never for a database."""

    def __init__(self) -> None:
        salt = os.urandom(16)
        self._nobody = _render(salt, _derive("", salt, N, R, P))

    async def hash(self, password: str) -> str:
        salt = os.urandom(16)
        return _render(salt, _derive(password, salt, N, R, P))

    async def matches(self, password: str, password_hash: str | None) -> bool:
        given = password_hash or ""
        known = _HASH.fullmatch(given) is not None
        _, n, r, p, salt, key = (given if known else self._nobody).split("$")
        derived = _derive(password, b64decode(salt), int(n), int(r), int(p))
        return compare_digest(derived, b64decode(key)) and known


def _derive(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return scrypt(password.encode(errors="surrogatepass"), salt=salt, n=n, r=r, p=p, dklen=32)


def _render(salt: bytes, key: bytes) -> str:
    return f"scrypt${N}${R}${P}${b64encode(salt).decode()}${b64encode(key).decode()}"
