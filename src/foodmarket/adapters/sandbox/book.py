"""The bank's book: one SQLite file that several processes may share and that survives their end.

Every change is one short transaction without an await inside. Another process that writes at the
same instant is waited for on the event loop, never by blocking it.
"""

import asyncio
import sqlite3
import threading
import weakref
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from foodmarket.adapters.sandbox.charge import Charge
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.payments.model import PaymentState

T = TypeVar("T")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_SETUP_SECONDS = 10.0
_LONGEST_WAIT = 10.0  # seconds for other writers; each of them takes well under a millisecond
_FIRST_PAUSE, _LONGEST_PAUSE = 0.0005, 0.02

_SCHEMA = """
CREATE TABLE IF NOT EXISTS charges (
    payment_id TEXT PRIMARY KEY, order_id TEXT NOT NULL, token TEXT NOT NULL,
    currency TEXT NOT NULL, amount INTEGER NOT NULL, captured INTEGER NOT NULL,
    refunded INTEGER NOT NULL, fee INTEGER NOT NULL, state TEXT NOT NULL, hold_until INTEGER,
    wakes_at INTEGER, reason TEXT, return_url TEXT, refusals INTEGER NOT NULL,
    CHECK (captured BETWEEN 0 AND amount OR amount <= 0), CHECK (refunded BETWEEN 0 AND captured)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS charges_waking ON charges (wakes_at) WHERE wakes_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY, payment_id TEXT NOT NULL, kind TEXT NOT NULL, asked INTEGER NOT NULL,
    name TEXT NOT NULL, reason TEXT, amount INTEGER, fee INTEGER, until INTEGER
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS answers_refunds ON answers (payment_id) WHERE kind = 'refund';
CREATE TABLE IF NOT EXISTS payouts (
    key TEXT PRIMARY KEY, destination TEXT NOT NULL, currency TEXT NOT NULL,
    amount INTEGER NOT NULL, at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS moves (
    id INTEGER PRIMARY KEY AUTOINCREMENT, payment_id TEXT NOT NULL, kind TEXT NOT NULL,
    currency TEXT NOT NULL, amount INTEGER NOT NULL, fee INTEGER, at INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS moves_at ON moves (at);
CREATE TABLE IF NOT EXISTS lost (key TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS events (
    id INTEGER PRIMARY KEY AUTOINCREMENT, payment_id TEXT NOT NULL, name TEXT NOT NULL,
    at INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, due_at INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS events_due ON events (due_at);
"""
_CHARGE = "SELECT * FROM charges WHERE payment_id = ?"
_WAKING = "SELECT * FROM charges WHERE wakes_at <= ? ORDER BY wakes_at LIMIT ?"
_WRITE = "INSERT OR REPLACE INTO charges VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


class Book:
    """The file at ``path``, made where it is missing; ``:memory:`` for one that ends with us."""

    def __init__(self, path: Path | str) -> None:
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(
            path, timeout=_SETUP_SECONDS, isolation_level=None, check_same_thread=False
        )
        # Also for a book that nobody closes, such as that of a marketplace in memory.
        self._finish = weakref.finalize(self, self._connection.close)
        # A killed process loses nothing by this; a power cut may lose the last moments.
        for setting in ("journal_mode = WAL", "synchronous = NORMAL"):
            self._connection.execute(f"PRAGMA {setting}")
        self._connection.executescript(_SCHEMA)
        self._connection.execute("PRAGMA busy_timeout = 0")

    def close(self) -> None:
        """Let go of the file."""
        self._finish()

    async def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run the work in a transaction of its own. Raises `sqlite3.Error` where that fails."""
        return await self._patiently(lambda: self._in_transaction(work))

    async def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run one query. Raises `sqlite3.Error` where that fails."""
        return await self._patiently(lambda: self._locked(work))

    def _locked(self, work: Callable[[sqlite3.Connection], T]) -> T:
        with self._lock:
            return work(self._connection)

    def _in_transaction(self, work: Callable[[sqlite3.Connection], T]) -> T:
        with self._lock:
            connection = self._connection
            connection.execute("BEGIN IMMEDIATE")
            try:
                result = work(connection)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            return result

    @staticmethod
    async def _patiently(attempt: Callable[[], T]) -> T:
        waited, pause = 0.0, _FIRST_PAUSE
        while True:
            try:
                return attempt()
            except sqlite3.OperationalError as error:
                busy = error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
                if not busy or waited >= _LONGEST_WAIT:
                    raise
            await asyncio.sleep(pause)
            waited, pause = waited + pause, min(pause * 2, _LONGEST_PAUSE)


def micros(instant: datetime) -> int:
    """Return the instant as the book writes it: microseconds since 1970 (UTC)."""
    return (instant - _EPOCH) // _MICROSECOND


def instant_of(number: int) -> datetime:
    """Return the instant (UTC) that the book wrote as a number."""
    return _EPOCH + timedelta(microseconds=number)


def find_charge(connection: sqlite3.Connection, payment_id: str) -> Charge | None:
    """Return the charge as it was written last."""
    row = connection.execute(_CHARGE, (payment_id,)).fetchone()
    return None if row is None else _read(row)


def waking_charges(connection: sqlite3.Connection, now: datetime, limit: int) -> list[Charge]:
    """Return charges that change by themselves until now, longest overdue first."""
    return [_read(row) for row in connection.execute(_WAKING, (micros(now), limit))]


def write_charge(connection: sqlite3.Connection, charge: Charge) -> None:
    """Write the charge over what was there."""
    connection.execute(
        _WRITE,
        (
            charge.payment_id,
            charge.order_id,
            charge.token,
            charge.amount.currency,
            charge.amount.amount,
            charge.captured.amount,
            charge.refunded.amount,
            charge.fee.amount,
            charge.state.value,
            None if charge.hold_until is None else micros(charge.hold_until),
            None if charge.wakes_at is None else micros(charge.wakes_at),
            charge.reason,
            charge.return_url,
            charge.refusals,
        ),
    )


def _read(row: tuple[Any, ...]) -> Charge:
    payment_id, order_id, token, code, amount, captured, refunded, fee, state, *rest = row
    hold_until, wakes_at, reason, return_url, refusals = rest
    currency = Currency(code)
    return Charge(
        payment_id=payment_id,
        order_id=order_id,
        token=token,
        amount=Money(amount, currency),
        captured=Money(captured, currency),
        refunded=Money(refunded, currency),
        fee=Money(fee, currency),
        state=PaymentState(state),
        hold_until=None if hold_until is None else instant_of(hold_until),
        wakes_at=None if wakes_at is None else instant_of(wakes_at),
        reason=reason,
        return_url=return_url,
        refusals=refusals,
    )
