"""Stripe in the matrix of faults."""

from collections.abc import AsyncIterator

import pytest

from tests.integration.rails.matrix import FaultMatrix, Trade, trading
from tests.integration.rails.serving import serving
from tests.integration.stripe.scene import scene


@pytest.fixture
async def trade() -> AsyncIterator[Trade]:
    async with scene() as rail, trading(rail, serving) as opened:
        yield opened


class TestFaultMatrix(FaultMatrix):
    pass
