from foodmarket.domain.ledger.decisions import balances, book, trial_balance, verify_chain
from foodmarket.domain.ledger.model import (
    AccountKind,
    Balance,
    ChainedEntry,
    Entry,
    EntryKind,
    LedgerAccount,
    Posting,
)
from foodmarket.domain.ledger.usecases.show_balance import ShowBalance

__all__ = [
    "AccountKind",
    "Balance",
    "ChainedEntry",
    "Entry",
    "EntryKind",
    "LedgerAccount",
    "Posting",
    "ShowBalance",
    "balances",
    "book",
    "trial_balance",
    "verify_chain",
]
