"""A double of YooKassa that keeps its promises, and breaks them when told to."""

from foodmarket.adapters.yookassa.simulator.faults import Fault, Faults
from foodmarket.adapters.yookassa.simulator.machine import Call, Machine
from foodmarket.adapters.yookassa.simulator.server import Simulator

__all__ = ["Call", "Fault", "Faults", "Machine", "Simulator"]
