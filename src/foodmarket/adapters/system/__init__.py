"""The machine's own clock and randomness, behind the ports the domain asks; and trace ids."""

from foodmarket.adapters.system.clock import AdjustableClock, SystemClock
from foodmarket.adapters.system.ids import SystemIds
from foodmarket.adapters.system.tracer import CarryingTracer

__all__ = ["AdjustableClock", "CarryingTracer", "SystemClock", "SystemIds"]
