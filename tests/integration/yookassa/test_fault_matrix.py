"""YooKassa in the matrix of faults, plain and in safe deals."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.integration.rails.matrix import FaultMatrix, Trade, trading
from tests.integration.rails.serving import serving
from tests.integration.yookassa.conftest import DEAL
from tests.integration.yookassa.scene import scene

MODES: dict[str, dict[str, Any]] = {
    "plain": {},
    "safe_deal": {"safe_deal": DEAL, "payout_gateway": None},
}


@pytest.fixture(params=MODES)
async def trade(request: pytest.FixtureRequest) -> AsyncIterator[Trade]:
    async with scene(**MODES[request.param]) as rail, trading(rail, serving) as opened:
        yield opened


class TestFaultMatrix(FaultMatrix):
    pass
