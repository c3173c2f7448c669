"""PostgreSQL and Redis that live and die with this process, in a folder of the project."""

from foodmarket.adapters.embedded.errors import AlreadyRunning, CannotStart, EmbeddedError
from foodmarket.adapters.embedded.services import EmbeddedServices

__all__ = ["AlreadyRunning", "CannotStart", "EmbeddedError", "EmbeddedServices"]
