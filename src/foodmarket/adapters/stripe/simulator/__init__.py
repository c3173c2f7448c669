"""A double of Stripe: stateful, speaks its wire format, and misbehaves when it is told to.

It moves no money. ``machine`` is the state, pure and driven by a clock; ``server`` puts HTTP
around it; ``faults`` says how it can misbehave; ``page`` is where a person pays.
"""

from foodmarket.adapters.stripe.simulator.faults import Fault, Faults
from foodmarket.adapters.stripe.simulator.machine import StripeMachine
from foodmarket.adapters.stripe.simulator.server import StripeSimulator

__all__ = ["Fault", "Faults", "StripeMachine", "StripeSimulator"]
