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
from foodmarket.domain.accounts.usecases.api_keys import AdmitPartner, EditApiKeys, MadeKey
from foodmarket.domain.accounts.usecases.ask_code import AskForCode
from foodmarket.domain.accounts.usecases.change_password import ChangePassword
from foodmarket.domain.accounts.usecases.devices import EndSession, ListSessions
from foodmarket.domain.accounts.usecases.enter_code import CheckCode, ResetPassword, VerifyAddress
from foodmarket.domain.accounts.usecases.open_session import OpenSession, SignedIn
from foodmarket.domain.accounts.usecases.passkeys import (
    Ceremonies,
    EditPasskeys,
    SignInByPasskey,
)
from foodmarket.domain.accounts.usecases.record_access import RecordAccess
from foodmarket.domain.accounts.usecases.register import RegisterAccount
from foodmarket.domain.accounts.usecases.sealed_factors import SealedFactors
from foodmarket.domain.accounts.usecases.search_audit_log import SearchAuditLog
from foodmarket.domain.accounts.usecases.second_factor import Enrolment, EnrolSecondFactor
from foodmarket.domain.accounts.usecases.show_account import ShowAccount
from foodmarket.domain.accounts.usecases.sign_in import SignIn, SignOut
from foodmarket.domain.accounts.usecases.staff import AddPartner, AddStaff, ChangeStaff, Issued
from foodmarket.domain.accounts.usecases.step_up import MeetSecondFactor, StepUp
from foodmarket.domain.accounts.usecases.tell import SendCode, TellOwner

__all__ = [
    "SYSTEM",
    "Account",
    "AccountId",
    "Actor",
    "AddPartner",
    "AddStaff",
    "AdmitPartner",
    "AskForCode",
    "AuditRecord",
    "AuditRecordId",
    "Ceremonies",
    "ChangePassword",
    "ChangeStaff",
    "Channel",
    "CheckCode",
    "CookId",
    "Duty",
    "EditApiKeys",
    "EditPasskeys",
    "EmailTaken",
    "EndSession",
    "EnrolSecondFactor",
    "Enrolment",
    "Issued",
    "ListSessions",
    "MadeKey",
    "MeetSecondFactor",
    "NotAllowed",
    "NotSignedIn",
    "OpenSession",
    "Origin",
    "RecordAccess",
    "RegisterAccount",
    "ResetPassword",
    "Role",
    "SealedFactors",
    "SearchAuditLog",
    "SendCode",
    "Session",
    "SessionId",
    "SessionTerms",
    "ShowAccount",
    "SignIn",
    "SignInByPasskey",
    "SignOut",
    "SignedIn",
    "StepUp",
    "TellOwner",
    "UnknownAccount",
    "VerifyAddress",
    "WrongCredentials",
    "recorded",
    "require_duty",
]
