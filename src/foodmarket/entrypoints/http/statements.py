"""A cook's statement over HTTP: CSV for spreadsheets, JSON for programs, streamed."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Literal

import msgspec
from litestar import get
from litestar.params import QueryParameter
from litestar.response import Stream

from foodmarket.domain.kernel.money import Currency
from foodmarket.domain.statements import CookStatement, StatementLine, WriteStatement
from foodmarket.entrypoints.http.access import COOK
from foodmarket.entrypoints.http.balance import TAG
from foodmarket.entrypoints.http.call import Call
from foodmarket.entrypoints.http.describing import about

COLUMNS = ("at", "kind", "subject", "gross", "retention", "net", "balance", "currency")
Instant = Annotated[datetime, QueryParameter(description="With a UTC offset.")]
TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


@get(
    "/balance/statement/period",
    **about(WriteStatement, COOK, "writeStatement", "A cook's statement of a period", tag=TAG),
)
async def statement(
    request: Call,
    start: Instant,
    end: Instant,
    currency: Annotated[str, QueryParameter(description="An ISO 4217 code.", max_length=3)] = "RUB",
    form: Annotated[Literal["csv", "json"], QueryParameter(name="format")] = "json",
) -> Stream:
    head, lines = await request.market.write_statement(
        request.actor, Currency(currency), start, end
    )
    written = write_csv(head, lines) if form == "csv" else write_json(head, lines)
    return Stream(written, media_type=TYPES[form])


async def write_csv(head: CookStatement, lines: AsyncIterator[StatementLine]) -> AsyncIterator[str]:
    """Write a header, the opening balance, a row per line and the closing balance."""
    opening, balance = head.opening, head.opening.amount
    code = str(opening.currency)
    yield _row(COLUMNS)
    yield _row((head.start.isoformat(), "opening", "", "", "", "", balance, code))
    async for line in lines:
        balance = line.balance.amount
        amounts = (line.gross.amount, line.retention.amount, line.net.amount, balance)
        yield _row((line.at.isoformat(), line.kind.value, line.subject, *amounts, code))
    yield _row((head.end.isoformat(), "closing", "", "", "", "", balance, code))


async def write_json(
    head: CookStatement, lines: AsyncIterator[StatementLine]
) -> AsyncIterator[bytes]:
    """Write one object; amounts are in minor units of its currency."""
    encode, balance = msgspec.json.encode, head.opening.amount
    known = {"cook_id": str(head.cook_id), "currency": str(head.opening.currency)}
    known |= {"start": head.start.isoformat(), "end": head.end.isoformat()}
    yield encode(known | {"opening": balance})[:-1] + b',"lines":['
    comma = b""
    async for line in lines:
        balance = line.balance.amount
        yield comma + encode(
            {
                "at": line.at.isoformat(),
                "kind": line.kind.value,
                "subject": str(line.subject),
                "gross": line.gross.amount,
                "retention": line.retention.amount,
                "net": line.net.amount,
                "balance": balance,
            }
        )
        comma = b","
    yield b'],"closing":' + encode(balance) + b"}"


def _row(cells: tuple[object, ...]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue()


ROUTES = (statement,)
