"""What becomes of a difference that is kept: it lasts, resolves itself, or staff resolves it. Pure.

A correction is a new entry between the provider's clearing account and another one; no entry is
ever changed. What is asked for above the limit waits for a second person.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from attrs import evolve

from foodmarket.domain.accounts.decisions import require_duty
from foodmarket.domain.accounts.model import AccountId, Actor, Duty
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.ledger.decisions import book
from foodmarket.domain.ledger.model import (
    PROVIDER_FEES,
    WRITTEN_OFF,
    Entry,
    EntryKind,
    LedgerAccount,
    clearing,
    unexplained,
)
from foodmarket.domain.reconciliation.decisions import RESOLUTIONS
from foodmarket.domain.reconciliation.errors import (
    BadExplanation,
    DiscrepancyNotReady,
    NothingToCorrect,
)
from foodmarket.domain.reconciliation.model import (
    Against,
    DayReport,
    Difference,
    DifferenceKind,
    Discrepancy,
    DiscrepancyChange,
    DiscrepancyId,
    DiscrepancyState,
    Explanation,
    Proposal,
    ReconciledDay,
    ResolvedBy,
)
from foodmarket.domain.refunds.errors import SecondPersonNeeded

LONGEST_NOTE = 500
SUGGESTED = {DifferenceKind.FEE_DIFFERENCE: Against.PROVIDER_FEES}


def follow_up(
    report: DayReport,
    kept: Sequence[Discrepancy],
    now: datetime,
    new_id: Callable[[], DiscrepancyId],
) -> DiscrepancyChange:
    """Compare a day's report with what is ``kept`` of the day; twice the same changes nothing."""
    changed: list[Discrepancy] = []
    known = {it.identity: it for it in kept}
    reported = dict(_identified(report.differences))
    for identity, difference in reported.items():
        before = known.get(identity)
        if before is None:
            changed.append(_new(new_id(), identity, report, difference, now))
        elif (after := _seen_again(before, difference, now)) is not None:
            changed.append(after)
    counterparts = {it.entry: it.reference for it in report.pairs}
    counterparts |= {it.reference: it.entry for it in report.pairs}
    for identity, before in known.items():
        if identity not in reported and (gone := _gone(before, counterparts, now)) is not None:
            changed.append(gone)
    day = ReconciledDay(
        provider=report.provider,
        day=report.day,
        matched=report.matched,
        differences=len(report.differences),
        at=now,
    )
    return DiscrepancyChange(discrepancies=tuple(changed), day=day)


def propose_correction(
    kept: Discrepancy, against: Against | None, note: str, actor: Actor, limit: int, now: datetime
) -> DiscrepancyChange:
    """Ask to book what is unexplained; up to ``limit`` (minor units) it is booked at once.

    Refuses with `NotAllowed`, `DiscrepancyNotReady`, `NothingToCorrect` and `BadExplanation`.
    """
    asked_by = _asker(kept, actor)
    if not kept.unexplained:
        raise NothingToCorrect
    chosen = against or SUGGESTED.get(kept.difference.kind, Against.UNEXPLAINED)
    return _propose(kept, chosen, note, asked_by, limit, now)


def propose_explanation(
    kept: Discrepancy,
    explanation: Explanation,
    note: str,
    actor: Actor,
    limit: int,
    now: datetime,
) -> DiscrepancyChange:
    """Ask to leave the book as it is, for a reason; above ``limit`` a second person agrees.

    Refuses with `NotAllowed`, `DiscrepancyNotReady` and `BadExplanation`.
    """
    return _propose(kept, explanation, note, _asker(kept, actor), limit, now)


def approve_proposal(kept: Discrepancy, actor: Actor, now: datetime) -> DiscrepancyChange:
    """Do what somebody else asked for.

    Refuses with `NotAllowed`, `DiscrepancyNotReady` and `SecondPersonNeeded`.
    """
    approver = require_duty(actor, Duty.FINANCE)
    proposal = _proposed(kept)
    if proposal.asked_by == approver:
        raise SecondPersonNeeded
    return _done(kept, proposal, approver, now)


def decline_proposal(kept: Discrepancy, actor: Actor, now: datetime) -> DiscrepancyChange:
    """Turn a proposal down, or take one's own back.

    Refuses with `NotAllowed` and `DiscrepancyNotReady`.
    """
    require_duty(actor, Duty.FINANCE)
    _proposed(kept)
    return _saved(_moved(kept, now, state=DiscrepancyState.OPEN, proposal=None))


def _identified(differences: Sequence[Difference]) -> Iterator[tuple[str, Difference]]:
    """Yield each difference with an identity of its own: a third report of one line is ``…#2``."""
    seen: Counter[str] = Counter()
    for difference in differences:
        identity = difference.identity
        number = seen[identity]
        seen[identity] += 1
        yield (f"{identity}#{number}" if number else identity), difference


def _new(
    new_id: DiscrepancyId, identity: str, report: DayReport, difference: Difference, now: datetime
) -> Discrepancy:
    return Discrepancy(
        id=new_id,
        provider=report.provider,
        day=report.day,
        identity=identity,
        difference=difference,
        corrected=Money.zero(difference.gap.currency),
        first_seen=now,
        moved_at=now,
    )


def _seen_again(before: Discrepancy, difference: Difference, now: datetime) -> Discrepancy | None:
    matched = before.resolved_by is ResolvedBy.MATCH
    if difference == before.difference and not matched:
        return None
    after = evolve(before, difference=difference)
    if before.corrected and not after.unexplained:
        state = DiscrepancyState.RESOLVED
        return _moved(after, now, state=state, resolved_by=ResolvedBy.CORRECTION)
    return _moved(after, now, **_REOPENED)


def _gone(before: Discrepancy, counterparts: dict[str, str], now: datetime) -> Discrepancy | None:
    """Resolve what vanished; a correction that was booked for it has to be taken back then."""
    difference = before.difference
    if before.corrected:
        if difference.kind is DifferenceKind.OVERCORRECTED:
            return None
        kind, nothing = DifferenceKind.OVERCORRECTED, Money.zero(difference.gap.currency)
        left = evolve(difference, kind=kind, gap=nothing, resolution=RESOLUTIONS[kind])
        return _moved(evolve(before, difference=left), now, **_REOPENED)
    if not before.state.unresolved:
        return None
    entry, reference = difference.entry or "", difference.reference or ""
    return _moved(
        before,
        now,
        state=DiscrepancyState.RESOLVED,
        proposal=None,
        resolved_by=ResolvedBy.MATCH,
        resolved_with=counterparts.get(entry) or counterparts.get(reference),
    )


def _asker(kept: Discrepancy, actor: Actor) -> AccountId:
    asked_by = require_duty(actor, Duty.FINANCE)
    if kept.state is not DiscrepancyState.OPEN:
        raise DiscrepancyNotReady(state=kept.state, needed=DiscrepancyState.OPEN)
    return asked_by


def _proposed(kept: Discrepancy) -> Proposal:
    """Return what waits for a second person; what was done is still known, but waits no more."""
    if kept.state is not DiscrepancyState.PROPOSED or kept.proposal is None:
        raise DiscrepancyNotReady(state=kept.state, needed=DiscrepancyState.PROPOSED)
    return kept.proposal


def _propose(
    kept: Discrepancy,
    choice: Against | Explanation,
    note: str,
    asked_by: AccountId,
    limit: int,
    now: datetime,
) -> DiscrepancyChange:
    if len(note.strip()) > LONGEST_NOTE:
        raise BadExplanation(longest=LONGEST_NOTE)
    proposal = Proposal(
        against=choice if isinstance(choice, Against) else None,
        explanation=choice if isinstance(choice, Explanation) else None,
        note=note.strip(),
        asked_by=asked_by,
        asked_at=now,
    )
    if abs(kept.unexplained.amount) > limit:
        proposed = _moved(kept, now, state=DiscrepancyState.PROPOSED, proposal=proposal)
        return _saved(proposed)
    return _done(kept, proposal, None, now)


def _done(
    kept: Discrepancy, proposal: Proposal, approver: AccountId | None, now: datetime
) -> DiscrepancyChange:
    decided = evolve(kept, proposal=proposal, approved_by=approver)
    if proposal.against is None:
        state, code = DiscrepancyState.EXPLAINED, proposal.explanation
        by = ResolvedBy.EXPLANATION
        return _saved(_moved(decided, now, state=state, resolved_by=by, resolved_with=code))
    entry = _correction(kept, proposal.against, now)
    resolved = _moved(
        decided,
        now,
        state=DiscrepancyState.RESOLVED,
        corrected=kept.corrected + kept.unexplained,
        resolved_by=ResolvedBy.CORRECTION,
        resolved_with=entry.key,
    )
    return DiscrepancyChange(discrepancies=(resolved,), entries=(entry,))


def _correction(kept: Discrepancy, against: Against, now: datetime) -> Entry:
    amount = kept.unexplained
    at_provider, other = clearing(kept.provider), _account(against, kept.provider)
    # As with every entry, what the provider holds more of comes from clearing: it grows by debit.
    source, target = (at_provider, other) if amount.amount > 0 else (other, at_provider)
    whole = amount if amount.amount > 0 else -amount
    key = f"corrected:{kept.id}:{kept.version + 1}"
    return book(key, EntryKind.CORRECTED, kept.id, now, [(source, whole)], [(target, whole)])


def _account(against: Against, provider: str) -> LedgerAccount:
    match against:
        case Against.PROVIDER_FEES:
            return PROVIDER_FEES
        case Against.WRITTEN_OFF:
            return WRITTEN_OFF
        case Against.UNEXPLAINED:
            return unexplained(provider)


_REOPENED: dict[str, Any] = {
    "state": DiscrepancyState.OPEN,
    "proposal": None,
    "approved_by": None,
    "resolved_by": None,
    "resolved_with": None,
}


def _moved(kept: Discrepancy, now: datetime, **changes: Any) -> Discrepancy:
    return evolve(kept, moved_at=now, version=kept.version + 1, **changes)


def _saved(kept: Discrepancy) -> DiscrepancyChange:
    return DiscrepancyChange(discrepancies=(kept,))
