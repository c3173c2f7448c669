from foodmarket.domain.permits.errors import BadPermit, PermitReviewed, UnknownPermit
from foodmarket.domain.permits.model import Permit, PermitId, PermitKind, PermitState
from foodmarket.domain.permits.usecases.remind import RemindOfPermit
from foodmarket.domain.permits.usecases.review_permit import ListWaitingPermits, ReviewPermit
from foodmarket.domain.permits.usecases.submit_permit import ListPermits, SubmitPermit

__all__ = [
    "BadPermit",
    "ListPermits",
    "ListWaitingPermits",
    "Permit",
    "PermitId",
    "PermitKind",
    "PermitReviewed",
    "PermitState",
    "RemindOfPermit",
    "ReviewPermit",
    "SubmitPermit",
    "UnknownPermit",
]
