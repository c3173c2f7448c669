"""Who is calling and how often is told at once, and counted once."""

import asyncio
from datetime import timedelta

from attrs import evolve

from foodmarket.domain.accounts.model import AccountId, Actor, Role, Session, SessionId
from foodmarket.domain.kernel.language import Language
from foodmarket.ports.contracts.samples import a_number, an_id
from foodmarket.ports.contracts.tools.moving import MovableClock
from foodmarket.ports.gate import Gate, Toll
from foodmarket.ports.limiter import Limiter, Rate
from foodmarket.ports.sessions import Sessions

LASTING = timedelta(hours=1)
WIDE = Rate(8, timedelta(minutes=1))
NARROW = Rate(3, timedelta(minutes=3))


class GateSuite:
    """Fixtures: ``gate``, ``sessions`` and ``limiter`` over one store, ``clock``."""

    async def test_the_session_is_found_as_sessions_do(
        self, gate: Gate, sessions: Sessions, clock: MovableClock
    ) -> None:
        """It is seen by that, and ends when it says."""
        session = _session(clock)
        await sessions.open("token", session)
        now = clock.advance(LASTING / 2)
        assert (await gate.enter("token")).session == evolve(session, seen_at=now)
        assert (await gate.enter("another")).session is None
        assert (await gate.enter(None)).session is None
        clock.advance(LASTING / 2)
        assert (await gate.enter("token")).session is None

    async def test_nothing_to_count_is_allowed(self, gate: Gate) -> None:
        """And nothing is said of an allowance."""
        entry = await gate.enter(None)
        assert (entry.allowance, entry.toll) == (None, None)

    async def test_all_rates_count_and_the_tightest_is_told(self, gate: Gate) -> None:
        """Whichever stands first."""
        wide, narrow = Toll(_key(), WIDE), Toll(_key(), NARROW)
        for left in (2, 1, 0):
            entry = await gate.enter(None, [wide, narrow])
            assert entry.allowance is not None
            assert (entry.allowance.allowed, entry.allowance.left) == (True, left)
            assert entry.toll == narrow
        refused = await gate.enter(None, [narrow, wide])
        assert refused.allowance is not None
        assert (refused.allowance.allowed, refused.toll) == (False, narrow)
        assert timedelta(0) < refused.allowance.retry_after <= timedelta(minutes=1)

    async def test_what_one_rate_refuses_counts_against_none(self, gate: Gate) -> None:
        """Five are left of eight, however often the other one refuses."""
        wide, narrow = Toll(_key(), WIDE), Toll(_key(), NARROW)
        for _ in range(9):
            await gate.enter(None, [wide, narrow])
        entry = await gate.enter(None, [wide])
        assert entry.allowance is not None
        assert entry.allowance.left == 4

    async def test_an_account_counts_over_all_its_sessions(
        self, gate: Gate, sessions: Sessions, clock: MovableClock
    ) -> None:
        """And nobody counts for somebody else, or without a session."""
        actor = Actor(Role.CUSTOMER, an_id(AccountId))
        for token in ("phone", "laptop"):
            await sessions.open(token, _session(clock, actor))
        await sessions.open("other", _session(clock))
        toll = Toll(_key(), NARROW)
        for token, left in (("phone", 2), ("laptop", 1), ("phone", 0), ("other", 2)):
            entry = await gate.enter(token, per_account=[toll])
            assert entry.allowance is not None
            assert (entry.allowance.allowed, entry.allowance.left) == (True, left)
            assert entry.toll == toll
        refused = await gate.enter("laptop", per_account=[toll])
        assert refused.session is not None
        assert refused.allowance is not None
        assert not refused.allowance.allowed
        assert (await gate.enter("nobody's", per_account=[toll])).allowance is None

    async def test_a_look_takes_nothing_and_refuses_where_nothing_is_left(
        self, gate: Gate, limiter: Limiter, sessions: Sessions, clock: MovableClock
    ) -> None:
        """What is counted elsewhere bars the way here, for the account and for others."""
        actor = Actor(Role.CUSTOMER, an_id(AccountId))
        await sessions.open("token", _session(clock, actor))
        look, toll = Toll(_key(), NARROW, takes=0), Toll(_key(), WIDE)
        for left in range(7, 3, -1):
            entry = await gate.enter("token", [toll], [look])
            assert entry.allowance is not None
            assert (entry.allowance.left, entry.toll) == (left, toll)
        for _ in range(NARROW.times):
            await limiter.take(f"{look.key}:{actor.account_id}", NARROW)
        refused = await gate.enter("token", [toll], [look])
        assert refused.allowance is not None
        assert (refused.allowance.allowed, refused.toll) == (False, look)

    async def test_many_who_enter_at_once_get_no_more(self, gate: Gate) -> None:
        """64 requests, three allowed."""
        tolls = [Toll(_key(), NARROW), Toll(_key(), WIDE)]
        entries = await asyncio.gather(*(gate.enter(None, tolls) for _ in range(64)))
        assert sum(entry.allowance.allowed for entry in entries if entry.allowance) == 3


def _session(clock: MovableClock, actor: Actor | None = None) -> Session:
    return Session(
        id=an_id(SessionId),
        actor=actor or Actor(Role.CUSTOMER, an_id(AccountId)),
        language=Language.EN,
        opened_at=clock.now(),
        expires_at=clock.now() + LASTING,
        idle_for=LASTING,
    )


def _key() -> str:
    return f"key-{a_number()}"
