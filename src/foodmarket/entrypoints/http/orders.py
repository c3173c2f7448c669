"""Orders over HTTP: quoting, placing, looking."""

from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta

from foodmarket import ports
from foodmarket.domain.catalogue import DishId, SlotId
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.orders import (
    Address,
    ListOrders,
    OrderId,
    OrderState,
    PlaceOrder,
    QuoteOrder,
    ShowOrder,
)
from foodmarket.domain.payments import PaymentMethodId
from foodmarket.entrypoints.http.access import CUSTOMER, PUBLIC, SIGNED_IN
from foodmarket.entrypoints.http.call import Call
from foodmarket.entrypoints.http.describing import KeyedOperation, about
from foodmarket.entrypoints.http.keys import MAKES, once
from foodmarket.entrypoints.http.limits import count_decline
from foodmarket.entrypoints.http.order_views import (
    OrderSummary,
    OrderView,
    QuoteView,
    show_order,
    show_quote,
    summarise,
)
from foodmarket.entrypoints.http.paging import After, Limit, Listed, window
from foodmarket.entrypoints.http.refusals import BadField, FieldProblem
from foodmarket.entrypoints.http.story import StoryView, tell
from foodmarket.entrypoints.quotas import RouteClass

TAG = "Orders"
MOST_LINES = 50
InState = Annotated[
    OrderState | None, QueryParameter(name="state", description="Only in this state.")
]
Reference = Annotated[str, Meta(max_length=64)]


class LineWanted(msgspec.Struct, forbid_unknown_fields=True):
    """How many portions of a dish."""

    dish_id: Reference
    quantity: int


class AddressBody(msgspec.Struct, forbid_unknown_fields=True):
    """Where the meal goes."""

    city: Annotated[str, Meta(max_length=300, examples=["Самара"])]
    street: Annotated[str, Meta(max_length=300, examples=["ул. Куйбышева, 10"])]
    details: Annotated[str, Meta(max_length=300, examples=["кв. 5"])] = ""
    phone: Annotated[str, Meta(max_length=300)] = ""


class BasketBody(msgspec.Struct, forbid_unknown_fields=True):
    """What somebody would like to eat, and when. ``tip`` is in minor units of the cook's currency.

    All dishes are of the cook whose slot it is.
    """

    slot_id: Reference
    lines: Annotated[list[LineWanted], Meta(max_length=MOST_LINES)]
    tip: Annotated[int, Meta(ge=0, le=10**12)] = 0

    def wanted(self) -> dict[DishId, int]:
        """Return portions by dish. Refuses with `BadField` where a dish stands twice."""
        wanted: dict[DishId, int] = {}
        for number, line in enumerate(self.lines):
            dish_id = DishId.parse(line.dish_id)
            if dish_id in wanted:
                raise BadField(field=f"lines[{number}].dish_id", problem=FieldProblem.TWICE)
            wanted[dish_id] = line.quantity
        return wanted


class OrderBody(BasketBody, forbid_unknown_fields=True, kw_only=True):
    """An order: a basket, where to deliver it, and a saved way to pay.

    Without a saved one, the customer pays on the provider's page at the payment's ``action_url``.
    """

    address: AddressBody
    payment_method_id: Reference | None = None


@post(
    "/quotes",
    status_code=200,
    **about(QuoteOrder, PUBLIC, "quoteOrder", "What an order would cost", tag=TAG, body=True),
)
async def quote(request: Call, data: JSONBody[BasketBody]) -> QuoteView:
    wanted = data.wanted()
    slot_id = SlotId.parse(data.slot_id)
    quoted = await request.market.quote_order(slot_id=slot_id, wanted=wanted, tip=data.tip)
    return show_quote(quoted)


@post(
    "/orders",
    **about(
        PlaceOrder,
        CUSTOMER,
        "placeOrder",
        "Place and pay an order",
        tag=TAG,
        key=KeyedOperation,
        body=True,
        counted_as=RouteClass.CHECKOUT,
    ),
)
async def place(request: Call, data: JSONBody[OrderBody]) -> Response[OrderView]:
    market, actor = request.market, request.actor

    async def act(key: ports.Key | None) -> OrderView:
        to, method = data.address, data.payment_method_id
        purchase = await market.place_order(
            actor,
            slot_id=SlotId.parse(data.slot_id),
            wanted=data.wanted(),
            address=Address(city=to.city, street=to.street, details=to.details, phone=to.phone),
            method_id=PaymentMethodId.parse(method) if method is not None else None,
            tip=data.tip,
            key=key,
        )
        if purchase.order.state is OrderState.DECLINED:
            await count_decline(request)
        return await show_order(request, purchase)

    async def show(subject: Id) -> OrderView:
        return await show_order(request, await market.show_order(actor, OrderId(subject)))

    return await once(request, data, MAKES, act, show)


@get("/orders", **about(ListOrders, SIGNED_IN, "listOrders", "Own orders, newest first", tag=TAG))
async def orders(
    request: Call,
    in_state: InState = None,
    limit: Limit = 20,
    after: After = None,
) -> Listed[OrderSummary]:
    found = await request.market.list_orders(request.actor, window(limit, after), in_state)
    shown = [await summarise(request, order) for order in found[:limit]]
    return Listed(shown, shown[-1].id if len(found) > limit else None)


@get("/orders/{order_id:str}", **about(ShowOrder, SIGNED_IN, "showOrder", "One order", tag=TAG))
async def order(request: Call, order_id: FromPath[str]) -> OrderView:
    purchase = await request.market.show_order(request.actor, OrderId.parse(order_id))
    return await show_order(request, purchase)


@get(
    "/orders/{order_id:str}/story",
    **about(
        ShowOrder.story, SIGNED_IN, "tellOrder", "What happened to an order and its money", tag=TAG
    ),
)
async def story(request: Call, order_id: FromPath[str]) -> StoryView:
    told = await request.market.show_order.story(request.actor, OrderId.parse(order_id))
    return tell(told, request.texts, request.language, request.actor.role)


ROUTES = (quote, place, orders, order, story)
