"""Lists, a page at a time."""

from collections.abc import Callable, Sequence
from typing import Annotated, Generic, TypeVar

import msgspec
from litestar.params import QueryParameter

from foodmarket import ports

T = TypeVar("T")
V = TypeVar("V")

Limit = Annotated[
    int, QueryParameter(ge=1, le=100, description="How many items to return at most.")
]
After = Annotated[
    str | None,
    QueryParameter(
        max_length=200, description="The `next` of the page before; none for the first."
    ),
]


class Listed(msgspec.Struct, Generic[V]):
    """One page. ``next`` is the cursor of the page after it, null on the last one."""

    items: list[V]
    next: str | None


def window(limit: int, after: str | None) -> ports.Page:
    """Return what to fetch: one item more than asked for, to know whether there are more."""
    return ports.Page(limit=limit + 1, after=after)


def listed(
    found: Sequence[T], limit: int, cursor: Callable[[T], str], view: Callable[[T], V]
) -> Listed[V]:
    """Show the page, with the cursor to the next one where there is one."""
    shown = found[:limit]
    more = len(found) > limit
    return Listed([view(item) for item in shown], str(cursor(shown[-1])) if more else None)
