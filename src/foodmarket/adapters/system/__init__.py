"""The machine's own clock and randomness, behind the ports the domain asks."""

from foodmarket.adapters.system.clock import AdjustableClock, SystemClock
from foodmarket.adapters.system.ids import SystemIds

__all__ = ["AdjustableClock", "SystemClock", "SystemIds"]
