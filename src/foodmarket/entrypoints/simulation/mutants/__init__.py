"""Bugs that are planted on purpose: each has to be caught, or the simulator sees too little."""

from foodmarket.entrypoints.simulation.mutants.money import MONEY
from foodmarket.entrypoints.simulation.mutants.planting import Mutant
from foodmarket.entrypoints.simulation.mutants.process import PROCESS
from foodmarket.entrypoints.simulation.mutants.rails import ADAPTERS

MUTANTS = (*MONEY, *PROCESS, *ADAPTERS)

__all__ = ["MUTANTS", "Mutant"]
