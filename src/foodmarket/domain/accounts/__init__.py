"""People: customers, cooks, couriers, staff; how they register and sign in."""

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
    CookId,
    Duty,
    Role,
    Session,
    SessionId,
    SessionTerms,
    StaffAction,
)
from foodmarket.domain.accounts.usecases.list_actions import ListActions
from foodmarket.domain.accounts.usecases.register import RegisterAccount
from foodmarket.domain.accounts.usecases.sign_in import SignedIn, SignIn, SignOut

__all__ = [
    "SYSTEM",
    "Account",
    "AccountId",
    "Actor",
    "CookId",
    "Duty",
    "EmailTaken",
    "ListActions",
    "NotAllowed",
    "NotSignedIn",
    "RegisterAccount",
    "Role",
    "Session",
    "SessionId",
    "SessionTerms",
    "SignIn",
    "SignOut",
    "SignedIn",
    "StaffAction",
    "UnknownAccount",
    "WrongCredentials",
    "require_duty",
]
