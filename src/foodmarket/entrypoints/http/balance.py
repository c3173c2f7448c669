"""A cook's money over HTTP, and the notices of anybody's account."""

from datetime import datetime
from typing import Annotated

import msgspec
from litestar import get
from litestar.params import QueryParameter

from foodmarket import ports
from foodmarket.domain.kernel.money import Currency
from foodmarket.domain.ledger import ShowBalance
from foodmarket.domain.orders import ListNotices, OrderState
from foodmarket.entrypoints.http.access import COOK, SIGNED_IN
from foodmarket.entrypoints.http.call import Call
from foodmarket.entrypoints.http.describing import about
from foodmarket.entrypoints.http.notices import NoticeView, show_notice
from foodmarket.entrypoints.http.paging import After, Limit, Listed, listed, window
from foodmarket.entrypoints.http.story import EntryView, show_entry
from foodmarket.entrypoints.http.views import MoneyView

TAG = "Balance"


class BalanceView(msgspec.Struct):
    """A cook's money in one currency.

    ``held`` is in escrow; ``retained`` settles when dispute windows close; ``payable`` is to be
    paid out; ``owed`` is what the cook owes.
    """

    currency: str
    held: MoneyView
    retained: MoneyView
    payable: MoneyView
    owed: MoneyView


class BalancesView(msgspec.Struct):
    """A cook's money, one balance per currency."""

    items: list[BalanceView]


class BalanceLineView(msgspec.Struct):
    """One order's part of a balance; ``settles_at`` is when its retention settles."""

    order_id: str
    state: OrderState
    held: MoneyView
    retained: MoneyView
    settles_at: datetime | None


@get("/balance", **about(ShowBalance, COOK, "showBalance", "A cook's money", tag=TAG))
async def balance(request: Call) -> BalancesView:
    return BalancesView(
        [
            BalanceView(
                currency=str(found.currency),
                held=MoneyView(found.held, str(found.currency)),
                retained=MoneyView(found.retained, str(found.currency)),
                payable=MoneyView(found.payable, str(found.currency)),
                owed=MoneyView(found.owed, str(found.currency)),
            )
            for found in await request.market.show_balance(request.actor)
        ]
    )


@get(
    "/balance/orders",
    **about(ShowBalance.lines, COOK, "listBalanceOrders", "The orders behind a balance", tag=TAG),
)
async def balance_orders(
    request: Call, limit: Limit = 20, after: After = None
) -> Listed[BalanceLineView]:
    found = await request.market.show_balance.lines(request.actor, window(limit, after))
    return listed(found, limit, lambda line: line.order_id, _show_line)


@get(
    "/balance/statement",
    **about(ShowBalance.statement, COOK, "showStatement", "What was booked for a cook", tag=TAG),
)
async def statement(
    request: Call,
    currency: Annotated[str, QueryParameter(description="An ISO 4217 code.", max_length=3)] = "RUB",
    limit: Limit = 20,
    after: After = None,
) -> Listed[EntryView]:
    found = await request.market.show_balance.statement(
        request.actor, Currency(currency), window(limit, after)
    )
    texts, language = request.texts, request.language
    return listed(
        found, limit, lambda entry: entry.key, lambda entry: show_entry(entry, texts, language)
    )


@get("/notices", **about(ListNotices, SIGNED_IN, "listNotices", "What is news", tag="Notices"))
async def notices(request: Call, limit: Limit = 20, after: After = None) -> Listed[NoticeView]:
    found = await request.market.list_notices(request.actor, window(limit, after))
    texts, language = request.texts, request.language
    return listed(
        found,
        limit,
        lambda notice: notice.event_id,
        lambda notice: show_notice(notice, texts, language),
    )


def _show_line(line: ports.BalanceLine) -> BalanceLineView:
    currency = str(line.currency)
    return BalanceLineView(
        order_id=str(line.order_id),
        state=line.state,
        held=MoneyView(line.held, currency),
        retained=MoneyView(line.retained, currency),
        settles_at=line.settles_at,
    )


ROUTES = (balance, balance_orders, statement, notices)
