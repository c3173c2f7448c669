"""Moving orders on over HTTP: one route for each thing that people do with an order."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Literal

import msgspec
from litestar import Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from foodmarket import ports
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.orders import (
    ComplaintReason,
    DisputeOrder,
    HandOverOrder,
    MoveOrder,
    OrderId,
    Purchase,
    RejectionReason,
    Trigger,
)
from foodmarket.entrypoints.http.access import SIGNED_IN
from foodmarket.entrypoints.http.call import Call
from foodmarket.entrypoints.http.describing import KeyedOperation, about
from foodmarket.entrypoints.http.keys import MOVES, once
from foodmarket.entrypoints.http.order_views import OrderView, show_order
from foodmarket.entrypoints.http.orders import TAG
from foodmarket.entrypoints.http.refusals import BadField, FieldProblem
from foodmarket.entrypoints.http.views import MoneyView


class Rejection(msgspec.Struct, forbid_unknown_fields=True):
    """Why a cook does not cook."""

    reason: RejectionReason


class Complaint(msgspec.Struct, forbid_unknown_fields=True):
    """What was wrong with the meal, in words if need be, with photos by reference."""

    reason: ComplaintReason
    words: Annotated[str, Meta(max_length=5_000)] = ""
    photos: Annotated[list[Annotated[str, Meta(max_length=500)]], Meta(max_length=10)] = []


class DeliveryCode(msgspec.Struct, forbid_unknown_fields=True):
    """The code that the customer tells at the door."""

    code: Annotated[str, Meta(min_length=1, max_length=20, examples=["482913"])]


class Resolution(msgspec.Struct, forbid_unknown_fields=True):
    """Who is right in a dispute. ``award`` is what the customer gets although the cook is.

    There is none in the customer's favour: everything goes back then.
    """

    in_favour_of: Literal["cook", "customer"]
    award: MoneyView | None = None


async def carry_out(
    call: Call,
    order_id: str,
    body: msgspec.Struct,
    move: Callable[[OrderId, ports.Key | None], Awaitable[Purchase]],
) -> Response[OrderView]:
    """Move an order, once per key, and show it."""
    wanted = OrderId.parse(order_id)

    async def act(key: ports.Key | None) -> OrderView:
        return await show_order(call, await move(wanted, key))

    async def show(subject: Id) -> OrderView:
        purchase = await call.market.show_order(call.actor, OrderId(subject))
        return await show_order(call, purchase)

    return await once(call, body, MOVES, act, show)


def plain_move(verb: str, trigger: Trigger, summary: str) -> HTTPRouteHandler:
    """Make the route of a trigger that needs no body."""

    @post(
        f"/orders/{{order_id:str}}/{verb}",
        name=f"{verb}-order",
        status_code=200,
        **about(MoveOrder, SIGNED_IN, f"{verb}Order", summary, tag=TAG, key=KeyedOperation),
    )
    async def pull(request: Call, order_id: FromPath[str]) -> Response[OrderView]:
        async def move(wanted: OrderId, key: ports.Key | None) -> Purchase:
            return await request.market.move_order(request.actor, wanted, trigger, key=key)

        return await carry_out(request, order_id, await request.nothing(), move)

    return pull


@post(
    "/orders/{order_id:str}/reject",
    status_code=200,
    **about(
        MoveOrder,
        SIGNED_IN,
        "rejectOrder",
        "Reject an order (cook)",
        tag=TAG,
        key=KeyedOperation,
        body=True,
    ),
)
async def reject(
    request: Call, order_id: FromPath[str], data: JSONBody[Rejection]
) -> Response[OrderView]:
    async def move(wanted: OrderId, key: ports.Key | None) -> Purchase:
        return await request.market.move_order(
            request.actor, wanted, Trigger.REJECT, reason=data.reason, key=key
        )

    return await carry_out(request, order_id, data, move)


@post(
    "/orders/{order_id:str}/complain",
    status_code=200,
    **about(
        DisputeOrder.complain,
        SIGNED_IN,
        "complainAboutOrder",
        "Complain about a meal (customer)",
        tag=TAG,
        key=KeyedOperation,
        body=True,
    ),
)
async def complain(
    request: Call, order_id: FromPath[str], data: JSONBody[Complaint]
) -> Response[OrderView]:
    async def move(wanted: OrderId, key: ports.Key | None) -> Purchase:
        complain, photos = request.market.dispute_order.complain, tuple(data.photos)
        return await complain(request.actor, wanted, data.reason, data.words, photos, key)

    return await carry_out(request, order_id, data, move)


@post(
    "/orders/{order_id:str}/hand-over",
    status_code=200,
    **about(
        HandOverOrder,
        SIGNED_IN,
        "handOverOrder",
        "Hand a meal over (cook, courier)",
        tag=TAG,
        key=KeyedOperation,
        body=True,
    ),
)
async def hand_over(
    request: Call, order_id: FromPath[str], data: JSONBody[DeliveryCode]
) -> Response[OrderView]:
    async def move(wanted: OrderId, key: ports.Key | None) -> Purchase:
        return await request.market.hand_over_order(request.actor, wanted, data.code, key)

    return await carry_out(request, order_id, data, move)


@post(
    "/orders/{order_id:str}/resolve",
    status_code=200,
    **about(
        MoveOrder,
        SIGNED_IN,
        "resolveOrder",
        "Resolve a dispute (staff)",
        tag=TAG,
        key=KeyedOperation,
        body=True,
    ),
)
async def resolve(
    request: Call, order_id: FromPath[str], data: JSONBody[Resolution]
) -> Response[OrderView]:
    favours_cook = data.in_favour_of == "cook"
    if data.award and not favours_cook:
        raise BadField(field="award", problem=FieldProblem.NOT_WITH_THE_OTHERS)
    trigger = Trigger.RESOLVE_FOR_COOK if favours_cook else Trigger.RESOLVE_FOR_CUSTOMER
    award = data.award.money() if data.award else None

    async def move(wanted: OrderId, key: ports.Key | None) -> Purchase:
        return await request.market.move_order(request.actor, wanted, trigger, award=award, key=key)

    return await carry_out(request, order_id, data, move)


ROUTES = (
    plain_move("accept", Trigger.ACCEPT, "Accept an order (cook)"),
    reject,
    plain_move("start", Trigger.START, "Start cooking (cook)"),
    plain_move("ready", Trigger.FINISH, "Tell that a meal is ready (cook)"),
    hand_over,
    plain_move("confirm", Trigger.CONFIRM, "Confirm that a meal arrived (customer)"),
    complain,
    plain_move("cancel", Trigger.CANCEL, "Cancel an order (customer)"),
    resolve,
)
