"""When held money moves, and to whom."""

from foodmarket.domain.escrow.decisions import Funds
from foodmarket.domain.escrow.model import Liable, RetentionTo, Terms

__all__ = ["Funds", "Liable", "RetentionTo", "Terms"]
