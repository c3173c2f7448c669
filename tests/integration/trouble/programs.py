"""Waiting for what other processes do."""

import socket
from collections.abc import Awaitable, Callable

from foodmarket.entrypoints.simulation.ordeal import programs

LONGEST_WAIT = 25.0  # seconds
LOOK = 0.02


async def until(condition: Callable[[], Awaitable[object]], seconds: float = LONGEST_WAIT) -> None:
    """Return once the condition holds. Raises `NotReady` with its name."""
    await programs.until(condition, seconds, f"not so: {condition}", LOOK)


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
