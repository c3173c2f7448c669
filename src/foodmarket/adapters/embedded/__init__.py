"""PostgreSQL and Redis that live and die with this process, in a folder of the project."""

from foodmarket.adapters.embedded.errors import AlreadyRunning, CannotStart, EmbeddedError
from foodmarket.adapters.embedded.services import Addresses, EmbeddedServices, find_running

__all__ = [
    "Addresses",
    "AlreadyRunning",
    "CannotStart",
    "EmbeddedError",
    "EmbeddedServices",
    "find_running",
]
