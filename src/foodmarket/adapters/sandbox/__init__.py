"""A payment provider for development, demonstrations and tests: stateful, and no real money.

Tokens and what they do are in `cards`; fees, holds and refusals are those of a usual card rail.
"""

from foodmarket.adapters.sandbox.bank import Notify, SandboxBank
from foodmarket.adapters.sandbox.cards import CARDS
from foodmarket.adapters.sandbox.charge import Charge
from foodmarket.adapters.sandbox.provider import SandboxProvider

__all__ = ["CARDS", "Charge", "Notify", "SandboxBank", "SandboxProvider"]
