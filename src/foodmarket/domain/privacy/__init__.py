"""Personal data: what people may ask of us about it, and how long it is kept."""

from foodmarket.domain.kernel.naming import on_first_use

_HOMES = {
    "PERIODS": "handling",
    "Consent": "consents",
    "ConsentDocument": "consents",
    "ConsentId": "consents",
    "ConsentPurpose": "consents",
    "ConsentState": "consents",
    "DataCopy": "model",
    "DecideConsents": "usecases.decide_consents",
    "EraseAccount": "usecases.erase_account",
    "Erasure": "model",
    "ErasureId": "model",
    "ErasureNotConfirmed": "errors",
    "ErasureState": "model",
    "ExportData": "usecases.export_data",
    "ForgetPast": "usecases.forget_past",
    "Handling": "handling",
    "Hindrance": "model",
    "Kept": "model",
    "OutdatedConsent": "consents",
    "Passing": "model",
    "Person": "model",
    "Tombstone": "model",
    "UnknownErasure": "errors",
}
__all__ = list(_HOMES)
__getattr__ = on_first_use(__name__, _HOMES)
