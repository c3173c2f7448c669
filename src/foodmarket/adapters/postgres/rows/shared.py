"""What every kind of row needs."""

from collections.abc import Sequence
from typing import Any, TypeAlias

import asyncpg

from foodmarket.domain.kernel.money import Currency, Money

Row: TypeAlias = Sequence[Any] | asyncpg.Record

Values = tuple[object, ...]


def money_or_none(amount: int | None, currency: Currency) -> Money | None:
    return None if amount is None else Money(amount, currency)
