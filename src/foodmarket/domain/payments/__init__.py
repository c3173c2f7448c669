"""Payments as facts that every provider shares."""

from foodmarket.domain.payments.model import (
    Capabilities,
    MovementKind,
    Operation,
    OperationId,
    OperationKind,
    Outcome,
    Payment,
    PaymentId,
    PaymentMethod,
    PaymentMethodId,
    PaymentRequest,
    PaymentState,
    ProviderView,
)
from foodmarket.domain.payments.usecases.save_method import ListMethods, SaveMethod

__all__ = [
    "Capabilities",
    "ListMethods",
    "MovementKind",
    "Operation",
    "OperationId",
    "OperationKind",
    "Outcome",
    "Payment",
    "PaymentId",
    "PaymentMethod",
    "PaymentMethodId",
    "PaymentRequest",
    "PaymentState",
    "ProviderView",
    "SaveMethod",
]
