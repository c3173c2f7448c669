"""Requirement 36: no debug pages, no public metrics."""

import pytest

from foodmarket.entrypoints.config import load
from foodmarket.entrypoints.config.settings import MetricsSettings
from tests.integration.http.conftest import problem
from tests.integration.observing.conftest import Watched

DOORS = (
    "metrics",
    "debug",
    "_debug",
    "console",
    "admin",
    "server-status",
    "actuator",
    "env",
    ".env",
)


async def test_requirement_36_the_api_has_no_address_for_metrics_or_for_debugging(
    watched: Watched,
) -> None:
    for door in DOORS:
        for path in (f"/{door}", f"/{door}/", f"/v1/{door}"):
            answer = await watched.town.nobody.get(path)
            assert answer.status_code == 404, path
            assert "foodmarket_" not in answer.text


async def test_requirement_36_an_error_shows_nothing_of_the_program(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_given: object, **_named: object) -> None:
        raise RuntimeError("the program's own business")

    monkeypatch.setattr(type(watched.town.market.browse_menu), "__call__", broken)
    answer = await watched.town.nobody.get("/v1/menu", debug="true")
    problem(answer, 500, "unexpected")
    for sign in ("RuntimeError", "business", "Traceback", ".py", "line "):
        assert sign not in answer.text


def test_requirement_36_metrics_are_served_on_loopback_unless_told_otherwise() -> None:
    assert MetricsSettings().host == "127.0.0.1"
    assert not load(None, {}).settings.metrics.on_network
