"""A town for the tests of use cases, and how far those with made-up values look."""

import pytest
from hypothesis import settings

from tests.unit.orders.town import Town
from tests.unit.searching import examples

settings.register_profile("unit", settings.default, max_examples=examples(100))
settings.load_profile("unit")


@pytest.fixture
async def town() -> Town:
    """A marketplace in memory, ready for an order."""
    return await Town.open()
