"""Permits over HTTP: shown by cooks, looked at by staff."""

from datetime import date, datetime
from typing import Annotated

import msgspec
from litestar import get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from foodmarket.domain.permits import (
    ListPermits,
    ListWaitingPermits,
    Permit,
    PermitId,
    PermitKind,
    PermitState,
    ReviewPermit,
    SubmitPermit,
)
from foodmarket.entrypoints.http.access import COOK, STAFF
from foodmarket.entrypoints.http.call import Call
from foodmarket.entrypoints.http.describing import about
from foodmarket.entrypoints.http.paging import After, Limit, Listed, listed, window

TAG = "Permits"


class NewPermit(msgspec.Struct, forbid_unknown_fields=True):
    """A document that a cook has; without ``expires_on`` it is good for ever."""

    kind: PermitKind
    reference: Annotated[str, Meta(min_length=1, max_length=100)]
    expires_on: date | None = None


class ReviewBody(msgspec.Struct, forbid_unknown_fields=True):
    """Why a document is turned down; nothing to accept it."""

    reason: Annotated[str, Meta(min_length=1, max_length=300)] | None = None


class PermitView(msgspec.Struct):
    """A cook's document."""

    id: str
    cook_id: str
    kind: PermitKind
    reference: str
    expires_on: date | None
    state: PermitState
    reason: str | None
    submitted_at: datetime
    reviewed_at: datetime | None


class OwnPermits(msgspec.Struct):
    """A cook's documents, newest first; ``permitted_until`` is null where there is no end."""

    items: list[PermitView]
    permitted_until: datetime | None


@post(
    "/permits",
    **about(SubmitPermit, COOK, "submitPermit", "Name a document", tag=TAG, body=True),
)
async def submit(request: Call, data: JSONBody[NewPermit]) -> PermitView:
    permit = await request.market.submit_permit(
        request.actor, kind=data.kind, reference=data.reference, expires_on=data.expires_on
    )
    return _show(permit)


@get("/permits", **about(ListPermits, COOK, "listPermits", "A cook's documents", tag=TAG))
async def own(request: Call) -> OwnPermits:
    found, until = await request.market.list_permits(request.actor)
    return OwnPermits([_show(permit) for permit in found], until)


@get(
    "/staff/permits",
    **about(
        ListWaitingPermits,
        STAFF,
        "listWaitingPermits",
        "Documents that wait for a decision (support)",
        tag=TAG,
    ),
)
async def waiting(request: Call, limit: Limit = 20, after: After = None) -> Listed[PermitView]:
    found = await request.market.list_waiting_permits(request.actor, window(limit, after))
    return listed(found, limit, lambda it: it.id, _show)


@post(
    "/staff/permits/{permit_id:str}/review",
    status_code=200,
    **about(
        ReviewPermit,
        STAFF,
        "reviewPermit",
        "Accept a document, or turn it down (support)",
        tag=TAG,
        body=True,
    ),
)
async def review(request: Call, permit_id: FromPath[str], data: JSONBody[ReviewBody]) -> PermitView:
    wanted = PermitId.parse(permit_id)
    return _show(await request.market.review_permit(request.actor, wanted, data.reason))


def _show(permit: Permit) -> PermitView:
    return PermitView(
        id=str(permit.id),
        cook_id=str(permit.cook_id),
        kind=permit.kind,
        reference=permit.reference,
        expires_on=permit.expires_on,
        state=permit.state,
        reason=permit.reason,
        submitted_at=permit.submitted_at,
        reviewed_at=permit.reviewed_at,
    )


ROUTES = (submit, own, waiting, review)
