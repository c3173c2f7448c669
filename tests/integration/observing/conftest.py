"""A town in memory, behind an API that is watched."""

import logging
from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx
import pytest
from attrs import frozen

from foodmarket.adapters.memory import MemoryErrorReports
from foodmarket.adapters.prometheus import PrometheusMetrics
from foodmarket.adapters.system import AdjustableClock
from foodmarket.entrypoints.bootstrap import in_memory
from foodmarket.entrypoints.http import HttpSettings, create_app
from foodmarket.entrypoints.observing import Observers
from foodmarket.entrypoints.observing.reporting import Reporting
from foodmarket.entrypoints.observing.requests import ObservedApi
from tests.integration.http.conftest import NOON, Dinner, Town


@frozen(kw_only=True)
class Watched:
    """A dinner that can be ordered, and everything that is seen of it."""

    dinner: Dinner
    metrics: PrometheusMetrics
    errors: MemoryErrorReports

    @property
    def town(self) -> Town:
        return self.dinner.town

    @property
    def figures(self) -> str:
        return self.metrics.exposition().decode()


def requests_in(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """Return the facts of each request's line."""
    return [
        record.__dict__["facts"]
        for record in caplog.records
        if (record.name, record.levelno) == ("foodmarket.http", logging.INFO)
    ]


@pytest.fixture
async def watched() -> AsyncIterator[Watched]:
    async def look() -> Mapping[str, bool]:
        return {"postgres": True, "redis": True}

    clock, errors = AdjustableClock(NOON), MemoryErrorReports()
    metrics = PrometheusMetrics("api", "1.2.3")
    observers = Observers(metrics=metrics)
    market = in_memory(clock, observers=observers)
    app: Any = create_app(market, settings=HttpSettings(), ready=look)
    transport: Any = httpx.ASGITransport(ObservedApi(app, observers), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as http:
        town = Town(market, clock, http, {})
        cook, cook_id = await town.cook()
        customer = await town.customer()
        dish, slot = await town.dish(cook), await town.slot(cook)
        dinner = Dinner(
            town=town, cook=cook, cook_id=cook_id, customer=customer, dish=dish, slot=slot
        )
        reporting = Reporting(errors)
        logging.getLogger().addHandler(reporting)
        yield Watched(dinner=dinner, metrics=metrics, errors=errors)
        logging.getLogger().removeHandler(reporting)
