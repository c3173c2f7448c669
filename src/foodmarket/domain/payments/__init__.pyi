from foodmarket.domain.payments.capabilities import Capabilities
from foodmarket.domain.payments.model import (
    Operation,
    OperationId,
    OperationKind,
    Payment,
    PaymentId,
    PaymentMethod,
    PaymentMethodId,
    PaymentState,
)
from foodmarket.domain.payments.outcomes import Outcome, ProviderView
from foodmarket.domain.payments.reports import MovementKind
from foodmarket.domain.payments.requests import PaymentRequest
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
