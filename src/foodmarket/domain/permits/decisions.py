"""Until when a cook may cook, and when the cook is told of the end.

A cook without any approved permit, of whom none is required, may cook without end. Otherwise the
menu is on offer until the first of the kinds runs out; it comes back by itself with the renewal,
because nothing was taken off it.
"""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from attrs import evolve

from foodmarket.domain.accounts.model import AccountId
from foodmarket.domain.permits.errors import BadPermit, PermitReviewed
from foodmarket.domain.permits.model import Permit, PermitKind, PermitState

TOLD_BEFORE = (timedelta(days=14), timedelta(days=3), timedelta(0))
FURTHEST = timedelta(days=366 * 30)


def end_of(permit: Permit, time_zone: str) -> datetime | None:
    """Return the instant (UTC) at which a permit runs out; None for one without end."""
    if permit.expires_on is None:
        return None
    midnight = datetime.combine(permit.expires_on + timedelta(days=1), time(), ZoneInfo(time_zone))
    return midnight.astimezone(UTC)


def check_permit(permit: Permit, today: date) -> Permit:
    """Return a permit that is submitted, or refuse with `BadPermit` naming the first bad field."""
    bounds = {
        "reference": 1 <= len(permit.reference) <= 100,
        "expires_on": permit.expires_on is None or today <= permit.expires_on <= today + FURTHEST,
    }
    for name, holds in bounds.items():
        if not holds:
            raise BadPermit(field=name)
    return permit


def approve(permit: Permit, staff: AccountId, time_zone: str, now: datetime) -> Permit:
    """Accept a document. Refuses with `PermitReviewed`."""
    reviewed = _reviewed(permit, PermitState.APPROVED, staff, now)
    return evolve(reviewed, due_at=_next_due(reviewed, time_zone, now))


def reject(permit: Permit, staff: AccountId, reason: str, now: datetime) -> Permit:
    """Turn a document down, with a ``reason`` for the cook. Refuses with `PermitReviewed`."""
    return evolve(_reviewed(permit, PermitState.REJECTED, staff, now), reason=reason)


def permitted_until(
    permits: Sequence[Permit], required: Collection[PermitKind], time_zone: str, never: datetime
) -> datetime | None:
    """Return until when a cook with these permits may cook; None: without end.

    Where a required kind is missing, that is ``never`` (an instant that has passed).
    """
    ends = []
    approved = [it for it in permits if it.state is PermitState.APPROVED]
    for kind in {*required, *(it.kind for it in approved)}:
        of_kind = [end_of(it, time_zone) for it in approved if it.kind is kind]
        if not of_kind:
            ends.append(never)
        elif None not in of_kind:
            ends.append(max(it for it in of_kind if it is not None))
    return min(ends, default=None)


def remind(
    permit: Permit, permits: Sequence[Permit], time_zone: str, now: datetime
) -> tuple[Permit, timedelta | None]:
    """Return the permit with its next reminder, and how long before its end to tell the cook now.

    Nothing is told (None) of a permit for which there is a longer one of its kind.
    """
    end = end_of(permit, time_zone)
    others = [it for it in permits if it.kind is permit.kind and it.state is PermitState.APPROVED]
    ends = [end_of(it, time_zone) for it in others]
    if end is None or None in ends or any(it is not None and it > end for it in ends):
        return evolve(permit, due_at=None), None
    reached = [before for before in TOLD_BEFORE if end - before <= now]
    return evolve(permit, due_at=_next_due(permit, time_zone, now)), min(reached, default=None)


def _next_due(permit: Permit, time_zone: str, now: datetime) -> datetime | None:
    end = end_of(permit, time_zone)
    if end is None:
        return None
    return min((end - before for before in TOLD_BEFORE if end - before > now), default=None)


def _reviewed(permit: Permit, state: PermitState, staff: AccountId, now: datetime) -> Permit:
    if permit.state is not PermitState.SUBMITTED:
        raise PermitReviewed
    return evolve(permit, state=state, reviewed_by=staff, reviewed_at=now)
