"""Orders: placing one, moving it through its timed process, and showing where its money is."""

from foodmarket.domain.kernel.naming import on_first_use

_HOMES = {
    "ENDS": "process",
    "TRANSITIONS": "process",
    "Address": "model",
    "ApplyWebhook": "usecases.webhooks",
    "Bill": "model",
    "ChooseRail": "usecases.place_order",
    "ComplaintReason": "model",
    "DisputeOrder": "usecases.dispute_order",
    "ElapseOrder": "usecases.move_order",
    "HandOverOrder": "usecases.move_order",
    "HearChargeback": "usecases.hear_chargeback",
    "Line": "model",
    "ListNotices": "usecases.list_notices",
    "ListOrders": "usecases.show_order",
    "ListWebhooks": "usecases.webhooks",
    "MoneyStory": "usecases.show_order",
    "MoveOrder": "usecases.move_order",
    "Order": "model",
    "OrderId": "model",
    "OrderState": "model",
    "Perform": "usecases.perform",
    "PlaceOrder": "usecases.place_order",
    "Purchase": "model",
    "Quote": "model",
    "QuoteOrder": "usecases.place_order",
    "ReceiveWebhook": "usecases.webhooks",
    "RefundOrder": "usecases.refund_order",
    "RefundVerb": "usecases.refund_order",
    "RejectionReason": "model",
    "ReplayWebhook": "usecases.webhooks",
    "Resume": "usecases.perform",
    "ShowOrder": "usecases.show_order",
    "SubmitEvidence": "usecases.submit_evidence",
    "Trigger": "process",
}
__all__ = list(_HOMES)
__getattr__ = on_first_use(__name__, _HOMES)
