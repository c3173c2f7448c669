"""Disputes: complaints of customers and chargebacks of their banks, as one kind of document."""

from foodmarket.domain.kernel.naming import on_first_use

_HOMES = {
    "Claim": "model",
    "Dispute": "model",
    "DisputeId": "model",
    "DisputeKind": "model",
    "DisputeState": "model",
    "DisputeVerb": "decisions",
    "Evidence": "model",
    "ListDisputes": "usecases.list_disputes",
    "Proposal": "model",
}
__all__ = list(_HOMES)
__getattr__ = on_first_use(__name__, _HOMES)
