"""Disputes: complaints of customers and chargebacks of their banks, as one kind of document."""

from foodmarket.domain.disputes.decisions import DisputeVerb
from foodmarket.domain.disputes.model import (
    Claim,
    Dispute,
    DisputeId,
    DisputeKind,
    DisputeState,
    Evidence,
    Proposal,
)

__all__ = [
    "Claim",
    "Dispute",
    "DisputeId",
    "DisputeKind",
    "DisputeState",
    "DisputeVerb",
    "Evidence",
    "Proposal",
]
