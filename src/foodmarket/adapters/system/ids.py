"""Identifiers, secrets and codes from the operating system's randomness."""

import os
import secrets
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from foodmarket.domain.kernel.ids import ALPHABET, Id

I = TypeVar("I", bound=Id)  # noqa: E741 - the letter the port uses, too

_PAIRS = tuple(high + low for high in ALPHABET for low in ALPHABET)
_POOL_BYTES = 4096
_SEED_BYTES = 10  # 73 random bits are used of these 80
_STEP_BYTES = 4
_TAIL_BITS = 74  # rand_a (12) and rand_b (62) of RFC 9562, counted as one number


def _wall_milliseconds() -> int:
    return time.time_ns() // 1_000_000


class SystemIds:
    """Issues UUIDv7 identifiers (RFC 9562, section 5.7) and one-time secrets.

    Within a process every identifier is greater than the one before, also inside one millisecond
    and when the wall clock steps back: the random tail then grows by a random step (section 6.2,
    method 2). Safe to share between threads and across ``fork``.
    """

    def __init__(self, milliseconds: Callable[[], int] = _wall_milliseconds) -> None:
        self._milliseconds = milliseconds
        self._lock = threading.Lock()
        self._pool = b""
        self._used = 0
        self._pid = os.getpid()
        self._last = -1
        self._tail = 0
        self._head_text = ""

    def new(self, kind: type[I]) -> I:
        """A fresh identifier of ``kind``: its prefix, ``_`` and 26 characters of base32."""
        with self._lock:
            head, tail = self._next()
        # version 7, rand_a, variant 2, rand_b: 80 bits, exactly sixteen base32 digits
        low = (7 << 76) | ((tail >> 62) << 64) | (2 << 62) | (tail & 0x3FFF_FFFF_FFFF_FFFF)
        p = _PAIRS
        return kind(
            f"{kind.prefix}_{head}{p[low >> 70]}{p[low >> 60 & 1023]}{p[low >> 50 & 1023]}"
            f"{p[low >> 40 & 1023]}{p[low >> 30 & 1023]}{p[low >> 20 & 1023]}"
            f"{p[low >> 10 & 1023]}{p[low & 1023]}"
        )

    def secret(self, nbytes: int = 32) -> str:
        """A URL-safe token of ``nbytes`` random bytes."""
        return secrets.token_urlsafe(nbytes)

    def digits(self, count: int) -> str:
        """A code of ``count`` decimal digits, each equally likely."""
        return f"{secrets.randbelow(10**count):0{count}d}"

    def _next(self) -> tuple[str, int]:
        now = self._milliseconds()
        if now > self._last:
            self._begin(now)
        else:
            self._tail += 1 + int.from_bytes(self._random(_STEP_BYTES), "big")
            if self._tail >> _TAIL_BITS:
                self._begin(self._last + 1)
        return self._head_text, self._tail

    def _begin(self, millisecond: int) -> None:
        self._last = millisecond
        # The top bit stays clear: room to count upwards within the millisecond.
        self._tail = int.from_bytes(self._random(_SEED_BYTES), "big") >> (80 - _TAIL_BITS + 1)
        self._head_text = "".join(
            _PAIRS[millisecond >> shift & 1023] for shift in range(40, -1, -10)
        )

    def _random(self, count: int) -> bytes:
        # A forked child holds a copy of the pool; using it would repeat the parent's bytes.
        if self._used + count > len(self._pool) or self._pid != os.getpid():
            self._pool, self._used, self._pid = os.urandom(_POOL_BYTES), 0, os.getpid()
        self._used += count
        return self._pool[self._used - count : self._used]
