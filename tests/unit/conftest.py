"""A town for the tests of use cases."""

import pytest

from tests.unit.orders.town import Town


@pytest.fixture
async def town() -> Town:
    """A marketplace in memory, ready for an order."""
    return await Town.open()
