"""Orders: placing one, moving it through its timed process, and showing where its money is."""

from foodmarket.domain.orders.model import (
    Address,
    Bill,
    ComplaintReason,
    Line,
    Order,
    OrderId,
    OrderState,
    Purchase,
    Quote,
    RejectionReason,
)
from foodmarket.domain.orders.process import ENDS, TRANSITIONS, Trigger
from foodmarket.domain.orders.usecases.list_notices import ListNotices
from foodmarket.domain.orders.usecases.move_order import ElapseOrder, HandOverOrder, MoveOrder
from foodmarket.domain.orders.usecases.perform import Perform, ReceiveWebhook, Resume
from foodmarket.domain.orders.usecases.place_order import PlaceOrder, QuoteOrder
from foodmarket.domain.orders.usecases.refund_order import RefundOrder, RefundVerb
from foodmarket.domain.orders.usecases.show_order import ListOrders, MoneyStory, ShowOrder

__all__ = [
    "ENDS",
    "TRANSITIONS",
    "Address",
    "Bill",
    "ComplaintReason",
    "ElapseOrder",
    "HandOverOrder",
    "Line",
    "ListNotices",
    "ListOrders",
    "MoneyStory",
    "MoveOrder",
    "Order",
    "OrderId",
    "OrderState",
    "Perform",
    "PlaceOrder",
    "Purchase",
    "Quote",
    "QuoteOrder",
    "ReceiveWebhook",
    "RefundOrder",
    "RefundVerb",
    "RejectionReason",
    "Resume",
    "ShowOrder",
    "Trigger",
]
