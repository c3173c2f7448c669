"""The machine's clocks and ids keep their ports' contracts."""

import pytest

from foodmarket.adapters.system import AdjustableClock, SystemClock, SystemIds
from foodmarket.ports import Clock
from foodmarket.ports.contracts.samples import NOW
from foodmarket.ports.contracts.tools import ClockSuite, IdsSuite


class TestSystemClock(ClockSuite):
    @pytest.fixture
    def clock(self) -> Clock:
        return SystemClock()


class TestRunningClock(ClockSuite):
    @pytest.fixture
    def clock(self) -> Clock:
        return AdjustableClock.running(NOW)


class TestSystemIds(IdsSuite):
    @pytest.fixture
    def ids(self) -> SystemIds:
        return SystemIds()
