"""People: customers, cooks, couriers, staff; how they register and sign in."""

from foodmarket.domain.accounts.audit import AuditRecord, AuditRecordId, recorded
from foodmarket.domain.accounts.decisions import require_duty
from foodmarket.domain.accounts.errors import (
    EmailTaken,
    NotAllowed,
    NotSignedIn,
    UnknownAccount,
    WrongCredentials,
)
from foodmarket.domain.accounts.model import (
    SYSTEM,
    Account,
    AccountId,
    Actor,
    Channel,
    CookId,
    Duty,
    Origin,
    Role,
    Session,
    SessionId,
    SessionTerms,
)
from foodmarket.domain.accounts.usecases.register import RegisterAccount
from foodmarket.domain.accounts.usecases.search_audit_log import SearchAuditLog
from foodmarket.domain.accounts.usecases.sign_in import SignedIn, SignIn, SignOut

__all__ = [
    "SYSTEM",
    "Account",
    "AccountId",
    "Actor",
    "AuditRecord",
    "AuditRecordId",
    "Channel",
    "CookId",
    "Duty",
    "EmailTaken",
    "NotAllowed",
    "NotSignedIn",
    "Origin",
    "RegisterAccount",
    "Role",
    "SearchAuditLog",
    "Session",
    "SessionId",
    "SessionTerms",
    "SignIn",
    "SignOut",
    "SignedIn",
    "UnknownAccount",
    "WrongCredentials",
    "recorded",
    "require_duty",
]
