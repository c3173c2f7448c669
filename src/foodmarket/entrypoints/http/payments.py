"""Ways to pay over HTTP, and what payment providers tell us."""

from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from foodmarket import ports
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.orders import ReceiveWebhook
from foodmarket.domain.payments import ListMethods, PaymentMethod, SaveMethod
from foodmarket.domain.payments.errors import UnknownPaymentMethod
from foodmarket.entrypoints.http.access import CUSTOMER, PUBLIC
from foodmarket.entrypoints.http.call import Call
from foodmarket.entrypoints.http.describing import KeyedOperation, about
from foodmarket.entrypoints.http.keys import MAKES, once
from foodmarket.entrypoints.http.refusals import BodyTooLarge, BodyTooSlow
from foodmarket.entrypoints.quotas import RouteClass

TAG = "Payments"


class NewPaymentMethod(msgspec.Struct, forbid_unknown_fields=True):
    """A token that the provider's own form gave out. Never send a card number."""

    provider: Annotated[str, Meta(min_length=1, max_length=40, examples=["sandbox"])]
    token: Annotated[str, Meta(min_length=1, max_length=255, examples=["sandbox_ok"])]
    label: Annotated[str, Meta(max_length=80, examples=["Visa •• 4242"])] = ""


class PaymentMethodView(msgspec.Struct):
    """A saved way to pay. Its token is never shown."""

    id: str
    provider: str
    label: str


class PaymentMethodsView(msgspec.Struct):
    """All ways to pay that a customer saved, oldest first."""

    items: list[PaymentMethodView]


@post(
    "/payment-methods",
    **about(
        SaveMethod,
        CUSTOMER,
        "savePaymentMethod",
        "Save a way to pay",
        tag=TAG,
        key=KeyedOperation,
        body=True,
        counted_as=RouteClass.CHECKOUT,
    ),
)
async def save_method(
    request: Call, data: JSONBody[NewPaymentMethod]
) -> Response[PaymentMethodView]:
    market, actor = request.market, request.actor

    async def act(key: ports.Key | None) -> PaymentMethodView:
        return show_method(
            await market.save_method(
                actor, provider=data.provider, token=data.token, label=data.label, key=key
            )
        )

    async def show(subject: Id) -> PaymentMethodView:
        for method in await market.list_methods(actor):
            if method.id == subject:
                return show_method(method)
        raise UnknownPaymentMethod

    return await once(request, data, MAKES, act, show)


@get(
    "/payment-methods",
    **about(ListMethods, CUSTOMER, "listPaymentMethods", "Saved ways to pay", tag=TAG),
)
async def list_methods(request: Call) -> PaymentMethodsView:
    methods = await request.market.list_methods(request.actor)
    return PaymentMethodsView([show_method(method) for method in methods])


@post(
    "/webhooks/{provider:str}",
    status_code=200,  # YooKassa takes anything else for a failure
    **about(
        ReceiveWebhook,
        PUBLIC,
        "receiveWebhook",
        "For payment providers: news",
        tag="Webhooks",
        counted_as=RouteClass.WEBHOOK,
        also=[BodyTooLarge, BodyTooSlow],
    ),
)
async def receive_webhook(request: Call, provider: FromPath[str]) -> None:
    body = await request.body_as_sent()
    await request.market.receive_webhook(provider, dict(request.headers), body, request.address)


def show_method(method: PaymentMethod) -> PaymentMethodView:
    """Show a saved way to pay."""
    return PaymentMethodView(str(method.id), method.provider, method.label)


ROUTES = (save_method, list_methods)
WEBHOOKS = (receive_webhook,)
