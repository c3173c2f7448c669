"""Refunds: what goes back to a customer, of what, why, and at whose expense."""

from foodmarket.domain.kernel.naming import on_first_use

_HOMES = {
    "Choice": "decisions",
    "ListRefunds": "usecases.list_refunds",
    "Parts": "model",
    "Refund": "model",
    "RefundId": "model",
    "RefundReason": "model",
    "RefundState": "model",
    "Source": "model",
}
__all__ = list(_HOMES)
__getattr__ = on_first_use(__name__, _HOMES)
