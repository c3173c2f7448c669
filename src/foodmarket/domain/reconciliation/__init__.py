"""Reconciliation: whether the book, the providers and our payouts tell the same."""

from foodmarket.domain.kernel.naming import on_first_use

_HOMES = {
    "Against": "model",
    "BadExplanation": "errors",
    "ClearedLine": "model",
    "DayReport": "model",
    "Difference": "model",
    "DifferenceKind": "model",
    "Discrepancy": "model",
    "DiscrepancyId": "model",
    "DiscrepancyNotReady": "errors",
    "DiscrepancyState": "model",
    "Explanation": "model",
    "ListDiscrepancies": "usecases.resolve",
    "NothingToCorrect": "errors",
    "ProposalVerb": "usecases.resolve",
    "ReconcileDay": "usecases.reconcile_day",
    "ReconcileYesterday": "usecases.reconcile_yesterday",
    "Reconciled": "model",
    "Remedy": "model",
    "ResolveDiscrepancy": "usecases.resolve",
    "ResolvedBy": "model",
    "Unexplained": "model",
    "UnknownDiscrepancy": "errors",
}
__all__ = list(_HOMES)
__getattr__ = on_first_use(__name__, _HOMES)
