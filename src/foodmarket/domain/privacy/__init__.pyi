from foodmarket.domain.privacy.consents import (
    Consent,
    ConsentDocument,
    ConsentId,
    ConsentPurpose,
    ConsentState,
    OutdatedConsent,
)
from foodmarket.domain.privacy.errors import ErasureNotConfirmed, UnknownErasure
from foodmarket.domain.privacy.handling import PERIODS, Handling
from foodmarket.domain.privacy.model import (
    DataCopy,
    Erasure,
    ErasureId,
    ErasureState,
    Hindrance,
    Kept,
    Passing,
    Person,
    Tombstone,
)
from foodmarket.domain.privacy.usecases.decide_consents import DecideConsents
from foodmarket.domain.privacy.usecases.erase_account import EraseAccount
from foodmarket.domain.privacy.usecases.export_data import ExportData
from foodmarket.domain.privacy.usecases.forget_past import ForgetPast

__all__ = [
    "PERIODS",
    "Consent",
    "ConsentDocument",
    "ConsentId",
    "ConsentPurpose",
    "ConsentState",
    "DataCopy",
    "DecideConsents",
    "EraseAccount",
    "Erasure",
    "ErasureId",
    "ErasureNotConfirmed",
    "ErasureState",
    "ExportData",
    "ForgetPast",
    "Handling",
    "Hindrance",
    "Kept",
    "OutdatedConsent",
    "Passing",
    "Person",
    "Tombstone",
    "UnknownErasure",
]
