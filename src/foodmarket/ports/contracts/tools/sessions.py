"""Sessions last as long as they say, and no longer."""

import asyncio
from datetime import timedelta

import pytest
from attrs import evolve

from foodmarket.domain.accounts.model import AccountId, Actor, CookId, Role, Session, SessionId
from foodmarket.domain.kernel.errors import StaleFacts
from foodmarket.domain.kernel.language import Language
from foodmarket.ports.contracts.samples import an_id
from foodmarket.ports.contracts.tools.moving import MovableClock
from foodmarket.ports.sessions import Sessions

LASTING = timedelta(hours=1)
IDLE = timedelta(minutes=10)
TICK = timedelta(milliseconds=1)


class SessionsSuite:
    """Fixtures: ``sessions``, ``clock``."""

    async def test_a_session_is_found_by_its_token(
        self, sessions: Sessions, clock: MovableClock
    ) -> None:
        """With everything that it carries, for a cook and for a customer."""
        cook = _session(clock, Actor(Role.COOK, an_id(AccountId), an_id(CookId)))
        customer = _session(clock, language=Language.EN)
        await sessions.open("cook's token", cook)
        await sessions.open("customer's token", customer)
        assert await sessions.find("cook's token") == cook
        assert await sessions.find("customer's token") == customer

    async def test_an_unknown_token_finds_nothing(
        self, sessions: Sessions, clock: MovableClock
    ) -> None:
        """Nor does a part of a token, nor one in other letters."""
        await sessions.open("a-secret-Token", _session(clock))
        for token in ("", "a-secret", "a-secret-token", "a-secret-Token "):
            assert await sessions.find(token) is None

    async def test_a_session_ends_when_it_expires(
        self, sessions: Sessions, clock: MovableClock
    ) -> None:
        """It is there until then, and never again."""
        await sessions.open("token", _session(clock))
        clock.advance(LASTING - TICK)
        assert await sessions.find("token") is not None
        clock.advance(TICK)
        assert await sessions.find("token") is None

    async def test_a_session_that_is_not_used_ends_before(
        self, sessions: Sessions, clock: MovableClock
    ) -> None:
        """Each use lets it live on, up to its last instant."""
        await sessions.open("token", _session(clock, idle_for=IDLE))
        for _ in range(5):
            clock.advance(IDLE - TICK)
            found = await sessions.find("token")
            assert found is not None
            assert found.seen_at == clock.now()
        clock.advance(LASTING - (IDLE - TICK) * 5)
        assert await sessions.find("token") is None
        await sessions.open("another", _session(clock, idle_for=IDLE))
        clock.advance(IDLE)
        assert await sessions.find("another") is None

    async def test_a_closed_session_is_gone(self, sessions: Sessions, clock: MovableClock) -> None:
        """Others of the account stay; closing twice is fine."""
        actor = Actor(Role.CUSTOMER, an_id(AccountId))
        for token in ("phone", "laptop"):
            await sessions.open(token, _session(clock, actor))
        await sessions.end("phone")
        await sessions.end("phone")
        await sessions.end("never opened")
        assert await sessions.find("phone") is None
        assert await sessions.find("laptop") is not None

    async def test_all_sessions_of_an_account_end_together(
        self, sessions: Sessions, clock: MovableClock
    ) -> None:
        """They are counted, and nobody else's end."""
        actor = Actor(Role.CUSTOMER, an_id(AccountId))
        for token in ("phone", "laptop", "tablet"):
            await sessions.open(token, _session(clock, actor))
        await sessions.open("other", _session(clock))
        await sessions.end("tablet")
        assert actor.account_id is not None
        assert await sessions.end_all(actor.account_id) == 2
        assert await sessions.find("phone") is None
        assert await sessions.find("laptop") is None
        assert await sessions.find("other") is not None
        assert await sessions.end_all(actor.account_id) == 0

    async def test_an_account_sees_its_sessions(
        self, sessions: Sessions, clock: MovableClock
    ) -> None:
        """Last seen first, each by the device's name; ended and expired ones are not there."""
        actor = Actor(Role.CUSTOMER, an_id(AccountId))
        assert actor.account_id is not None
        phone, laptop = _session(clock, actor, agent="phone"), _session(clock, actor, agent="web")
        await sessions.open("phone", phone)
        await sessions.open("laptop", laptop)
        await sessions.open("left", _session(clock, actor, idle_for=IDLE))
        await sessions.open("ended", _session(clock, actor))
        await sessions.open("other", _session(clock))
        await sessions.end("ended")
        now = clock.advance(IDLE)
        await sessions.find("laptop")
        assert await sessions.of(actor.account_id) == [evolve(laptop, seen_at=now), phone]
        assert await sessions.of(an_id(AccountId)) == []

    async def test_one_of_an_accounts_sessions_is_ended(
        self, sessions: Sessions, clock: MovableClock
    ) -> None:
        """By its id; nobody ends a session of somebody else."""
        actor = Actor(Role.CUSTOMER, an_id(AccountId))
        assert actor.account_id is not None
        phone, other = _session(clock, actor), _session(clock)
        await sessions.open("phone", phone)
        await sessions.open("laptop", _session(clock, actor))
        await sessions.open("other", other)
        assert await sessions.end_one(actor.account_id, phone.id)
        assert not await sessions.end_one(actor.account_id, phone.id)
        assert not await sessions.end_one(actor.account_id, other.id)
        assert await sessions.find("phone") is None
        assert await sessions.find("laptop") is not None
        assert await sessions.find("other") is not None

    async def test_all_but_the_present_session_end(
        self, sessions: Sessions, clock: MovableClock
    ) -> None:
        """That is what a change of password does."""
        actor = Actor(Role.CUSTOMER, an_id(AccountId))
        assert actor.account_id is not None
        here = _session(clock, actor)
        await sessions.open("here", here)
        for token in ("phone", "laptop"):
            await sessions.open(token, _session(clock, actor))
        assert await sessions.end_all(actor.account_id, but=here.id) == 2
        assert await sessions.of(actor.account_id) == [here]

    async def test_a_sign_in_on_old_facts_opens_nothing(
        self, sessions: Sessions, clock: MovableClock
    ) -> None:
        """Whoever read the account before it changed has to read it again."""
        actor = Actor(Role.CUSTOMER, an_id(AccountId))
        assert actor.account_id is not None
        await sessions.open("before", _session(clock, actor, of_version=1))
        assert await sessions.end_all(actor.account_id, version=3) == 1
        assert await sessions.end_all(actor.account_id, version=2) == 0
        with pytest.raises(StaleFacts):
            await sessions.open("late", _session(clock, actor, of_version=2))
        assert await sessions.find("late") is None
        assert await sessions.of(actor.account_id) == []
        await sessions.open("after", _session(clock, actor, of_version=3))
        assert await sessions.find("after") is not None

    async def test_many_sessions_are_opened_at_once(
        self, sessions: Sessions, clock: MovableClock
    ) -> None:
        """Each is found, and all are closed."""
        actor = Actor(Role.CUSTOMER, an_id(AccountId))
        tokens = [f"token-{number}" for number in range(20)]
        await asyncio.gather(*(sessions.open(token, _session(clock, actor)) for token in tokens))
        found = await asyncio.gather(*(sessions.find(token) for token in tokens))
        assert None not in found
        assert actor.account_id is not None
        assert await sessions.end_all(actor.account_id) == 20


def _session(
    clock: MovableClock,
    actor: Actor | None = None,
    language: Language = Language.RU,
    agent: str = "",
    idle_for: timedelta = LASTING,
    of_version: int = 1,
) -> Session:
    return Session(
        id=an_id(SessionId),
        actor=actor or Actor(Role.CUSTOMER, an_id(AccountId)),
        language=language,
        agent=agent,
        opened_at=clock.now(),
        expires_at=clock.now() + LASTING,
        idle_for=idle_for,
        of_version=of_version,
    )
