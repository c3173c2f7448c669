"""Payments as facts that every provider shares."""

from foodmarket.domain.kernel.naming import on_first_use

_HOMES = {
    "Capabilities": "capabilities",
    "ListMethods": "usecases.save_method",
    "MovementKind": "reports",
    "Operation": "model",
    "OperationId": "model",
    "OperationKind": "model",
    "Outcome": "outcomes",
    "Payment": "model",
    "PaymentId": "model",
    "PaymentMethod": "model",
    "PaymentMethodId": "model",
    "PaymentRequest": "requests",
    "PaymentState": "model",
    "ProviderView": "outcomes",
    "SaveMethod": "usecases.save_method",
}
__all__ = list(_HOMES)
__getattr__ = on_first_use(__name__, _HOMES)
