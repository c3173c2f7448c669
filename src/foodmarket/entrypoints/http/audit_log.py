"""The audit log over HTTP."""

from datetime import UTC, datetime
from typing import Annotated

import msgspec
from litestar import get
from litestar.params import QueryParameter

from foodmarket import ports
from foodmarket.domain.accounts import AccountId, AuditRecord, SearchAuditLog
from foodmarket.entrypoints.http.access import STAFF
from foodmarket.entrypoints.http.call import Call
from foodmarket.entrypoints.http.describing import about
from foodmarket.entrypoints.http.paging import After, Limit, Listed, listed, window
from foodmarket.entrypoints.http.refusals import BadField, FieldProblem

By = Annotated[str | None, QueryParameter(max_length=64, description="Only of this account.")]
About = Annotated[
    str | None, QueryParameter(max_length=64, description="Only about this thing, by its id.")
]
Verb = Annotated[
    str | None,
    QueryParameter(
        max_length=64, description="A verb such as `refund.ask`, or a family such as `refund`."
    ),
]
Since = Annotated[
    datetime | None, QueryParameter(description="From this instant on, with a UTC offset.")
]
Until = Annotated[
    datetime | None, QueryParameter(description="Before this instant, with a UTC offset.")
]


class AuditRecordView(msgspec.Struct):
    """Who did what to which thing, from where, and what came of it.

    ``outcome`` is `done` or the code of the refusal; without ``account_id`` nobody was signed in.
    ``address`` is forgotten after a while.
    """

    id: str
    at: datetime
    role: str | None
    account_id: str | None
    channel: str
    address: str | None
    verb: str
    subject: str | None
    outcome: str
    facts: dict[str, str]


@get(
    "/staff/audit-log",
    **about(SearchAuditLog, STAFF, "searchAuditLog", "Who did what (finance)", tag="Staff"),
)
async def search(
    request: Call,
    actor: By = None,
    subject: About = None,
    verb: Verb = None,
    since: Since = None,
    until: Until = None,
    limit: Limit = 20,
    after: After = None,
) -> Listed[AuditRecordView]:
    query = ports.AuditQuery(
        actor=AccountId.parse(actor) if actor is not None else None,
        subject=subject,
        verb=verb,
        start=_utc("since", since),
        end=_utc("until", until),
    )
    found = await request.market.search_audit_log(request.actor, query, window(limit, after))
    return listed(found, limit, lambda it: it.id, show)


def _utc(name: str, instant: datetime | None) -> datetime | None:
    if instant is not None and instant.utcoffset() is None:
        raise BadField(field=name, problem=FieldProblem.WRONG_TYPE)
    return instant.astimezone(UTC) if instant is not None else None


def show(record: AuditRecord) -> AuditRecordView:
    """Show a record."""
    return AuditRecordView(
        id=str(record.id),
        at=record.at,
        role=record.role.value if record.role else None,
        account_id=str(record.account_id) if record.account_id else None,
        channel=record.channel.value,
        address=record.address,
        verb=record.verb,
        subject=str(record.subject) if record.subject else None,
        outcome=record.outcome,
        facts=dict(record.facts),
    )


ROUTES = (search,)
