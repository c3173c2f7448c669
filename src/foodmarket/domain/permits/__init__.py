"""What cooks show so that they may cook for others, and what happens when it runs out."""

from foodmarket.domain.kernel.naming import on_first_use

_HOMES = {
    "BadPermit": "errors",
    "ListPermits": "usecases.submit_permit",
    "ListWaitingPermits": "usecases.review_permit",
    "Permit": "model",
    "PermitId": "model",
    "PermitKind": "model",
    "PermitReviewed": "errors",
    "PermitState": "model",
    "RemindOfPermit": "usecases.remind",
    "ReviewPermit": "usecases.review_permit",
    "SubmitPermit": "usecases.submit_permit",
    "UnknownPermit": "errors",
}
__all__ = list(_HOMES)
__getattr__ = on_first_use(__name__, _HOMES)
