"""The town of the HTTP tests, for whoever tries to get in."""

from tests.integration.http.conftest import dinner, town
from tests.integration.observing.conftest import watched

__all__ = ["dinner", "town", "watched"]
