"""Reconciliation: whether the book and the providers tell the same."""

from foodmarket.domain.reconciliation.model import (
    ClearedLine,
    DayReport,
    Difference,
    DifferenceKind,
    Remedy,
)
from foodmarket.domain.reconciliation.usecases.reconcile_day import ReconcileDay

__all__ = [
    "ClearedLine",
    "DayReport",
    "Difference",
    "DifferenceKind",
    "ReconcileDay",
    "Remedy",
]
