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
from foodmarket.domain.orders.usecases.dispute_order import DisputeOrder
from foodmarket.domain.orders.usecases.hear_chargeback import HearChargeback
from foodmarket.domain.orders.usecases.list_notices import ListNotices
from foodmarket.domain.orders.usecases.move_order import ElapseOrder, HandOverOrder, MoveOrder
from foodmarket.domain.orders.usecases.perform import Perform, Resume
from foodmarket.domain.orders.usecases.place_order import ChooseRail, PlaceOrder, QuoteOrder
from foodmarket.domain.orders.usecases.refund_order import RefundOrder, RefundVerb
from foodmarket.domain.orders.usecases.show_order import ListOrders, MoneyStory, ShowOrder
from foodmarket.domain.orders.usecases.submit_evidence import SubmitEvidence
from foodmarket.domain.orders.usecases.webhooks import (
    ApplyWebhook,
    ListWebhooks,
    ReceiveWebhook,
    ReplayWebhook,
)

__all__ = [
    "ENDS",
    "TRANSITIONS",
    "Address",
    "ApplyWebhook",
    "Bill",
    "ChooseRail",
    "ComplaintReason",
    "DisputeOrder",
    "ElapseOrder",
    "HandOverOrder",
    "HearChargeback",
    "Line",
    "ListNotices",
    "ListOrders",
    "ListWebhooks",
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
    "ReplayWebhook",
    "Resume",
    "ShowOrder",
    "SubmitEvidence",
    "Trigger",
]
