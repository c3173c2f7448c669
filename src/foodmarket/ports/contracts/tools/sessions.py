"""Sessions last as long as they say, and no longer."""

import asyncio
from datetime import timedelta

from foodmarket.domain.accounts.model import AccountId, Actor, CookId, Role, Session
from foodmarket.domain.kernel.language import Language
from foodmarket.ports.contracts.samples import an_id
from foodmarket.ports.contracts.tools.moving import MovableClock
from foodmarket.ports.sessions import Sessions

LASTING = timedelta(hours=1)
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

    async def test_a_closed_session_is_gone(self, sessions: Sessions, clock: MovableClock) -> None:
        """Others of the account stay; closing twice is fine."""
        actor = Actor(Role.CUSTOMER, an_id(AccountId))
        for token in ("phone", "laptop"):
            await sessions.open(token, _session(clock, actor))
        await sessions.close("phone")
        await sessions.close("phone")
        await sessions.close("never opened")
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
        await sessions.close("tablet")
        assert actor.account_id is not None
        assert await sessions.close_all(actor.account_id) == 2
        assert await sessions.find("phone") is None
        assert await sessions.find("laptop") is None
        assert await sessions.find("other") is not None
        assert await sessions.close_all(actor.account_id) == 0

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
        assert await sessions.close_all(actor.account_id) == 20


def _session(
    clock: MovableClock, actor: Actor | None = None, language: Language = Language.RU
) -> Session:
    return Session(
        actor=actor or Actor(Role.CUSTOMER, an_id(AccountId)),
        language=language,
        opened_at=clock.now(),
        expires_at=clock.now() + LASTING,
    )
