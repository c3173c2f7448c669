"""The pages of a book that is a SQLite file."""

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from attrs import frozen

from foodmarket.adapters.sandbox.charge import Charge
from foodmarket.adapters.sandbox.pages import BankEvent, Kept
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.payments.model import PaymentId, PaymentState
from foodmarket.domain.payments.reports import Movement, MovementKind

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_CHARGE = "SELECT * FROM charges WHERE payment_id = ?"
_WAKING = "SELECT * FROM charges WHERE wakes_at <= ? ORDER BY wakes_at LIMIT ?"
_WRITE = "INSERT OR REPLACE INTO charges VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_FIND = """SELECT payment_id, kind, asked, name, reason, amount, fee, until
    FROM answers WHERE key = ?"""
_KEEP = "INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_REFUNDS = """SELECT key, amount FROM answers
    WHERE payment_id = ? AND kind = 'refund' AND name = 'Refunded'"""
_PAY = "INSERT INTO payouts (key, destination, currency, amount, at) VALUES (?, ?, ?, ?, ?)"
_MOVE = "INSERT INTO moves (payment_id, kind, currency, amount, fee, at) VALUES (?, ?, ?, ?, ?, ?)"
_MOVED = """
    SELECT 'sandbox-' || id, kind, payment_id, currency, amount, fee, at FROM moves
    WHERE at >= ?1 AND at < ?2
    UNION ALL
    SELECT 'sandbox-payout-' || key, 'payout', NULL, currency, amount, NULL, at FROM payouts
    WHERE at >= ?1 AND at < ?2
    ORDER BY at
"""
_TOTAL = """SELECT
    (SELECT coalesce(sum(captured - refunded - fee), 0) FROM charges WHERE currency = ?1)
    - (SELECT coalesce(sum(amount), 0) FROM payouts WHERE currency = ?1)"""
_NEXT = """SELECT min(at) FROM
    (SELECT min(wakes_at) AS at FROM charges UNION ALL SELECT min(due_at) FROM events)"""
_NOTE = "INSERT INTO events (payment_id, name, at, due_at) VALUES (?, ?, ?, ?)"
_LEASE = """UPDATE events SET due_at = ?, attempts = attempts + 1
    WHERE id IN (SELECT id FROM events WHERE due_at <= ? ORDER BY due_at, id LIMIT ?)
    RETURNING id, payment_id, name, at, attempts"""


@frozen
class SqlitePages:
    _book: sqlite3.Connection

    def charge(self, payment_id: str) -> Charge | None:
        row = self._book.execute(_CHARGE, (payment_id,)).fetchone()
        return None if row is None else _read(row)

    def put_charge(self, charge: Charge) -> None:
        self._book.execute(
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
                _micros(charge.hold_until),
                _micros(charge.wakes_at),
                charge.reason,
                charge.return_url,
                charge.refusals,
            ),
        )

    def waking(self, now: datetime, limit: int) -> Sequence[Charge]:
        return [_read(row) for row in self._book.execute(_WAKING, (_micros(now), limit))]

    def answer(self, key: str) -> Kept | None:
        row = self._book.execute(_FIND, (key,)).fetchone()
        if row is None:
            return None
        payment_id, kind, asked, name, reason, amount, fee, until = row
        return Kept(payment_id, kind, asked, name, reason, amount, fee, _instant(until))

    def keep(self, key: str, answer: Kept) -> None:
        it = answer
        asked = (key, it.payment_id, it.kind, it.asked)
        values = (*asked, it.name, it.reason, it.amount, it.fee, _micros(it.until))
        self._book.execute(_KEEP, values)

    def refunds(self, payment_id: str) -> Sequence[tuple[str, int]]:
        return self._book.execute(_REFUNDS, (payment_id,)).fetchall()

    def lose(self, key: str) -> bool:
        return self._book.execute("INSERT OR IGNORE INTO lost VALUES (?)", (key,)).rowcount == 1

    def paid(self, key: str) -> bool:
        found = self._book.execute("SELECT 1 FROM payouts WHERE key = ?", (key,)).fetchone()
        return found is not None

    def pay(self, key: str, destination: str, amount: Money, at: datetime) -> None:
        values = (key, destination, amount.currency, amount.amount, _micros(at))
        self._book.execute(_PAY, values)

    def move(
        self, payment_id: str, kind: MovementKind, amount: Money, fee: Money | None, at: datetime
    ) -> None:
        cost = None if fee is None else fee.amount
        values = (payment_id, kind, amount.currency, amount.amount, cost, _micros(at))
        self._book.execute(_MOVE, values)

    def moves(self, start: datetime, end: datetime) -> Sequence[Movement]:
        found = self._book.execute(_MOVED, (_micros(start), _micros(end))).fetchall()
        return [
            Movement(
                reference=reference,
                kind=MovementKind(kind),
                payment_id=None if payment_id is None else PaymentId(payment_id),
                amount=Money(amount, Currency(code)),
                fee=None if fee is None else Money(fee, Currency(code)),
                at=_EPOCH + at * _MICROSECOND,
            )
            for reference, kind, payment_id, code, amount, fee, at in found
        ]

    def total(self, currency: Currency) -> int:
        total: int = self._book.execute(_TOTAL, (currency,)).fetchone()[0]
        return total

    def note(self, payment_id: str, name: str, at: datetime) -> None:
        self._book.execute(_NOTE, (payment_id, name, _micros(at), _micros(at)))

    def has_news(self, now: datetime) -> bool:
        due = "SELECT 1 FROM events WHERE due_at <= ? LIMIT 1"
        return self._book.execute(due, (_micros(now),)).fetchone() is not None

    def lease_news(self, now: datetime, until: datetime, limit: int) -> Sequence[BankEvent]:
        values = (_micros(until), _micros(now), limit)
        rows = self._book.execute(_LEASE, values).fetchall()
        return [
            BankEvent(number, payment_id, name, _EPOCH + at * _MICROSECOND, attempts)
            for number, payment_id, name, at, attempts in sorted(rows)
        ]

    def drop_news(self, number: int) -> None:
        self._book.execute("DELETE FROM events WHERE id = ?", (number,))

    def put_news_off(self, number: int, at: datetime) -> None:
        self._book.execute("UPDATE events SET due_at = ? WHERE id = ?", (_micros(at), number))

    def next_due(self) -> datetime | None:
        return _instant(self._book.execute(_NEXT).fetchone()[0])


def _micros(instant: datetime | None) -> int | None:
    """Return the instant as the book writes it: microseconds since 1970 (UTC)."""
    return None if instant is None else (instant - _EPOCH) // _MICROSECOND


def _instant(number: int | None) -> datetime | None:
    return None if number is None else _EPOCH + number * _MICROSECOND


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
        hold_until=_instant(hold_until),
        wakes_at=_instant(wakes_at),
        reason=reason,
        return_url=return_url,
        refusals=refusals,
    )
