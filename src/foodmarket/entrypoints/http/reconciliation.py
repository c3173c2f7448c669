"""Reconciliation over HTTP, for finance."""

from datetime import date, datetime

import msgspec
from litestar import get, post
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
from foodmarket.entrypoints.http.discrepancies import DiscrepancyView, show_discrepancy
from foodmarket.entrypoints.http.refusals import BadField, FieldProblem
from foodmarket.entrypoints.http.views import MoneyView, money_or_none

TAG = "Reconciliation"


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


class ReconciledDayView(msgspec.Struct):
    """A provider's day (UTC) after it was reconciled: all that was ever found of it."""

    provider: str
    day: date
    matched: int
    unresolved: int
    items: list[DiscrepancyView]


@get(
    "/staff/reconciliation/{provider:str}/{day:str}",
    **about(ReconcileDay.compare, STAFF, "compareDay", "A day against the provider", tag=TAG),
)
async def compared(request: Call, provider: FromPath[str], day: FromPath[str]) -> DayView:
    compare = request.market.reconcile_day.compare
    return _show(request, await compare(request.actor, provider, _day(day)))


@post(
    "/staff/reconciliation/{provider:str}/{day:str}",
    status_code=200,
    **about(ReconcileDay, STAFF, "reconcileDay", "Reconcile a day, keep what differs", tag=TAG),
)
async def reconciled(
    request: Call, provider: FromPath[str], day: FromPath[str]
) -> ReconciledDayView:
    await request.nothing()
    wanted = _day(day)
    found = await request.market.reconcile_day(request.actor, provider, wanted)
    return ReconciledDayView(
        provider=provider,
        day=wanted,
        matched=found.report.matched,
        unresolved=len(found.unresolved),
        items=[show_discrepancy(request, it) for it in found.discrepancies],
    )


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


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadField(
            field="day", problem=FieldProblem.WRONG_TYPE, hint="a date such as 2030-05-01"
        ) from None


ROUTES = (compared, reconciled)
