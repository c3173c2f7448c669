"""A cook's statement as CSV for spreadsheets and as JSON for programs, written while it is read.

Amounts are in minor units of the statement's currency.
"""

import csv
import io
from collections import Counter
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from functools import partial

import msgspec

from foodmarket.domain.kernel.language import Language
from foodmarket.domain.statements import AMOUNTS, CookStatement, Statement, StatementLine
from foodmarket.entrypoints.texts import load

COLUMNS = ("at", "kind", "subject", *AMOUNTS, "balance", "expected_at", "currency")
Words = Callable[[str, str], str]
Write = Callable[[Statement, Language], AsyncIterator[bytes]]


async def write_csv(statement: Statement, language: Language) -> AsyncIterator[bytes]:
    """Write headings, the opening balance, a row per line, the sums, and the closing balance.

    Headings and kinds are in the language's words.
    """
    head, lines = statement
    words: Words = partial(load().word, language)
    balance, sums = head.opening.amount, Counter(dict.fromkeys(AMOUNTS, 0))
    currency = str(head.opening.currency)

    def row(
        at: datetime | None,
        kind: str,
        subject: str,
        amounts: tuple[object, ...],
        expected_at: datetime | None = None,
    ) -> bytes:
        cells = (_instant(at), words("line", kind), subject, *amounts, balance)
        return _row((*cells, _instant(expected_at), currency))

    yield _row(tuple(words("column", name) for name in COLUMNS))
    yield row(head.start, "opening", "", ("",) * len(AMOUNTS))
    async for line in lines:
        amounts = _amounts(line)
        sums.update(amounts)
        balance = line.balance.amount
        yield row(line.at, line.kind, line.subject, tuple(amounts.values()), line.expected_at)
    yield row(None, "total", "", tuple(sums[name] for name in AMOUNTS))
    yield row(head.end, "closing", "", ("",) * len(AMOUNTS), _expected(head, balance))


async def write_json(statement: Statement, language: Language) -> AsyncIterator[bytes]:
    """Write one object, with codes for programs in whatever language."""
    del language
    head, lines = statement
    encode, balance = msgspec.json.encode, head.opening.amount
    sums = Counter(dict.fromkeys(AMOUNTS, 0))
    yield encode(_heading(head))[:-1] + b',"lines":['
    comma = b""
    async for line in lines:
        balance, amounts = line.balance.amount, _amounts(line)
        sums.update(amounts)
        told = {"at": _instant(line.at), "kind": line.kind.value, "subject": str(line.subject)}
        rest = {"balance": balance, "expected_at": _instant(line.expected_at) or None}
        yield comma + encode(told | amounts | rest)
        comma = b","
    last = {"total": dict(sums), "closing": balance}
    yield b"]," + encode(last | {"expected_at": _instant(_expected(head, balance)) or None})[1:]


WRITERS: dict[str, tuple[str, Write]] = {
    "csv": ("text/csv", write_csv),
    "json": ("application/json", write_json),
}


def _heading(head: CookStatement) -> dict[str, object]:
    known: dict[str, object] = {
        "cook_id": str(head.cook_id),
        "currency": str(head.opening.currency),
        "start": _instant(head.start) or None,
        "end": _instant(head.end),
    }
    if (payout := head.payout) is not None:
        known["payout"] = {
            "id": str(payout.id),
            "state": payout.state.value,
            "amount": payout.amount.amount,
            "label": payout.label,
        }
    return known | {"opening": head.opening.amount}


def _amounts(line: StatementLine) -> dict[str, int]:
    return {name: getattr(line, name).amount for name in AMOUNTS}


def _expected(head: CookStatement, balance: int) -> datetime | None:
    """Return when what stays payable is paid out."""
    return head.next_payout_at if balance else None


def _instant(at: datetime | None) -> str:
    return "" if at is None else at.isoformat()


def _row(cells: tuple[object, ...]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue().encode()
