"""Deciding again on fresh facts, when somebody else was faster."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from foodmarket.domain.kernel.errors import StaleFacts

T = TypeVar("T")
TRIES = 8


async def on_fresh_facts(attempt: Callable[[], Awaitable[T]]) -> T:
    """Run a whole load-decide-save round again while it meets `StaleFacts`, a few times."""
    for _ in range(TRIES - 1):
        try:
            return await attempt()
        except StaleFacts:
            continue
    return await attempt()
