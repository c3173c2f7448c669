"""Settings -> adapters -> marketplace: the only place that chooses adapters. Read it downwards.

`open_marketplace` and `open_parts` use PostgreSQL, Redis and argon2; `in_memory` needs nothing but
attrs. Hence the servers' libraries are imported where they are used.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, closing
from datetime import datetime
from functools import partial
from typing import Any

from attrs import frozen

from foodmarket import ports
from foodmarket.adapters.fallback import FallbackGate
from foodmarket.adapters.files import FileTombstones
from foodmarket.adapters.memory import (
    MemoryGate,
    MemoryLimiter,
    MemoryNotifier,
    MemoryPasswords,
    MemoryPresence,
    MemorySessions,
    MemoryStore,
    MemoryTombstones,
    MemoryVault,
)
from foodmarket.adapters.sandbox import SandboxBank, SandboxProvider
from foodmarket.adapters.system import SystemClock, SystemIds
from foodmarket.adapters.webauthn import WebauthnAuthenticators
from foodmarket.domain.accounts import SessionTerms
from foodmarket.domain.privacy import Handling
from foodmarket.entrypoints.config import Settings
from foodmarket.entrypoints.marketplace import Adapters, Demands, Marketplace, wire
from foodmarket.entrypoints.notifiers import open_notifier
from foodmarket.entrypoints.observing import Observers
from foodmarket.entrypoints.observing.providers import ObservedProvider
from foodmarket.entrypoints.observing.statements import watching
from foodmarket.entrypoints.providers import open_providers
from foodmarket.entrypoints.secrets import vault_keys
from foodmarket.entrypoints.texts.consents import consent_documents

SANDBOX = "sandbox"
SANDBOX_PAGE = "/sandbox/pay"  # as the HTTP API serves it
READY_SECONDS = 2.0


def in_memory(
    clock: ports.Clock | None = None,
    session_terms: SessionTerms | None = None,
    observers: Observers | None = None,
) -> Marketplace:
    """Return a marketplace that needs nothing and forgets everything with the process.

    Customers pay with the sandbox's cards (``sandbox_ok``, ``sandbox_declined``, …).
    """
    clock = clock or SystemClock()
    ids = SystemIds()
    store = MemoryStore()
    bank = SandboxBank(":memory:")
    sandbox = SandboxProvider(bank=bank, clock=clock, secret=ids.secret())
    sessions, limiter = MemorySessions(clock), MemoryLimiter(clock)
    return wire(
        Adapters(
            begin=store.begin,
            clock=clock,
            ids=ids,
            passwords=MemoryPasswords(),
            authenticators=WebauthnAuthenticators(Settings().public_url),
            sessions=sessions,
            limiter=limiter,
            gate=MemoryGate(sessions, limiter),
            notifier=MemoryNotifier(),
            presence=MemoryPresence(clock),
            audit=store.audit,
            tombstones=MemoryTombstones(),
            vault=MemoryVault(),
            providers={sandbox.name: sandbox},
        ),
        session_terms=session_terms,
        handling=Handling(documents=consent_documents()),
        watch=partial(ObservedProvider, observers=observers or Observers()),
    )


@frozen(kw_only=True)
class Parts:
    """An open marketplace with what its processes need besides.

    ``ready`` tells of each server whether it answers, ``migrated`` whether the schema is ours.
    ``next_due`` tells when time has something to do next: a deadline, an unfinished operation, news
    of the sandbox bank. ``redis`` is a client for the worker's own keys. ``sandbox`` is the sandbox
    provider where it is configured.
    """

    marketplace: Marketplace
    ready: Callable[[], Awaitable[Mapping[str, bool]]]
    migrated: Callable[[], Awaitable[bool]]
    next_due: Callable[[], Awaitable[datetime | None]]
    redis: Any  # redis.asyncio.Redis: not imported for those who have no Redis
    sandbox: SandboxProvider | None


@asynccontextmanager
async def open_marketplace(
    settings: Settings, clock: ports.Clock | None = None
) -> AsyncIterator[Marketplace]:
    """Open the marketplace on PostgreSQL and Redis, and close everything at the end."""
    async with open_parts(settings, clock) as parts:
        yield parts.marketplace


@asynccontextmanager
async def open_parts(
    settings: Settings,
    clock: ports.Clock | None = None,
    observers: Observers | None = None,
) -> AsyncIterator[Parts]:
    """Open everything that the settings name; ``clock`` replaces the machine's."""
    from foodmarket.adapters.aesgcm import AesVault
    from foodmarket.adapters.argon2 import Argon2Passwords
    from foodmarket.adapters.postgres import PostgresStore, gauges, is_migrated, upcoming
    from foodmarket.adapters.redis import (
        RedisGate,
        RedisLimiter,
        RedisPresence,
        RedisSessions,
        connect,
    )

    clock, observers = clock or SystemClock(), observers or Observers()
    settings.data.folder.mkdir(parents=True, exist_ok=True)
    bank = SandboxBank(settings.data.folder / "sandbox.db", page_url=second_step_url(settings))
    sandbox = SandboxProvider(bank=bank, clock=clock, secret=settings.payments.sandbox_secret)
    with closing(bank), closing(Argon2Passwords()) as passwords:
        async with (
            PostgresStore.open(
                settings.database.url,
                max_size=settings.database.pool,
                role=settings.database.role,
                watch=watching(observers.tracer),
            ) as store,
            connect(settings.redis.url, settings.redis.timeout.total_seconds()) as redis,
            open_providers(settings, clock, sandbox) as providers,
        ):
            observers.metrics.watch_gauges(partial(gauges.readings, store.pool))
            adapters = Adapters(
                begin=store.begin,
                clock=clock,
                ids=SystemIds(),
                passwords=passwords,
                authenticators=WebauthnAuthenticators(settings.public_url),
                sessions=RedisSessions(redis, clock),
                notifier=open_notifier(settings, clock),
                limiter=RedisLimiter(redis, clock),
                gate=FallbackGate(
                    RedisGate(redis, clock),
                    MemoryGate(MemorySessions(clock), MemoryLimiter(clock)),
                    clock,
                ),
                presence=RedisPresence(redis, clock),
                audit=store.audit,
                tombstones=FileTombstones(settings.data.folder / settings.privacy.tombstones),
                vault=AesVault(vault_keys(settings)),
                providers=providers,
            )

            async def ready() -> dict[str, bool]:
                patience = max(READY_SECONDS, settings.redis.timeout.total_seconds())
                postgres, cache = await asyncio.gather(
                    _answers(store.ping(), READY_SECONDS), _answers(redis.ping(), patience)
                )
                return {"postgres": postgres, "redis": cache}

            async def next_due() -> datetime | None:
                due = [await upcoming.next_due(store.pool), await bank.next_due()]
                return min((at for at in due if at is not None), default=None)

            yield Parts(
                marketplace=wire(
                    adapters,
                    terms=settings.terms.terms,
                    return_url=f"{settings.public_url}/v1/orders",
                    rails=settings.payments.rails,
                    lease=settings.payments.lease,
                    demands=Demands(
                        verified_email=settings.email_must_be_verified,
                        staff_second_factor=settings.staff_need_second_factor,
                        permits=settings.accounts.required_permits,
                    ),
                    session_terms=settings.sessions.terms(),
                    handling=Handling(
                        cell=settings.cell.cell(),
                        documents=consent_documents(),
                        periods=settings.privacy.periods(),
                    ),
                    watch=partial(ObservedProvider, observers=observers),
                ),
                ready=ready,
                migrated=partial(is_migrated, store.pool),
                next_due=next_due,
                redis=redis,
                sandbox=sandbox if SANDBOX in providers else None,
            )


async def _answers(question: Awaitable[object], seconds: float) -> bool:
    try:
        await asyncio.wait_for(question, seconds)
    except Exception:
        return False
    return True


def second_step_url(settings: Settings) -> str:
    """Return where the sandbox bank sends customers for the second step."""
    return f"{settings.public_url}{SANDBOX_PAGE}"


def webhook_url(settings: Settings) -> str:
    """Return where the sandbox bank sends its notifications: to the API on this machine."""
    return f"http://{settings.server.host}:{settings.server.port}/webhooks/{SANDBOX}"
