"""A whole city in virtual time: the real use cases, with every fault that we can think of.

`simulate` lives one history, which follows from its seed alone: `city` wires it, `loop` orders
what happens, `faults` says what may go wrong, `people` what everybody does, `rules` and `verdict`
what must always be true.
"""

from foodmarket.entrypoints.simulation.city import History, simulate
from foodmarket.entrypoints.simulation.faults import PROFILES, Fault, Profile
from foodmarket.entrypoints.simulation.world import Plan, Violation

__all__ = ["PROFILES", "Fault", "History", "Plan", "Profile", "Violation", "simulate"]
