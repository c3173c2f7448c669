"""Who was seen is there, for a while."""

from datetime import timedelta

from foodmarket.domain.accounts.model import CookId
from foodmarket.ports.contracts.samples import an_id
from foodmarket.ports.contracts.tools.moving import MovableClock
from foodmarket.ports.presence import Presence

WHILE = timedelta(seconds=30)
TICK = timedelta(milliseconds=1)


class PresenceSuite:
    """Fixtures: ``presence``, ``clock``."""

    async def test_who_was_seen_is_there(self, presence: Presence) -> None:
        """Nobody else is, and nobody who was not asked for."""
        here, also, away = (an_id(CookId) for _ in range(3))
        await presence.seen(here, WHILE)
        await presence.seen(also, WHILE)
        assert await presence.present([away, here]) == {here}
        assert await presence.present([here, also]) == {here, also}
        assert await presence.present([]) == frozenset()

    async def test_who_is_not_seen_again_is_forgotten(
        self, presence: Presence, clock: MovableClock
    ) -> None:
        """After the time that was named, to the instant."""
        brief, longer = an_id(CookId), an_id(CookId)
        await presence.seen(brief, WHILE)
        await presence.seen(longer, WHILE * 2)
        clock.advance(WHILE - TICK)
        assert await presence.present([brief, longer]) == {brief, longer}
        clock.advance(TICK)
        assert await presence.present([brief, longer]) == {longer}

    async def test_being_seen_again_starts_the_time_anew(
        self, presence: Presence, clock: MovableClock
    ) -> None:
        """Whoever keeps coming stays."""
        who = an_id(CookId)
        for _ in range(3):
            await presence.seen(who, WHILE)
            clock.advance(WHILE - TICK)
        assert await presence.present([who]) == {who}
