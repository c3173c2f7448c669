"""The sandbox bank's page for the second step of a payment. There is none with real providers."""

from typing import Annotated
from urllib.parse import parse_qs

from litestar import Response, get, post
from litestar.params import PathParameter

from foodmarket.adapters.sandbox import Charge, SandboxProvider
from foodmarket.domain.kernel.language import Language
from foodmarket.domain.orders.errors import UnknownOrder
from foodmarket.domain.payments import PaymentId, PaymentState
from foodmarket.entrypoints.http.access import OPT, PUBLIC
from foodmarket.entrypoints.http.call import Call
from foodmarket.entrypoints.http.landing import html
from foodmarket.entrypoints.http.pages import button, heading, link, page, paragraph
from foodmarket.entrypoints.http.refusals import BadField, FieldProblem
from foodmarket.entrypoints.texts import Texts

PATH = "/sandbox/pay"  # the bank's ``page_url`` is the public address with this path
Wanted = Annotated[str, PathParameter(max_length=64)]


@get(PATH + "/{payment_id:str}", opt={OPT: PUBLIC}, include_in_schema=False)
async def show_step(request: Call, payment_id: Wanted) -> Response[bytes]:
    charge = await _bank(request).charge(PaymentId.parse(payment_id))
    return _page(request, charge)


@post(PATH + "/{payment_id:str}", opt={OPT: PUBLIC}, include_in_schema=False, status_code=200)
async def take_step(request: Call, payment_id: Wanted) -> Response[bytes]:
    wanted, bank = PaymentId.parse(payment_id), _bank(request)
    body = await request.body()
    choice = parse_qs(body.decode("latin-1"), max_num_fields=5).get("choice", [""])[0]
    if choice not in {"confirm", "decline"}:
        raise BadField(field="choice", problem=FieldProblem.NOT_A_CHOICE)
    charge = await (bank.confirm(wanted) if choice == "confirm" else bank.decline(wanted))
    return _page(request, charge)


def _bank(call: Call) -> SandboxProvider:
    bank = call.market.adapters.providers.get("sandbox")
    if not isinstance(bank, SandboxProvider):
        raise UnknownOrder
    return bank


def _page(call: Call, charge: Charge | None) -> Response[bytes]:
    if charge is None:
        raise UnknownOrder
    texts, language = call.texts, call.language
    title = texts.say(language, "page-bank-title")
    main = heading(title) + _amount(texts, language, charge)
    if charge.state is PaymentState.ACTION_REQUIRED:
        main += (
            paragraph(texts.say(language, "page-bank-question"))
            + '<form method="post">'
            + button("confirm", texts.say(language, "page-bank-confirm"), "main")
            + button("decline", texts.say(language, "page-bank-decline"))
            + "</form>"
        )
    else:
        refused = charge.state in {PaymentState.DECLINED, PaymentState.CANCELLED}
        outcome = "page-bank-declined" if refused else "page-bank-confirmed"
        main += paragraph(texts.say(language, outcome))
        if charge.return_url:
            main += f"<p>{link(charge.return_url, texts.say(language, 'page-bank-back'))}</p>"
    return html(page(language, title, main), language.value)


def _amount(texts: Texts, language: Language, charge: Charge) -> str:
    return paragraph(texts.say(language, "page-bank-amount", amount=charge.amount), "amount")


ROUTES = (show_step, take_step)
