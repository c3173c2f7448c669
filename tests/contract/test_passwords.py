"""Passwords on argon2id: the port's contract, and what is argon2's own."""

import asyncio
import re
import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from foodmarket.adapters.argon2 import Argon2Passwords
from foodmarket.domain.kernel.errors import TooBusy
from foodmarket.ports.contracts.tools import PasswordsSuite


@pytest.fixture
def passwords() -> Iterator[Argon2Passwords]:
    passwords = Argon2Passwords()
    yield passwords
    passwords.close()


class TestPasswords(PasswordsSuite):
    pass


async def test_the_parameters_are_those_of_owasp(passwords: Argon2Passwords) -> None:
    assert re.match(r"\$argon2id\$v=19\$m=19456,t=2,p=1\$", await passwords.hash("correct horse"))


async def test_a_hash_that_is_none_matches_nothing(passwords: Argon2Passwords) -> None:
    for hash_ in ("", "x", "$argon2id$v=19$m=1,t=1,p=1$x$y"):
        assert not await passwords.matches("correct horse", hash_)


async def test_half_a_surrogate_pair_is_a_password_like_any_other(
    passwords: Argon2Passwords,
) -> None:
    hash_ = await passwords.hash("correct horse \ud83d")
    assert await passwords.matches("correct horse \ud83d", hash_)
    assert not await passwords.matches("correct horse \ud83e", hash_)


async def test_a_storm_of_sign_ins_leaves_the_event_loop_and_other_threads_alone(
    passwords: Argon2Passwords,
) -> None:
    others = set(threading.enumerate())  # of markets that earlier tests opened
    storm = [asyncio.ensure_future(passwords.matches("correct horse", None)) for _ in range(12)]
    await asyncio.to_thread(lambda: None)  # a thread of the default pool is free at once
    assert not any(one.done() for one in storm[4:])
    new = set(threading.enumerate()) - others
    assert len([thread for thread in new if thread.name.startswith("passwords")]) <= 2
    assert await asyncio.gather(*storm) == [False] * 12


async def test_more_than_can_be_done_soon_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("foodmarket.adapters.argon2.passwords.MOST_WAITING", 3)
    with closing(Argon2Passwords(threads=1)) as passwords:
        tries = [passwords.matches("a sentence", None) for _ in range(6)]
        answers = await asyncio.gather(*tries, return_exceptions=True)
        assert [type(answer) for answer in answers] == [bool] * 3 + [TooBusy] * 3
        assert not await passwords.matches("a sentence", None)
