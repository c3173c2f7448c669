"""Every port in the memory of one process: for tests, tours and simulations."""

from foodmarket.adapters.memory.error_reports import MemoryErrorReports
from foodmarket.adapters.memory.gate import MemoryGate
from foodmarket.adapters.memory.limiter import MemoryLimiter
from foodmarket.adapters.memory.metrics import SilentMetrics
from foodmarket.adapters.memory.notifier import MemoryNotifier
from foodmarket.adapters.memory.passwords import MemoryPasswords
from foodmarket.adapters.memory.presence import MemoryPresence
from foodmarket.adapters.memory.sessions import MemorySessions
from foodmarket.adapters.memory.store import MemoryStore
from foodmarket.adapters.memory.tombstones import MemoryTombstones
from foodmarket.adapters.memory.vault import MemoryVault

__all__ = [
    "MemoryErrorReports",
    "MemoryGate",
    "MemoryLimiter",
    "MemoryNotifier",
    "MemoryPasswords",
    "MemoryPresence",
    "MemorySessions",
    "MemoryStore",
    "MemoryTombstones",
    "MemoryVault",
    "SilentErrorReports",
    "SilentMetrics",
]
