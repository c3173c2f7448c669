"""The book: double entry, append-only, verifiable."""

from foodmarket.domain.kernel.naming import on_first_use

_HOMES = {
    "AccountKind": "model",
    "Balance": "model",
    "ChainedEntry": "model",
    "Entry": "model",
    "EntryKind": "model",
    "LedgerAccount": "model",
    "Posting": "model",
    "ShowBalance": "usecases.show_balance",
    "balances": "decisions",
    "book": "decisions",
    "trial_balance": "decisions",
    "verify_chain": "decisions",
}
__all__ = list(_HOMES)
__getattr__ = on_first_use(__name__, _HOMES)
