"""Reconciliation over HTTP, for finance."""

from datetime import date, datetime

import msgspec
from litestar import get
from litestar.params import FromPath

from foodmarket.domain.payments import MovementKind
from foodmarket.domain.reconciliation import (
    DayReport,
    Difference,
    DifferenceKind,
    ReconcileDay,
    Remedy,
)
from foodmarket.entrypoints.http.access import STAFF
from foodmarket.entrypoints.http.call import Call
from foodmarket.entrypoints.http.describing import about
from foodmarket.entrypoints.http.refusals import BadField, FieldProblem
from foodmarket.entrypoints.http.views import MoneyView, money_or_none


class DifferenceView(msgspec.Struct):
    """One thing that the book and the provider disagree on, and what most likely resolves it."""

    kind: DifferenceKind
    text: str
    movement: MovementKind
    subject: str | None
    reference: str | None
    booked: MoneyView | None
    reported: MoneyView | None
    at: datetime
    age_hours: int
    resolution: Remedy
    resolution_text: str


class DayView(msgspec.Struct):
    """A provider's day (UTC) against the book."""

    provider: str
    day: date
    matched: int
    differences: list[DifferenceView]


@get(
    "/staff/reconciliation/{provider:str}/{day:str}",
    **about(ReconcileDay, STAFF, "reconcileDay", "A day against the provider", tag="Staff"),
)
async def reconciled(request: Call, provider: FromPath[str], day: FromPath[str]) -> DayView:
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        raise BadField(
            field="day", problem=FieldProblem.WRONG_TYPE, hint="a date such as 2030-05-01"
        ) from None
    return _show(request, await request.market.reconcile_day(request.actor, provider, wanted))


def _show(call: Call, report: DayReport) -> DayView:
    now = call.market.adapters.clock.now()
    return DayView(
        provider=report.provider,
        day=report.day,
        matched=report.matched,
        differences=[_show_difference(call, it, now) for it in report.differences],
    )


def _show_difference(call: Call, it: Difference, now: datetime) -> DifferenceView:
    texts, language = call.texts, call.language
    return DifferenceView(
        kind=it.kind,
        text=texts.word(language, "difference", it.kind),
        movement=it.movement,
        subject=it.subject,
        reference=it.reference,
        booked=money_or_none(it.booked),
        reported=money_or_none(it.reported),
        at=it.at,
        age_hours=max(int((now - it.at).total_seconds()) // 3600, 0),
        resolution=it.resolution,
        resolution_text=texts.word(language, "resolution", it.resolution),
    )


ROUTES = (reconciled,)
