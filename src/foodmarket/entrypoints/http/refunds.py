"""Refunds over HTTP: what would happen, asking, approving, and looking."""

from datetime import datetime
from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta

from foodmarket import ports
from foodmarket.domain.accounts import Role
from foodmarket.domain.escrow import Liable
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.orders import OrderId, RefundOrder, RefundVerb
from foodmarket.domain.orders.refunding import RefundQuote
from foodmarket.domain.refunds import (
    Choice,
    ListRefunds,
    Parts,
    Refund,
    RefundId,
    RefundReason,
    RefundState,
    Source,
)
from foodmarket.entrypoints.http.access import SIGNED_IN, STAFF
from foodmarket.entrypoints.http.call import Call
from foodmarket.entrypoints.http.describing import KeyedOperation, about
from foodmarket.entrypoints.http.keys import MAKES, MOVES, once
from foodmarket.entrypoints.http.paging import After, Limit, Listed, listed, window
from foodmarket.entrypoints.http.views import MoneyView, money

TAG = "Refunds"
InState = Annotated[RefundState, QueryParameter(name="state", description="Refunds in this state.")]
Portions = Annotated[int, Meta(ge=0, le=1000)]


class RefundChoice(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What to give back: an amount; or portions of each line, delivery, tip; or all that is left.

    ``liable`` answers for it.
    """

    liable: Liable
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


class RefundBody(RefundChoice, forbid_unknown_fields=True, kw_only=True):
    """A refund to be made, and why."""

    reason: RefundReason


class PartsView(msgspec.Struct):
    """An amount by what was paid for: lines + delivery + tip. The platform paid the discount."""

    lines: list[MoneyView]
    delivery: MoneyView
    tip: MoneyView
    discount: MoneyView


class SourceView(msgspec.Struct):
    """An account of the book that the money comes from."""

    account: str
    amount: MoneyView


class RefundQuoteView(msgspec.Struct):
    """What a refund would do; ``left`` could be given back after it."""

    amount: MoneyView
    parts: PartsView
    sources: list[SourceView]
    needs_approval: bool
    left: MoneyView


class RefundView(msgspec.Struct):
    """Money that goes back to a customer. Staff sees where it comes from and what went wrong."""

    id: str
    order_id: str
    state: RefundState
    amount: MoneyView
    returned: MoneyView
    parts: PartsView
    reason: RefundReason
    reason_text: str
    asked_at: datetime
    moved_at: datetime
    liable: Liable | None
    sources: list[SourceView]
    asked_by: str | None
    approved_by: str | None
    failure: str | None


class RefundsView(msgspec.Struct):
    """The refunds of an order, oldest first."""

    items: list[RefundView]


@get(
    "/orders/{order_id:str}/refunds",
    **about(RefundOrder.of_order, SIGNED_IN, "listOrderRefunds", "Refunds of an order", tag=TAG),
)
async def of_order(request: Call, order_id: FromPath[str]) -> RefundsView:
    found = await request.market.refund_order.of_order(request.actor, OrderId.parse(order_id))
    return RefundsView([show(request, refund) for refund in found])


@post(
    "/orders/{order_id:str}/refunds/quote",
    status_code=200,
    **about(RefundOrder.quote, STAFF, "quoteRefund", "What a refund would do", tag=TAG, body=True),
)
async def quote(
    request: Call, order_id: FromPath[str], data: JSONBody[RefundChoice]
) -> RefundQuoteView:
    quoted = await request.market.refund_order.quote(
        request.actor, OrderId.parse(order_id), data.choice(), data.liable
    )
    return _show_quote(quoted)


@post(
    "/orders/{order_id:str}/refunds",
    **about(
        RefundOrder,
        STAFF,
        "refundOrder",
        "Give money back (staff)",
        tag=TAG,
        key=KeyedOperation,
        body=True,
    ),
)
async def ask(
    request: Call, order_id: FromPath[str], data: JSONBody[RefundBody]
) -> Response[RefundView]:
    wanted = OrderId.parse(order_id)
    refund_order = request.market.refund_order

    async def act(key: ports.Key | None) -> RefundView:
        refund = await refund_order(
            request.actor,
            wanted,
            data.choice(),
            reason=data.reason,
            liable=data.liable,
            key=key,
        )
        return show(request, refund)

    return await once(request, data, MAKES, act, lambda subject: _shown(request, subject))


@get("/refunds", **about(ListRefunds, STAFF, "listRefunds", "Refunds to look after", tag=TAG))
async def refunds(
    request: Call,
    in_state: InState = RefundState.REQUESTED,
    limit: Limit = 20,
    after: After = None,
) -> Listed[RefundView]:
    found = await request.market.list_refunds(request.actor, in_state, window(limit, after))
    return listed(found, limit, lambda it: it.id, lambda it: show(request, it))


@get(
    "/refunds/{refund_id:str}",
    **about(RefundOrder.one, SIGNED_IN, "showRefund", "One refund", tag=TAG),
)
async def one(request: Call, refund_id: FromPath[str]) -> RefundView:
    return await _shown(request, RefundId.parse(refund_id))


def _deciding(verb: RefundVerb, summary: str) -> HTTPRouteHandler:
    @post(
        f"/refunds/{{refund_id:str}}/{verb}",
        name=f"{verb}-refund",
        status_code=200,
        **about(RefundOrder.decide, STAFF, f"{verb}Refund", summary, tag=TAG, key=KeyedOperation),
    )
    async def decide(request: Call, refund_id: FromPath[str]) -> Response[RefundView]:
        wanted = RefundId.parse(refund_id)

        async def act(key: ports.Key | None) -> RefundView:
            decided = await request.market.refund_order.decide(request.actor, wanted, verb, key)
            return show(request, decided)

        body = await request.nothing()
        return await once(request, body, MOVES, act, lambda subject: _shown(request, subject))

    return decide


def show(call: Call, refund: Refund) -> RefundView:
    """Show a refund, as the caller may see it."""
    staff = call.actor.role is Role.STAFF
    return RefundView(
        id=str(refund.id),
        order_id=str(refund.order_id),
        state=refund.state,
        amount=money(refund.amount),
        returned=money(refund.returned),
        parts=_show_parts(refund.parts),
        reason=refund.reason,
        reason_text=call.texts.word(call.language, "reason", refund.reason),
        asked_at=refund.asked_at,
        moved_at=refund.moved_at,
        liable=refund.liable if call.actor.role is not Role.CUSTOMER else None,
        sources=_show_sources(refund.sources) if staff else [],
        asked_by=str(refund.asked_by) if staff and refund.asked_by else None,
        approved_by=str(refund.approved_by) if staff and refund.approved_by else None,
        failure=refund.failure if staff else None,
    )


async def _shown(call: Call, refund_id: Id) -> RefundView:
    return show(call, await call.market.refund_order.one(call.actor, RefundId(refund_id)))


def _show_quote(quoted: RefundQuote) -> RefundQuoteView:
    return RefundQuoteView(
        amount=money(quoted.amount),
        parts=_show_parts(quoted.parts),
        sources=_show_sources(quoted.sources),
        needs_approval=quoted.needs_approval,
        left=money(quoted.left),
    )


def _show_parts(parts: Parts) -> PartsView:
    return PartsView(
        lines=[money(line) for line in parts.lines],
        delivery=money(parts.delivery),
        tip=money(parts.tip),
        discount=money(parts.discount),
    )


def _show_sources(sources: tuple[Source, ...]) -> list[SourceView]:
    return [SourceView(str(source.account), money(source.amount)) for source in sources]


ROUTES = (
    of_order,
    quote,
    ask,
    refunds,
    one,
    _deciding(RefundVerb.APPROVE, "Approve a refund (finance)"),
    _deciding(RefundVerb.DECLINE, "Decline a refund"),
    _deciding(RefundVerb.RETRY, "Try a parked refund again"),
    _deciding(RefundVerb.ABANDON, "Give a parked refund up (finance)"),
)
