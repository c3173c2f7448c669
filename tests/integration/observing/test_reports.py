"""Errors are told without anything that people typed, and refusals are not told at all."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import attrs
import pytest

from foodmarket.adapters.system import CarryingTracer
from foodmarket.entrypoints.config import Settings
from foodmarket.entrypoints.observing.opening import observing
from tests.integration.observing.collectors import Collector, collecting
from tests.integration.observing.conftest import Watched

CARD, PHONE = "4242424242424242", "+79271234567"
TOKEN, EMAIL = "kJ3vX9_qWmZ-7pLr2TnYc5BhGd8sFa1E", "anna.canary@example.org"
STREET, PASSWORD = "ул. Канареечная, 7", "canaries sing at dawn"
CANARIES = (CARD, PHONE, TOKEN, EMAIL, STREET, PASSWORD, "Канареечная")


@asynccontextmanager
async def told_to_sentry() -> AsyncIterator[Collector]:
    settings = Settings()
    with collecting() as collector:
        errors = attrs.evolve(settings.errors, dsn=collector.dsn, environment="test")
        async with observing(attrs.evolve(settings, errors=errors), "api", 0):
            yield collector


async def test_an_error_nobody_foresaw_is_told_with_its_trace_and_its_route(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_given: object, **_named: object) -> None:
        raise ZeroDivisionError(EMAIL)

    monkeypatch.setattr(type(watched.town.market.browse_menu), "__call__", broken)
    answer = await watched.town.nobody.get("/v1/menu")
    assert answer.status_code == 500
    [told] = watched.errors.told
    assert isinstance(told.error, ZeroDivisionError)
    assert told.trace_id == answer.json()["trace_id"]
    assert told.during == "foodmarket.entrypoints.http.problems broke /v1/menu"


async def test_a_refusal_is_an_answer_and_no_error(watched: Watched) -> None:
    assert (await watched.town.nobody.get("/v1/orders")).status_code == 401
    assert watched.errors.told == []


async def test_a_report_holds_kinds_and_places_and_no_words(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Canaries in the error's words, in its cause, in locals, in headers, in the body."""

    async def broken(*given: object, **named: object) -> None:
        card, phone, token = CARD, PHONE, f"Bearer {TOKEN}"
        words = f"{token} of {EMAIL} at {STREET}: {given} {named}"
        raise ValueError(words) from KeyError(card, phone)

    monkeypatch.setattr(type(watched.town.market.place_order), "__call__", broken)
    async with told_to_sentry() as sentry:
        body = await watched.dinner.body()
        body["address"] |= {"street": STREET, "phone": PHONE, "details": "Canary"}
        answer = await watched.dinner.customer.post(
            "/v1/orders", body, cookie=f"s={TOKEN}", referer=f"https://x.example/?e={EMAIL}"
        )
        assert answer.status_code == 500
    [event] = sentry.events
    assert [canary for canary in CANARIES if canary in sentry.text] == []
    assert [canary for canary in CANARIES if json.dumps(canary)[1:-1] in sentry.text] == []
    kinds = [error["type"] for error in event["exception"]["values"]]
    assert kinds == ["KeyError", "ValueError"]
    frames = event["exception"]["values"][-1]["stacktrace"]["frames"]
    assert frames[-1]["function"] == "broken"
    assert {name for frame in frames for name in frame} == {
        *("filename", "function", "module", "lineno", "in_app"),
    }
    assert event["release"].startswith("foodmarket@")
    assert event["environment"] == "test"
    assert event["contexts"]["trace"]["trace_id"] == answer.json()["trace_id"]
    assert set(event) <= {
        *("event_id", "timestamp", "level", "platform", "release", "environment", "sdk"),
        *("tags", "contexts", "exception"),
    }


async def test_an_error_that_asyncio_found_is_told_too() -> None:
    async with told_to_sentry() as sentry:
        with CarryingTracer().span("work"):
            asyncio.get_running_loop().call_exception_handler(
                {"message": f"{EMAIL} was never awaited", "exception": ValueError(EMAIL)}
            )
    [event] = sentry.events
    assert event["tags"]["during"] == "asyncio"
    assert EMAIL not in sentry.text


async def test_a_sentry_that_is_away_holds_nobody_up() -> None:
    settings = Settings()
    with collecting() as gone:
        dsn = gone.dsn
    settings = attrs.evolve(settings, errors=attrs.evolve(settings.errors, dsn=dsn))
    async with asyncio.timeout(5), observing(settings, "api", 0):
        asyncio.get_running_loop().call_exception_handler({"exception": ValueError("x")})
