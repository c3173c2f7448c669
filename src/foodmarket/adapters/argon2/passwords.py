"""Argon2id with the parameters that OWASP ASVS 5.0 asks for, in threads of its own."""

import asyncio
import os
import secrets
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from foodmarket.domain.kernel.errors import TooBusy

T = TypeVar("T")
MEMORY_KIB = 19_456
PASSES = 2
LANES = 1
THREADS = 2  # each takes 19 MiB and a core for some 20 ms; more sign-ins than that queue up
MOST_WAITING = 400  # some seconds of work; whoever comes then is told to come back
NICENESS = 10  # whoever reads a menu goes first


class Argon2Passwords:
    """Hashes and checks in at most ``threads`` threads, which nobody else's work waits for.

    Refuses with `TooBusy` where too many wait for them already.
    """

    def __init__(self, threads: int = THREADS) -> None:
        self._hasher = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
        self._threads = ThreadPoolExecutor(
            threads, thread_name_prefix="passwords", initializer=_yield_to_others
        )
        self._waiting = 0
        # For those who have no account: checking against it takes as long as against a real one.
        self._nobody = self._hasher.hash(secrets.token_bytes(16))

    async def hash(self, password: str) -> str:
        return await self._aside(self._hash, password)

    async def matches(self, password: str, password_hash: str | None) -> bool:
        right = await self._aside(self._verify, password, password_hash or self._nobody)
        return right and password_hash is not None

    async def _aside(self, work: Callable[..., T], *arguments: str) -> T:
        if self._waiting >= MOST_WAITING:
            raise TooBusy
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)
        finally:
            self._waiting -= 1

    def _hash(self, password: str) -> str:
        return self._hasher.hash(_bytes(password))

    def _verify(self, password: str, password_hash: str) -> bool:
        try:
            return self._hasher.verify(password_hash, _bytes(password))
        except (VerificationError, InvalidHashError):
            return False

    def close(self) -> None:
        """Let the threads end; what they are at is finished."""
        self._threads.shutdown(wait=False)


def _yield_to_others() -> None:
    if sys.platform == "linux":  # elsewhere it would be the whole process that yields
        os.nice(NICENESS)


def _bytes(password: str) -> bytes:
    # JSON may carry half a surrogate pair; it is as good a password as any other text.
    return password.encode(errors="surrogatepass")
