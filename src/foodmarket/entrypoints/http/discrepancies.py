"""What book and providers disagree on, over HTTP, for finance."""

from datetime import date, datetime
from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta

from foodmarket import ports
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.payments import MovementKind
from foodmarket.domain.reconciliation import (
    Against,
    DifferenceKind,
    Discrepancy,
    DiscrepancyId,
    DiscrepancyState,
    Explanation,
    ListDiscrepancies,
    ProposalVerb,
    Remedy,
    ResolvedBy,
    ResolveDiscrepancy,
)
from foodmarket.entrypoints.http.access import STAFF
from foodmarket.entrypoints.http.call import Call
from foodmarket.entrypoints.http.describing import KeyedOperation, about
from foodmarket.entrypoints.http.keys import MOVES, once
from foodmarket.entrypoints.http.paging import After, Limit, Listed, listed, window
from foodmarket.entrypoints.http.views import MoneyView, money, money_or_none

TAG = "Reconciliation"
PLACE = "/staff/discrepancies"
Note = Annotated[str, Meta(max_length=500)]
InState = Annotated[
    DiscrepancyState | None, QueryParameter(name="state", description="Only in this state.")
]
OfKind = Annotated[
    DifferenceKind | None, QueryParameter(name="kind", description="Only of this kind.")
]
Of = Annotated[
    str | None,
    QueryParameter(name="provider", max_length=50, description="Only of this provider."),
]


class CorrectionBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A correction: against the account that suggests itself, or against another one."""

    against: Against | None = None
    note: Note = ""


class ExplanationBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Why the book stays as it is."""

    explanation: Explanation
    note: Note = ""


class ProposalView(msgspec.Struct):
    """What somebody of staff wants done, or has done."""

    against: Against | None
    explanation: Explanation | None
    text: str
    note: str
    asked_by: str
    asked_at: datetime


class DiscrepancyView(msgspec.Struct):
    """A difference that is kept until something resolves it.

    ``unexplained`` is what our clearing account lacks; negative where it has too much.
    """

    id: str
    provider: str
    day: date
    kind: DifferenceKind
    text: str
    movement: MovementKind
    subject: str | None
    reference: str | None
    entry: str | None
    booked: MoneyView | None
    reported: MoneyView | None
    documented: MoneyView | None
    unexplained: MoneyView
    corrected: MoneyView
    first_seen: datetime
    age_hours: int
    resolution: Remedy
    resolution_text: str
    state: DiscrepancyState
    state_text: str
    proposal: ProposalView | None
    approved_by: str | None
    resolved_by: ResolvedBy | None
    resolved_with: str | None


@get(PLACE, **about(ListDiscrepancies, STAFF, "listDiscrepancies", "What does not agree", tag=TAG))
async def discrepancies(
    request: Call,
    in_state: InState = None,
    provider: Of = None,
    kind: OfKind = None,
    limit: Limit = 20,
    after: After = None,
) -> Listed[DiscrepancyView]:
    wanted = ports.DiscrepancyFilter(state=in_state, provider=provider, kind=kind)
    found = await request.market.list_discrepancies(request.actor, wanted, window(limit, after))
    return listed(found, limit, lambda it: it.id, lambda it: show_discrepancy(request, it))


@get(
    f"{PLACE}/{{discrepancy_id:str}}",
    **about(ListDiscrepancies.one, STAFF, "showDiscrepancy", "One discrepancy", tag=TAG),
)
async def one(request: Call, discrepancy_id: FromPath[str]) -> DiscrepancyView:
    return await _shown(request, DiscrepancyId.parse(discrepancy_id))


@post(
    f"{PLACE}/{{discrepancy_id:str}}/correct",
    status_code=200,
    **about(
        ResolveDiscrepancy.correct,
        STAFF,
        "correctDiscrepancy",
        "Book a correction",
        tag=TAG,
        key=KeyedOperation,
        body=True,
    ),
)
async def correct(
    request: Call, discrepancy_id: FromPath[str], data: JSONBody[CorrectionBody]
) -> Response[DiscrepancyView]:
    wanted, resolve = DiscrepancyId.parse(discrepancy_id), request.market.resolve_discrepancy

    async def act(key: ports.Key | None) -> DiscrepancyView:
        decided = await resolve.correct(request.actor, wanted, data.against, data.note, key)
        return show_discrepancy(request, decided)

    return await once(request, data, MOVES, act, lambda subject: _shown(request, subject))


@post(
    f"{PLACE}/{{discrepancy_id:str}}/explain",
    status_code=200,
    **about(
        ResolveDiscrepancy.explain,
        STAFF,
        "explainDiscrepancy",
        "Explain a difference",
        tag=TAG,
        key=KeyedOperation,
        body=True,
    ),
)
async def explain(
    request: Call, discrepancy_id: FromPath[str], data: JSONBody[ExplanationBody]
) -> Response[DiscrepancyView]:
    wanted, resolve = DiscrepancyId.parse(discrepancy_id), request.market.resolve_discrepancy

    async def act(key: ports.Key | None) -> DiscrepancyView:
        decided = await resolve.explain(request.actor, wanted, data.explanation, data.note, key)
        return show_discrepancy(request, decided)

    return await once(request, data, MOVES, act, lambda subject: _shown(request, subject))


def _deciding(verb: ProposalVerb, summary: str) -> HTTPRouteHandler:
    @post(
        f"{PLACE}/{{discrepancy_id:str}}/{verb}",
        name=f"{verb}-discrepancy",
        status_code=200,
        **about(
            ResolveDiscrepancy.decide,
            STAFF,
            f"{verb}Discrepancy",
            summary,
            tag=TAG,
            key=KeyedOperation,
        ),
    )
    async def decide(request: Call, discrepancy_id: FromPath[str]) -> Response[DiscrepancyView]:
        wanted, resolve = DiscrepancyId.parse(discrepancy_id), request.market.resolve_discrepancy

        async def act(key: ports.Key | None) -> DiscrepancyView:
            return show_discrepancy(request, await resolve.decide(request.actor, wanted, verb, key))

        body = await request.nothing()
        return await once(request, body, MOVES, act, lambda subject: _shown(request, subject))

    return decide


def show_discrepancy(call: Call, it: Discrepancy) -> DiscrepancyView:
    """Show a discrepancy with its words."""
    found, texts, language = it.difference, call.texts, call.language
    age = call.market.adapters.clock.now() - it.first_seen
    return DiscrepancyView(
        id=str(it.id),
        provider=it.provider,
        day=it.day,
        kind=found.kind,
        text=texts.word(language, "difference", found.kind),
        movement=found.movement,
        subject=None if found.subject is None else str(found.subject),
        reference=found.reference,
        entry=found.entry,
        booked=money_or_none(found.booked),
        reported=money_or_none(found.reported),
        documented=money_or_none(found.documented),
        unexplained=money(it.unexplained),
        corrected=money(it.corrected),
        first_seen=it.first_seen,
        age_hours=max(int(age.total_seconds()) // 3600, 0),
        resolution=found.resolution,
        resolution_text=texts.word(language, "resolution", found.resolution),
        state=it.state,
        state_text=texts.word(language, "discrepancy", it.state),
        proposal=_show_proposal(call, it),
        approved_by=str(it.approved_by) if it.approved_by else None,
        resolved_by=it.resolved_by,
        resolved_with=it.resolved_with,
    )


def _show_proposal(call: Call, it: Discrepancy) -> ProposalView | None:
    proposal = it.proposal
    if proposal is None:
        return None
    vocabulary, code = "against", str(proposal.against)
    if proposal.explanation is not None:
        vocabulary, code = "explanation", proposal.explanation
    return ProposalView(
        against=proposal.against,
        explanation=proposal.explanation,
        text=call.texts.word(call.language, vocabulary, code),
        note=proposal.note,
        asked_by=str(proposal.asked_by),
        asked_at=proposal.asked_at,
    )


async def _shown(call: Call, discrepancy_id: Id) -> DiscrepancyView:
    wanted = DiscrepancyId(discrepancy_id)
    return show_discrepancy(call, await call.market.list_discrepancies.one(call.actor, wanted))


ROUTES = (
    discrepancies,
    one,
    correct,
    explain,
    _deciding(ProposalVerb.APPROVE, "Approve what was proposed"),
    _deciding(ProposalVerb.DECLINE, "Decline what was proposed"),
)
