"""Cooks' statements over HTTP, of a period or of a payout: streamed as CSV or as JSON."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from litestar import get
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIResponse, OpenAPIType, Schema
from litestar.params import FromPath, QueryParameter
from litestar.response import Stream

from foodmarket.domain.accounts import CookId
from foodmarket.domain.kernel.money import Currency
from foodmarket.domain.payouts import PayoutId
from foodmarket.domain.statements import Statement, WriteStatement
from foodmarket.entrypoints.http import balance, payouts
from foodmarket.entrypoints.http.access import COOK, STAFF
from foodmarket.entrypoints.http.call import Call
from foodmarket.entrypoints.http.describing import ExampledOperation, about
from foodmarket.entrypoints.statements import WRITERS

Instant = Annotated[datetime, QueryParameter(description="With a UTC offset.")]
Code = Annotated[str, QueryParameter(description="An ISO 4217 code.", max_length=3)]
Form = Annotated[Literal["csv", "json"], QueryParameter(name="format")]


class PayoutOfStatement(msgspec.Struct):
    """The payout that a statement explains; ``amount`` in minor units."""

    id: str
    state: str
    amount: int
    label: str


class _Amounts(msgspec.Struct):
    gross: int
    retention: int
    commission: int
    refunds: int
    adjustments: int
    paid: int
    net: int


class LineOfStatement(_Amounts, kw_only=True):
    """What happened to a cook's money at an instant, in minor units of the currency.

    ``expected_at`` is when what is kept back will settle.
    """

    at: datetime
    kind: str
    subject: str
    balance: int
    expected_at: datetime | None


class TotalOfStatement(_Amounts):
    """The sums of all lines, in minor units."""


class StatementView(msgspec.Struct, omit_defaults=True):
    """A cook's statement, as it is streamed in JSON: ``opening`` and ``closing`` in minor units.

    ``payout`` is there in the statement of a payout; ``expected_at`` is the next payout.
    """

    cook_id: str
    currency: str
    start: datetime | None
    end: datetime
    opening: int
    lines: list[LineOfStatement]
    total: TotalOfStatement
    closing: int
    expected_at: datetime | None
    payout: PayoutOfStatement | None = None


@dataclass
class StreamedOperation(ExampledOperation):
    """An operation that answers in JSON, or as a table where that is asked for."""

    def __post_init__(self) -> None:
        """Tell of the table."""
        super().__post_init__()
        answer = (self.responses or {}).get("200")
        if isinstance(answer, OpenAPIResponse) and answer.content is not None:
            table = OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING))
            answer.content = {**answer.content, "text/csv": table}


def streamed(described: dict[str, Any]) -> dict[str, Any]:
    """Return what a route says of itself, with what it streams."""
    told = "The statement, in JSON or as CSV"
    spec = ResponseSpec(StatementView, generate_examples=False, description=told)
    told_too = {"responses": described["responses"] | {200: spec}}
    return described | told_too | {"operation_class": StreamedOperation}


@get(
    "/balance/statement/period",
    **streamed(
        about(
            WriteStatement,
            COOK,
            "writeStatement",
            "A cook's statement of a period",
            tag=balance.TAG,
        )
    ),
)
async def of_period(
    request: Call, start: Instant, end: Instant, currency: Code = "RUB", form: Form = "json"
) -> Stream:
    write = request.market.write_statement
    return _written(request, await write(request.actor, Currency(currency), start, end), form)


@get(
    "/payouts/{payout_id:str}/statement",
    **streamed(
        about(
            WriteStatement.of_payout,
            COOK,
            "writePayoutStatement",
            "What a payout consists of",
            tag=payouts.TAG,
        )
    ),
)
async def of_payout(request: Call, payout_id: FromPath[str], form: Form = "json") -> Stream:
    write = request.market.write_statement.of_payout
    return _written(request, await write(request.actor, PayoutId.parse(payout_id)), form)


@get(
    "/staff/cooks/{cook_id:str}/statement/period",
    **streamed(
        about(
            WriteStatement,
            STAFF,
            "writeStatementOfCook",
            "Any cook's statement of a period (finance)",
            tag="Staff",
        )
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
    **streamed(
        about(
            WriteStatement.of_payout,
            STAFF,
            "writeStatementOfPayout",
            "What any payout consists of (finance)",
            tag="Staff",
        )
    ),
)
async def of_any_payout(request: Call, payout_id: FromPath[str], form: Form = "json") -> Stream:
    write = request.market.write_statement.of_payout
    return _written(request, await write(request.actor, PayoutId.parse(payout_id)), form)


def _written(call: Call, statement: Statement, form: Literal["csv", "json"]) -> Stream:
    kind, write = WRITERS[form]
    return Stream(write(statement, call.language), media_type=kind)


ROUTES = (of_period, of_payout, of_cook, of_any_payout)
