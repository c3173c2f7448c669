"""Adapters that stand in for others while these do not answer."""

from foodmarket.adapters.fallback.gate import FallbackGate

__all__ = ["FallbackGate"]
