"""The banks of the simulated city: what holds the money, and what the city needs to know of it.

The sandbox bank is reached through the payment port, over a line that fails. Stripe and YooKassa
are reached through their real adapters, down to each HTTP request, and answered by the same state
machines that stand behind their doubles; nothing leaves the process.
"""

from foodmarket.entrypoints.simulation.banks.bank import (
    Bank,
    BankRecord,
    ChargesBack,
    News,
    Notification,
    Ties,
)
from foodmarket.entrypoints.simulation.world import World

__all__ = ["Bank", "BankRecord", "ChargesBack", "News", "Notification", "Ties", "bank_of"]


def bank_of(world: World, ties: Ties) -> Bank:
    """Return the bank of the city's rail, without having loaded the SDKs of the others."""
    match world.plan.rail:
        case "stripe":
            from foodmarket.entrypoints.simulation.banks.stripe import StripeSide

            return StripeSide(world, ties)
        case "yookassa":
            from foodmarket.entrypoints.simulation.banks.yookassa import YooKassaSide

            return YooKassaSide(world, ties)
        case _:
            from foodmarket.entrypoints.simulation.banks.sandbox import SandboxSide

            return SandboxSide(world, ties)
