"""The rail in plain mode, and in a Safe Deal."""

from collections.abc import AsyncIterator

import pytest

from foodmarket.adapters.yookassa import SafeDeal
from foodmarket.domain.kernel.money import BasisPoints
from tests.integration.yookassa.scene import Scene, scene

DEAL = SafeDeal(platform_share=BasisPoints(1000))


@pytest.fixture
async def plain() -> AsyncIterator[Scene]:
    async with scene() as opened:
        yield opened


@pytest.fixture
async def deals() -> AsyncIterator[Scene]:
    async with scene(safe_deal=DEAL, payout_gateway=None) as opened:
        yield opened
