"""The bank's book: one SQLite file that several processes may share and that survives their end.

Every change is one short transaction without an await inside. Another process that writes at the
same instant is waited for on the event loop, never by blocking it.
"""

import asyncio
import sqlite3
import threading
import time
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from foodmarket.adapters.sandbox.sqlite_pages import SqlitePages

T = TypeVar("T")
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


class FileBook:
    """The file at ``path``, made where it is missing."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(
            path, timeout=_SETUP_SECONDS, isolation_level=None, check_same_thread=False
        )
        self.pages = SqlitePages(self._connection)
        # Also for a book that nobody closes.
        self._finish = weakref.finalize(self, self._connection.close)
        self._set_up()

    def close(self) -> None:
        """Let go of the file."""
        self._finish()

    def _set_up(self) -> None:
        # A killed process loses nothing by this; a power cut may lose the last moments.
        self._connection.execute("PRAGMA synchronous = NORMAL")
        give_up_at = time.monotonic() + _SETUP_SECONDS
        while True:
            try:
                self._connection.execute("PRAGMA journal_mode = WAL")
                break
            except sqlite3.OperationalError as error:
                # Of several processes that open a new file, SQLite lets one wait for nobody here.
                if not _is_busy(error) or time.monotonic() > give_up_at:
                    raise
            time.sleep(_LONGEST_PAUSE)
        self._connection.executescript(_SCHEMA)
        self._connection.execute("PRAGMA busy_timeout = 0")

    async def write(self, work: Callable[[SqlitePages], T]) -> T:
        """Run the work in a transaction of its own. Raises `sqlite3.Error` where that fails."""
        return await self._patiently(self._in_transaction, work)

    async def run(self, work: Callable[[SqlitePages], T]) -> T:
        """Run one statement, a transaction by itself. Raises `sqlite3.Error` where that fails."""
        return await self._patiently(self._locked, work)

    def _locked(self, work: Callable[[SqlitePages], T]) -> T:
        with self._lock:
            return work(self.pages)

    def _in_transaction(self, work: Callable[[SqlitePages], T]) -> T:
        with self._lock:
            connection = self._connection
            connection.execute("BEGIN IMMEDIATE")
            try:
                result = work(self.pages)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            return result

    @staticmethod
    async def _patiently(
        attempt: Callable[[Callable[[SqlitePages], T]], T],
        work: Callable[[SqlitePages], T],
    ) -> T:
        waited, pause = 0.0, _FIRST_PAUSE
        while True:
            try:
                return attempt(work)
            except sqlite3.OperationalError as error:
                if not _is_busy(error) or waited >= _LONGEST_WAIT:
                    raise
            await asyncio.sleep(pause)
            waited, pause = waited + pause, min(pause * 2, _LONGEST_PAUSE)


def _is_busy(error: sqlite3.OperationalError) -> bool:
    return error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
