"""Pages of sorted ids."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T", bound=str)


def ascending(ids: Sequence[T], after: str | None) -> Iterator[T]:
    """Return the ids after the cursor, smallest first."""
    start = 0 if after is None else bisect_right(ids, after)
    return (ids[index] for index in range(start, len(ids)))


def descending(ids: Sequence[T], after: str | None) -> Iterator[T]:
    """Return the ids before the cursor, greatest first."""
    end = len(ids) if after is None else bisect_left(ids, after)
    return (ids[index] for index in range(end - 1, -1, -1))
