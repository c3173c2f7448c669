from foodmarket.domain.refunds.decisions import Choice
from foodmarket.domain.refunds.model import (
    Parts,
    Refund,
    RefundId,
    RefundReason,
    RefundState,
    Source,
)
from foodmarket.domain.refunds.usecases.list_refunds import ListRefunds

__all__ = [
    "Choice",
    "ListRefunds",
    "Parts",
    "Refund",
    "RefundId",
    "RefundReason",
    "RefundState",
    "Source",
]
