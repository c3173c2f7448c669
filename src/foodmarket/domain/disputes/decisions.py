"""How a dispute moves: a table of whose turn it is, and what each may do then. Pure.

What follows for the order and its money is `foodmarket.domain.orders.disputing`'s.
"""

import re
from datetime import datetime, timedelta
from enum import StrEnum

from attrs import evolve, frozen

from foodmarket.domain.accounts.model import AccountId, Role
from foodmarket.domain.disputes.errors import (
    BadClaim,
    DisputeNotReady,
    EvidenceTooLate,
    NotYourTurn,
    TooManyProposals,
)
from foodmarket.domain.disputes.model import (
    Claim,
    Dispute,
    DisputeState,
    Evidence,
    EvidenceState,
    Proposal,
)
from foodmarket.domain.escrow.model import Liable
from foodmarket.domain.payments.card_numbers import refuse_card_number
from foodmarket.domain.payments.model import OperationId

S = DisputeState
MOST_PROPOSALS = 10
LONGEST_WORDS = 5_000
MOST_REFERENCES = 10
_REFERENCE = re.compile(r"[\w./:?=&%#~+@-]{1,500}")
# What the bank says of the meal is the cook's to answer for; everything else is the payment's.
OF_THE_MEAL = frozenset({"product_not_received", "product_unacceptable"})


class DisputeVerb(StrEnum):
    """What is done with a dispute."""

    OFFER = "offer"
    COUNTER = "counter"
    ACCEPT = "accept"
    ESCALATE = "escalate"
    DECIDE = "decide"
    EVIDENCE = "evidence"


@frozen
class Move:
    """One row of the table: in a state, a verb of one of the roles leads to another state."""

    before: DisputeState
    verb: DisputeVerb
    roles: frozenset[Role]
    after: DisputeState


_COOK, _CUSTOMER, _STAFF = (frozenset({role}) for role in (Role.COOK, Role.CUSTOMER, Role.STAFF))
_ANYWAY = frozenset({Role.STAFF, Role.SYSTEM})  # staff when it likes, the system when time is up
MOVES = (
    Move(S.OPENED, DisputeVerb.OFFER, _COOK, S.OFFERED),
    Move(S.OPENED, DisputeVerb.ESCALATE, _COOK | _ANYWAY, S.ESCALATED),
    Move(S.OFFERED, DisputeVerb.ACCEPT, _CUSTOMER, S.AGREED),
    Move(S.OFFERED, DisputeVerb.COUNTER, _CUSTOMER, S.COUNTERED),
    Move(S.OFFERED, DisputeVerb.ESCALATE, _CUSTOMER | _ANYWAY, S.ESCALATED),
    Move(S.COUNTERED, DisputeVerb.ACCEPT, _COOK, S.AGREED),
    Move(S.COUNTERED, DisputeVerb.OFFER, _COOK, S.OFFERED),
    Move(S.COUNTERED, DisputeVerb.ESCALATE, _COOK | _ANYWAY, S.ESCALATED),
    Move(S.ESCALATED, DisputeVerb.DECIDE, _STAFF, S.DECIDED),
    Move(S.RAISED, DisputeVerb.EVIDENCE, _STAFF, S.CONTESTED),
    Move(S.CONTESTED, DisputeVerb.EVIDENCE, _STAFF, S.CONTESTED),
)
TURNS = frozenset({S.OPENED, S.OFFERED, S.COUNTERED})  # states in which a side's time runs


def permitted(dispute: Dispute, verb: DisputeVerb, role: Role) -> Move:
    """Return the row for the verb. Refuses with `DisputeNotReady` and `NotYourTurn`."""
    rows = {row.verb: row for row in MOVES if row.before is dispute.state}
    row = rows.get(verb)
    if row is None:
        mine: list[str] = sorted(row.verb for row in rows.values() if role in row.roles)
        raise DisputeNotReady(state_of_dispute=dispute.state, verb=verb, possible_verbs=mine)
    if role not in row.roles:
        raise NotYourTurn(verb=verb, actors=sorted(row.roles))
    return row


def moved(
    dispute: Dispute, state: DisputeState, now: datetime, answer_time: timedelta | None = None
) -> Dispute:
    """Return the dispute in a state; where a side has to answer, it has ``answer_time``."""
    waits = answer_time is not None and state in TURNS
    deadline = now + answer_time if waits and answer_time else None
    return evolve(dispute, state=state, moved_at=now, deadline=deadline)


def proposed(dispute: Dispute, proposal: Proposal) -> Dispute:
    """Return the dispute with one more proposal. Refuses with `TooManyProposals`."""
    if len(dispute.proposals) >= MOST_PROPOSALS:
        raise TooManyProposals(most=MOST_PROPOSALS)
    return evolve(dispute, proposals=(*dispute.proposals, proposal))


def claimed(words: str, photos: tuple[str, ...]) -> Claim:
    """Return what was said, checked. Refuses with `BadClaim` and `CardNumberRefused`."""
    require_words(words, photos)
    return Claim(words=words.strip(), photos=photos)


def require_words(words: str, references: tuple[str, ...] = ()) -> None:
    """Refuse with `BadClaim` what is too long or no reference, and card numbers."""
    if len(words) > LONGEST_WORDS:
        raise BadClaim(problem="too_long")
    if len(references) > MOST_REFERENCES:
        raise BadClaim(problem="too_many_references")
    if not all(_REFERENCE.fullmatch(reference) for reference in references):
        raise BadClaim(problem="not_a_reference")
    refuse_card_number(words)


def contested(
    dispute: Dispute,
    evidence_id: OperationId,
    by: AccountId,
    words: str,
    links: tuple[str, ...],
    now: datetime,
) -> Dispute:
    """Return the chargeback with evidence that is to be submitted.

    Refuses with `DisputeNotReady`, `EvidenceTooLate`, and like `claimed`.
    """
    row = permitted(dispute, DisputeVerb.EVIDENCE, Role.STAFF)
    require_words(words, links)
    if dispute.deadline is not None and dispute.deadline <= now:
        raise EvidenceTooLate
    evidence = Evidence(id=evidence_id, by=by, at=now, words=words.strip(), links=links)
    known = (*dispute.evidence, evidence)
    return evolve(dispute, state=row.after, moved_at=now, evidence=known)


def evidence_answered(
    dispute: Dispute, evidence_id: OperationId, state: EvidenceState, reason: str | None
) -> Dispute:
    """Return the chargeback with what the provider said of the evidence."""
    changed = tuple(
        evolve(it, state=state, reason=reason) if it.id == evidence_id else it
        for it in dispute.evidence
    )
    return evolve(dispute, evidence=changed)


def liable_for(reason: str) -> Liable:
    """Return who answers for a chargeback that is lost, by the bank's reason."""
    return Liable.COOK if reason in OF_THE_MEAL else Liable.PLATFORM
