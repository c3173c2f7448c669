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
from foodmarket.domain.disputes.usecases.list_disputes import ListDisputes

__all__ = [
    "Claim",
    "Dispute",
    "DisputeId",
    "DisputeKind",
    "DisputeState",
    "DisputeVerb",
    "Evidence",
    "ListDisputes",
    "Proposal",
]
