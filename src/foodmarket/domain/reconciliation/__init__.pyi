from foodmarket.domain.reconciliation.errors import (
    BadExplanation,
    DiscrepancyNotReady,
    NothingToCorrect,
    UnknownDiscrepancy,
)
from foodmarket.domain.reconciliation.model import (
    Against,
    ClearedLine,
    DayReport,
    Difference,
    DifferenceKind,
    Discrepancy,
    DiscrepancyId,
    DiscrepancyState,
    Explanation,
    Reconciled,
    Remedy,
    ResolvedBy,
    Unexplained,
)
from foodmarket.domain.reconciliation.usecases.reconcile_day import ReconcileDay
from foodmarket.domain.reconciliation.usecases.reconcile_yesterday import ReconcileYesterday
from foodmarket.domain.reconciliation.usecases.resolve import (
    ListDiscrepancies,
    ProposalVerb,
    ResolveDiscrepancy,
)

__all__ = [
    "Against",
    "BadExplanation",
    "ClearedLine",
    "DayReport",
    "Difference",
    "DifferenceKind",
    "Discrepancy",
    "DiscrepancyId",
    "DiscrepancyNotReady",
    "DiscrepancyState",
    "Explanation",
    "ListDiscrepancies",
    "NothingToCorrect",
    "ProposalVerb",
    "ReconcileDay",
    "ReconcileYesterday",
    "Reconciled",
    "Remedy",
    "ResolveDiscrepancy",
    "ResolvedBy",
    "Unexplained",
    "UnknownDiscrepancy",
]
