"""Settings -> adapters -> marketplace: the only place that chooses adapters. Read it downwards.

Servers' libraries are imported where they are needed: `in_memory` runs on attrs alone.
"""

from foodmarket import ports
from foodmarket.adapters.memory import (
    MemoryLimiter,
    MemoryPasswords,
    MemoryPresence,
    MemorySessions,
    MemoryStore,
)
from foodmarket.adapters.sandbox import SandboxBank, SandboxProvider
from foodmarket.adapters.system import SystemClock, SystemIds
from foodmarket.entrypoints.marketplace import Adapters, Marketplace, wire


def in_memory(clock: ports.Clock | None = None) -> Marketplace:
    """Return a marketplace that needs nothing and forgets everything with the process.

    Customers pay with the sandbox's cards (``sandbox_ok``, ``sandbox_declined``, …).
    """
    clock = clock or SystemClock()
    store = MemoryStore()
    sandbox = SandboxProvider(
        bank=SandboxBank(":memory:"), clock=clock, secret=SystemIds().secret()
    )
    return wire(
        Adapters(
            begin=store.begin,
            clock=clock,
            ids=SystemIds(),
            passwords=MemoryPasswords(),
            sessions=MemorySessions(clock),
            limiter=MemoryLimiter(clock),
            presence=MemoryPresence(clock),
            audit=store.audit,
            providers={sandbox.name: sandbox},
        )
    )
