"""What is seen of a request: a line, a figure, a trace."""

import logging

import pytest

from tests.integration.observing.conftest import Watched, requests_in

HEADER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"
TRACE = HEADER.split("-")[1]


@pytest.fixture(autouse=True)
def _lines(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "foodmarket")


async def test_a_request_is_one_line_of_the_route_and_nothing_that_was_sent(
    watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    order = await watched.dinner.order()
    caplog.clear()
    answer = await watched.dinner.cook.get(f"/v1/orders/{order['id']}", secret="anna@example.org")
    assert answer.status_code == 200
    [line] = requests_in(caplog)
    assert line.pop("ms") > 0
    assert line == {
        "actor": "cook",
        "operation": "showOrder",
        "method": "GET",
        "route": "/v1/orders/{order_id}",
        "status": 200,
    }


async def test_who_is_not_known_is_nobody_and_an_address_that_is_not_known_has_no_name(
    watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.clear()
    assert (await watched.town.nobody.get("/anna@example.org")).status_code == 404
    [line] = requests_in(caplog)
    assert (line["actor"], line["route"], line["status"]) == ("nobody", "unknown", 404)
    assert "anna@example.org" not in watched.figures
    assert 'operation="unknown",status="404"' in watched.figures


async def test_a_trace_is_taken_over_and_answered(watched: Watched) -> None:
    answer = await watched.town.http.get("/v1/orders", headers={"traceparent": HEADER})
    assert answer.status_code == 401
    assert answer.json()["trace_id"] == TRACE
    told = answer.headers["traceparent"].split("-")
    assert told[1] == TRACE
    assert told[2] != HEADER.split("-")[2]


async def test_without_one_each_request_begins_a_trace(watched: Watched) -> None:
    answers = [await watched.town.nobody.get("/v1/menu") for _ in range(2)]
    first, second = (answer.headers["traceparent"].split("-")[1] for answer in answers)
    assert first != second


async def test_what_a_request_made_happen_is_of_its_trace(watched: Watched) -> None:
    body = await watched.dinner.body()
    headers = {"traceparent": HEADER}
    placed = await watched.dinner.customer.post("/v1/orders", body, **headers)
    assert placed.status_code == 201
    adapters = watched.town.market.adapters
    async with adapters.begin() as uow:
        envelopes = await uow.outbox.claim(
            adapters.clock.now(), adapters.clock.now() - adapters.clock.now(), 10
        )
    assert {envelope.trace.id for envelope in envelopes if envelope.trace} == {TRACE}
    assert len(envelopes) == 2


async def test_figures_tell_requests_by_operation_and_calls_by_outcome(watched: Watched) -> None:
    await watched.dinner.order()
    prefix = "foodmarket_http_request_duration_seconds_count"
    assert f'{prefix}{{operation="placeOrder",status="201"}} 1.0' in watched.figures
    prefix = "foodmarket_provider_call_duration_seconds_count"
    labels = 'operation="hold",outcome="authorised",provider="sandbox"'
    assert f"{prefix}{{{labels}}} 1.0" in watched.figures
    assert 'foodmarket_provider_available{provider="sandbox"} 1.0' in watched.figures
    assert 'foodmarket_build_info{process="api",version="1.2.3"} 1.0' in watched.figures


async def test_health_that_is_fine_is_not_worth_a_line(
    watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.clear()
    assert (await watched.town.nobody.get("/health/live")).status_code == 200
    assert requests_in(caplog) == []
