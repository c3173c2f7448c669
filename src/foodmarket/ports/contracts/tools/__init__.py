"""Suites of the small ports: sessions, limits, presence, messages, passwords, clock and ids.

Fixtures: each suite's docstring names its own. Where one asks for ``clock``, it is the clock that
the adapter asks, too, and it can be moved (`MovableClock`).
"""

from foodmarket.ports.contracts.tools.gate import GateSuite
from foodmarket.ports.contracts.tools.ids import ClockSuite, IdsSuite
from foodmarket.ports.contracts.tools.limiter import LimiterSuite
from foodmarket.ports.contracts.tools.moving import MovableClock
from foodmarket.ports.contracts.tools.notifier import NotifierSuite
from foodmarket.ports.contracts.tools.passwords import PasswordsSuite
from foodmarket.ports.contracts.tools.presence import PresenceSuite
from foodmarket.ports.contracts.tools.sessions import SessionsSuite
from foodmarket.ports.contracts.tools.tombstones import TombstonesSuite
from foodmarket.ports.contracts.tools.vault import VaultSuite

__all__ = [
    "ClockSuite",
    "GateSuite",
    "IdsSuite",
    "LimiterSuite",
    "MovableClock",
    "NotifierSuite",
    "PasswordsSuite",
    "PresenceSuite",
    "SessionsSuite",
    "TombstonesSuite",
    "VaultSuite",
]
