"""The adapters that a recorded run is replayed on: memory, and the real PostgreSQL and Redis."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from foodmarket.adapters.memory import (
    MemoryGate,
    MemoryLimiter,
    MemoryNotifier,
    MemoryPresence,
    MemorySessions,
    MemoryStore,
    MemoryTombstones,
    MemoryVault,
)
from foodmarket.adapters.sandbox import SandboxProvider
from foodmarket.adapters.webauthn import WebauthnAuthenticators
from foodmarket.entrypoints.marketplace import Adapters
from foodmarket.entrypoints.simulation.differential import Make
from foodmarket.entrypoints.simulation.ids import LaneClock, SeededIds
from foodmarket.entrypoints.simulation.machines import PlainPasswords

PUBLIC_URL = "http://127.0.0.1:8000"  # of nobody who signs in by a passkey there


def on_memory(clock: LaneClock, ids: SeededIds, provider: SandboxProvider) -> Adapters:
    """Return adapters that need nothing."""
    store, sessions, limiter = MemoryStore(), MemorySessions(clock), MemoryLimiter(clock)
    return Adapters(
        begin=store.begin,
        clock=clock,
        ids=ids,
        passwords=PlainPasswords(),
        authenticators=WebauthnAuthenticators(PUBLIC_URL),
        sessions=sessions,
        notifier=MemoryNotifier(),
        limiter=limiter,
        gate=MemoryGate(sessions, limiter),
        presence=MemoryPresence(clock),
        audit=store.audit,
        tombstones=MemoryTombstones(),
        vault=MemoryVault(),
        providers={provider.name: provider},
    )


@asynccontextmanager
async def on_servers(database_url: str, redis_url: str) -> AsyncIterator[Make]:
    """Yield what makes adapters on an empty, migrated database and an empty Redis."""
    from foodmarket.adapters.postgres import PostgresStore
    from foodmarket.adapters.redis import (
        RedisGate,
        RedisLimiter,
        RedisPresence,
        RedisSessions,
        connect,
    )

    async with (
        PostgresStore.open(_hasty(database_url), max_size=8) as store,
        connect(redis_url) as redis,
    ):

        def made(clock: LaneClock, ids: SeededIds, provider: SandboxProvider) -> Adapters:
            return Adapters(
                begin=store.begin,
                clock=clock,
                ids=ids,
                passwords=PlainPasswords(),
                authenticators=WebauthnAuthenticators(PUBLIC_URL),
                sessions=RedisSessions(redis, clock),
                notifier=MemoryNotifier(),
                limiter=RedisLimiter(redis, clock),
                gate=RedisGate(redis, clock),
                presence=RedisPresence(redis, clock),
                audit=store.audit,
                tombstones=MemoryTombstones(),
                vault=MemoryVault(),
                providers={provider.name: provider},
            )

        yield made


def _hasty(database_url: str) -> str:
    """Let commits not wait for the disk: what is compared has no need to outlive a power cut."""
    return f"{database_url}{'&' if '?' in database_url else '?'}synchronous_commit=off"
