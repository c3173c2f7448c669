"""Cooks' statements over HTTP, of a period or of a payout: streamed as CSV or as JSON."""

from datetime import datetime
from typing import Annotated, Literal

from litestar import get
from litestar.params import FromPath, QueryParameter
from litestar.response import Stream

from foodmarket.domain.accounts import CookId
from foodmarket.domain.kernel.money import Currency
from foodmarket.domain.payouts import PayoutId
from foodmarket.domain.statements import Statement, WriteStatement
from foodmarket.entrypoints.http import balance, payouts
from foodmarket.entrypoints.http.access import COOK, STAFF
from foodmarket.entrypoints.http.call import Call
from foodmarket.entrypoints.http.describing import about
from foodmarket.entrypoints.statements import WRITERS

Instant = Annotated[datetime, QueryParameter(description="With a UTC offset.")]
Code = Annotated[str, QueryParameter(description="An ISO 4217 code.", max_length=3)]
Form = Annotated[Literal["csv", "json"], QueryParameter(name="format")]


@get(
    "/balance/statement/period",
    **about(
        WriteStatement, COOK, "writeStatement", "A cook's statement of a period", tag=balance.TAG
    ),
)
async def of_period(
    request: Call, start: Instant, end: Instant, currency: Code = "RUB", form: Form = "json"
) -> Stream:
    write = request.market.write_statement
    return _written(request, await write(request.actor, Currency(currency), start, end), form)


@get(
    "/payouts/{payout_id:str}/statement",
    **about(
        WriteStatement.of_payout,
        COOK,
        "writePayoutStatement",
        "What a payout consists of",
        tag=payouts.TAG,
    ),
)
async def of_payout(request: Call, payout_id: FromPath[str], form: Form = "json") -> Stream:
    write = request.market.write_statement.of_payout
    return _written(request, await write(request.actor, PayoutId.parse(payout_id)), form)


@get(
    "/staff/cooks/{cook_id:str}/statement/period",
    **about(
        WriteStatement,
        STAFF,
        "writeStatementOfCook",
        "Any cook's statement of a period (finance)",
        tag="Staff",
    ),
)
async def of_cook(
    request: Call,
    cook_id: FromPath[str],
    start: Instant,
    end: Instant,
    currency: Code = "RUB",
    form: Form = "json",
) -> Stream:
    write, cook = request.market.write_statement, CookId.parse(cook_id)
    return _written(request, await write(request.actor, Currency(currency), start, end, cook), form)


@get(
    "/staff/payouts/{payout_id:str}/statement",
    **about(
        WriteStatement.of_payout,
        STAFF,
        "writeStatementOfPayout",
        "What any payout consists of (finance)",
        tag="Staff",
    ),
)
async def of_any_payout(request: Call, payout_id: FromPath[str], form: Form = "json") -> Stream:
    write = request.market.write_statement.of_payout
    return _written(request, await write(request.actor, PayoutId.parse(payout_id)), form)


def _written(call: Call, statement: Statement, form: Literal["csv", "json"]) -> Stream:
    kind, write = WRITERS[form]
    return Stream(write(statement, call.language), media_type=kind)


ROUTES = (of_period, of_payout, of_cook, of_any_payout)
