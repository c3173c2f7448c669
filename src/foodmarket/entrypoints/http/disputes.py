"""Disputes over HTTP: what the two sides and staff say, and what banks do."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta

from foodmarket import ports
from foodmarket.domain.accounts import Role
from foodmarket.domain.disputes import (
    Dispute,
    DisputeId,
    DisputeKind,
    DisputeState,
    DisputeVerb,
    ListDisputes,
)
from foodmarket.domain.disputes.model import EvidenceState
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.orders import DisputeOrder, OrderId
from foodmarket.domain.orders.disputing import Side, Verdict
from foodmarket.domain.refunds import Choice
from foodmarket.entrypoints.http.access import SIGNED_IN, STAFF
from foodmarket.entrypoints.http.call import Call
from foodmarket.entrypoints.http.describing import KeyedOperation, about
from foodmarket.entrypoints.http.keys import MOVES, once
from foodmarket.entrypoints.http.paging import After, Limit, Listed, listed, window
from foodmarket.entrypoints.http.views import MoneyView, money

TAG = "Disputes"
OfKind = Annotated[DisputeKind | None, QueryParameter(name="kind", description="Of this kind.")]
InState = Annotated[DisputeState | None, QueryParameter(name="state", description="In this state.")]
Words = Annotated[str, Meta(max_length=5_000)]
Reference = Annotated[str, Meta(min_length=1, max_length=500)]
Portions = Annotated[int, Meta(ge=0, le=1000)]


class Back(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What goes back: an amount; or portions of each line, delivery, tip; or all that is left."""

    amount: MoneyView | None = None
    portions: Annotated[list[Portions], Meta(max_length=50)] = []
    delivery: bool = False
    tip: bool = False

    def choice(self) -> Choice:
        """Return it in the domain's words. Refuses with `UnknownCurrency`."""
        return Choice(
            amount=self.amount.money() if self.amount else None,
            portions=tuple(self.portions),
            delivery=self.delivery,
            tip=self.tip,
        )


class ProposalBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What one would settle for; without ``back`` that nothing goes back."""

    back: Back | None = None
    words: Words = ""


class VerdictBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What staff decides; an award is what the customer gets although the cook is right."""

    in_favour_of: Side
    award: Back | None = None
    words: Words = ""


class EvidenceBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What the bank should know."""

    words: Annotated[str, Meta(min_length=1, max_length=5_000)]
    links: Annotated[list[Reference], Meta(max_length=10)] = []


class ProposalView(msgspec.Struct):
    """What one side proposed."""

    by: str
    at: datetime
    amount: MoneyView
    words: str


class EvidenceView(msgspec.Struct):
    """What was submitted to the bank."""

    at: datetime
    by: str
    words: str
    links: list[str]
    state: EvidenceState
    reason: str | None


class ChargebackView(msgspec.Struct):
    """The bank's side; staff sees what was submitted and what it costs."""

    provider: str
    reference: str
    withdrawn: MoneyView
    lost: MoneyView
    fee: MoneyView
    liable: str
    evidence: list[EvidenceView]


class PendingVerdictView(msgspec.Struct):
    """What a member of staff decided, which a second one has to decide alike."""

    by: str
    at: datetime
    verdict: str
    amount: MoneyView


class DisputeView(msgspec.Struct):
    """An objection to an order. ``deadline`` is until when whoever's turn it is may act.

    ``pending`` is shown to staff alone.
    """

    id: str
    order_id: str
    kind: DisputeKind
    state: DisputeState
    state_text: str
    reason: str
    reason_text: str
    amount: MoneyView
    opened_at: datetime
    moved_at: datetime
    deadline: datetime | None
    words: str
    photos: list[str]
    proposals: list[ProposalView]
    verdict: str | None
    refund_id: str | None
    chargeback: ChargebackView | None
    pending: PendingVerdictView | None


class DisputesView(msgspec.Struct):
    """The disputes of an order, oldest first."""

    items: list[DisputeView]


@get(
    "/orders/{order_id:str}/disputes",
    **about(DisputeOrder.of_order, SIGNED_IN, "listOrderDisputes", "Disputes of an order", tag=TAG),
)
async def of_order(request: Call, order_id: FromPath[str]) -> DisputesView:
    found = await request.market.dispute_order.of_order(request.actor, OrderId.parse(order_id))
    return DisputesView([show(request, dispute) for dispute in found])


@get("/disputes", **about(ListDisputes, STAFF, "listDisputes", "Disputes to look after", tag=TAG))
async def disputes(
    request: Call,
    of_kind: OfKind = None,
    in_state: InState = None,
    limit: Limit = 20,
    after: After = None,
) -> Listed[DisputeView]:
    page = window(limit, after)
    found = await request.market.list_disputes(request.actor, of_kind, in_state, page)
    return listed(found, limit, lambda it: it.id, lambda it: show(request, it))


@get(
    "/disputes/{dispute_id:str}",
    **about(DisputeOrder.one, SIGNED_IN, "showDispute", "One dispute", tag=TAG),
)
async def one(request: Call, dispute_id: FromPath[str]) -> DisputeView:
    return await _shown(request, DisputeId.parse(dispute_id))


def _proposing(verb: DisputeVerb, summary: str) -> HTTPRouteHandler:
    @post(
        f"/disputes/{{dispute_id:str}}/{verb}",
        name=f"{verb}-dispute",
        status_code=200,
        **about(
            DisputeOrder.propose,
            SIGNED_IN,
            f"{verb}InDispute",
            summary,
            tag=TAG,
            key=KeyedOperation,
            body=True,
        ),
    )
    async def propose(
        request: Call, dispute_id: FromPath[str], data: JSONBody[ProposalBody]
    ) -> Response[DisputeView]:
        wanted, choice = DisputeId.parse(dispute_id), data.back.choice() if data.back else None

        async def act(key: ports.Key | None) -> Dispute:
            propose = request.market.dispute_order.propose
            return await propose(request.actor, wanted, verb, choice, data.words, key)

        return await _once(request, data, act)

    return propose


def _plain(verb: DisputeVerb, use_case: object, summary: str) -> HTTPRouteHandler:
    @post(
        f"/disputes/{{dispute_id:str}}/{verb}",
        name=f"{verb}-dispute",
        status_code=200,
        **about(use_case, SIGNED_IN, f"{verb}Dispute", summary, tag=TAG, key=KeyedOperation),
    )
    async def move(request: Call, dispute_id: FromPath[str]) -> Response[DisputeView]:
        wanted, order = DisputeId.parse(dispute_id), request.market.dispute_order
        carry_out = order.accept if verb is DisputeVerb.ACCEPT else order.escalate

        async def act(key: ports.Key | None) -> Dispute:
            return await carry_out(request.actor, wanted, key)

        return await _once(request, await request.nothing(), act)

    return move


@post(
    "/disputes/{dispute_id:str}/decide",
    status_code=200,
    **about(
        DisputeOrder.decide,
        STAFF,
        "decideDispute",
        "Decide a dispute (staff)",
        tag=TAG,
        key=KeyedOperation,
        body=True,
    ),
)
async def decide(
    request: Call, dispute_id: FromPath[str], data: JSONBody[VerdictBody]
) -> Response[DisputeView]:
    wanted, award = DisputeId.parse(dispute_id), data.award.choice() if data.award else None
    verdict = Verdict(in_favour_of=data.in_favour_of, award=award, words=data.words)

    async def act(key: ports.Key | None) -> Dispute:
        return await request.market.dispute_order.decide(request.actor, wanted, verdict, key)

    return await _once(request, data, act)


@post(
    "/disputes/{dispute_id:str}/evidence",
    status_code=200,
    **about(
        DisputeOrder.contest,
        STAFF,
        "submitEvidence",
        "Submit evidence to the bank (staff)",
        tag=TAG,
        key=KeyedOperation,
        body=True,
    ),
)
async def evidence(
    request: Call, dispute_id: FromPath[str], data: JSONBody[EvidenceBody]
) -> Response[DisputeView]:
    wanted, links = DisputeId.parse(dispute_id), tuple(data.links)

    async def act(key: ports.Key | None) -> Dispute:
        contest = request.market.dispute_order.contest
        return await contest(request.actor, wanted, data.words, links, key)

    return await _once(request, data, act)


def show(call: Call, dispute: Dispute) -> DisputeView:
    """Show a dispute, as the caller may see it."""
    staff = call.actor.role is Role.STAFF
    return DisputeView(
        id=str(dispute.id),
        order_id=str(dispute.order_id),
        kind=dispute.kind,
        state=dispute.state,
        state_text=call.texts.word(call.language, "dispute", dispute.state),
        reason=dispute.reason,
        reason_text=call.texts.word(call.language, "reason", dispute.reason),
        amount=money(dispute.amount),
        opened_at=dispute.opened_at,
        moved_at=dispute.moved_at,
        deadline=dispute.deadline,
        words=dispute.claim.words,
        photos=list(dispute.claim.photos),
        proposals=[
            ProposalView(it.role.value, it.at, money(it.amount), it.words)
            for it in dispute.proposals
        ],
        verdict=dispute.verdict,
        refund_id=str(dispute.refund_id) if dispute.refund_id else None,
        chargeback=_show_chargeback(dispute) if staff else None,
        pending=_show_pending(dispute) if staff else None,
    )


def _show_pending(dispute: Dispute) -> PendingVerdictView | None:
    waits = dispute.pending
    if waits is None:
        return None
    return PendingVerdictView(str(waits.by), waits.at, waits.verdict, money(waits.amount))


def _show_chargeback(dispute: Dispute) -> ChargebackView | None:
    side = dispute.chargeback
    if side is None:
        return None
    return ChargebackView(
        provider=side.provider,
        reference=side.reference,
        withdrawn=money(side.withdrawn),
        lost=money(side.lost),
        fee=money(side.fee),
        liable=side.liable.value,
        evidence=[
            EvidenceView(it.at, str(it.by), it.words, list(it.links), it.state, it.reason)
            for it in dispute.evidence
        ],
    )


async def _once(
    call: Call, body: msgspec.Struct, act: Callable[[ports.Key | None], Awaitable[Dispute]]
) -> Response[DisputeView]:
    async def shown(key: ports.Key | None) -> DisputeView:
        return show(call, await act(key))

    return await once(call, body, MOVES, shown, lambda subject: _shown(call, subject))


async def _shown(call: Call, dispute_id: Id) -> DisputeView:
    return show(call, await call.market.dispute_order.one(call.actor, DisputeId(dispute_id)))


ROUTES = (
    of_order,
    disputes,
    one,
    _proposing(DisputeVerb.OFFER, "Offer to give something back, or nothing (cook)"),
    _proposing(DisputeVerb.COUNTER, "Ask for something else (customer)"),
    _plain(DisputeVerb.ACCEPT, DisputeOrder.accept, "Agree to the last proposal"),
    _plain(DisputeVerb.ESCALATE, DisputeOrder.escalate, "Hand a dispute to staff"),
    decide,
    evidence,
)
