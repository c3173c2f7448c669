"""10: whether somebody has an account can't be seen: same answer, same time."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

import attrs
import httpx
import pytest

from foodmarket.adapters.argon2 import Argon2Passwords
from foodmarket.adapters.system import AdjustableClock
from foodmarket.entrypoints.bootstrap import in_memory
from foodmarket.entrypoints.http import HttpSettings, create_app
from foodmarket.entrypoints.marketplace import wire
from tests.integration.http.conftest import NOON, PASSWORD, Town, client

NEW = "another sentence nobody guesses"
ROUNDS = 6
KNOWN, UNKNOWN = "anna@example.org", "nobody@example.org"


@pytest.fixture
async def slow_town() -> AsyncIterator[Town]:
    """A town with passwords as slow as in production."""
    clock, passwords = AdjustableClock(NOON), Argon2Passwords()
    market = wire(attrs.evolve(in_memory(clock).adapters, passwords=passwords))

    async def ready() -> Mapping[str, bool]:
        return {}

    async with client(create_app(market, settings=HttpSettings(), ready=ready)) as http:
        yield Town(market, clock, http, {})
    passwords.close()


def stripped(answer: httpx.Response) -> tuple[int, dict[str, object]]:
    """The answer without what is new each time."""
    body = answer.json() if answer.content else {}
    return answer.status_code, {k: v for k, v in body.items() if k not in {"trace_id", "id"}}


async def fastest(*asks: Callable[[], Awaitable[httpx.Response]]) -> list[float]:
    """Return the shortest time of each, asked by turns so that all meet the same weather.

    It is the time of this process, all of its threads, whatever else the machine is at.
    """
    times: list[list[float]] = [[] for _ in asks]
    for _ in range(ROUNDS):
        for ask, took in zip(asks, times, strict=True):
            began = time.process_time()
            await ask()
            took.append(time.process_time() - began)
    return [min(took) for took in times]


async def test_signing_in_says_and_takes_the_same(slow_town: Town) -> None:
    await slow_town.customer()

    async def ask(email: str) -> httpx.Response:
        body = {"email": email, "password": "not the password"}
        return await slow_town.http.post("/v1/sessions", json=body)

    assert stripped(await ask(KNOWN)) == stripped(await ask(UNKNOWN))
    known, unknown = await fastest(lambda: ask(KNOWN), lambda: ask(UNKNOWN))
    assert 0.5 < unknown / known < 2


async def test_a_forgotten_password_says_and_takes_the_same(slow_town: Town) -> None:
    await slow_town.customer()

    async def ask(email: str) -> httpx.Response:
        return await slow_town.nobody.post("/v1/password-resets", {"email": email}, key=None)

    known, unknown = await ask(KNOWN), await ask(UNKNOWN)
    assert stripped(known) == stripped(unknown)
    async with slow_town.market.adapters.begin() as uow:
        assert await uow.outbox.size() == 2  # the same is stored for both
    messages = await slow_town.told()
    assert [message.to for message in messages] == [KNOWN]
    wrong = {"code": "x", "password": NEW}

    async def enter(asked: httpx.Response) -> httpx.Response:
        place = f"/v1/password-resets/{asked.json()['id']}"
        return await slow_town.nobody.post(place, wrong, key=None)

    told = [stripped(await enter(asked)) for asked in (known, unknown)]
    for status, body in told:
        body.pop("instance")
        assert (status, body["code"]) == (403, "wrong_code")
    assert told[0] == told[1]


async def test_nobody_can_sign_in_after_a_reset_for_nobody(slow_town: Town) -> None:
    asked = await slow_town.nobody.post("/v1/password-resets", {"email": UNKNOWN}, key=None)
    assert await slow_town.told() == []
    place = f"/v1/password-resets/{asked.json()['id']}"
    for code in ("", "000000", PASSWORD[:20]):
        body = {"code": code, "password": NEW}
        assert (await slow_town.nobody.post(place, body, key=None)).status_code == 403
