"""One trace from the request through verb, database and provider, over the outbox to the worker."""

from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import attrs
import httpx
import pytest
from attrs import frozen
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from foodmarket.adapters.opentelemetry import OpenTelemetryTracer
from foodmarket.domain.kernel.money import Currency
from foodmarket.entrypoints.cli.city import PASSWORD
from foodmarket.entrypoints.config import Settings
from foodmarket.entrypoints.http import HttpSettings, create_app
from foodmarket.entrypoints.observing import Observers
from foodmarket.entrypoints.observing.opening import observing
from foodmarket.entrypoints.observing.requests import ObservedApi
from foodmarket.entrypoints.observing.usecases import seen
from foodmarket.ports.tracer import Kind, Trace
from tests.integration.observing.collectors import collecting
from tests.integration.worker.conftest import Town, eventually, town

STREET, PHONE, DETAILS = "Canary Row 7", "+79271234567", "ring twice for the canary"
TRACE = Trace("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7")


@frozen
class Traced:
    town: Town
    http: httpx.AsyncClient
    exporter: InMemorySpanExporter

    @property
    def spans(self) -> Sequence[ReadableSpan]:
        return self.exporter.get_finished_spans()

    async def order(self) -> dict[str, Any]:
        """Place an order over HTTP, under a trace of the caller's."""
        customer, cook = self.town.city.customers[0], self.town.city.cooks[0]
        who = {"email": customer.email, "password": PASSWORD}
        token = (await self.http.post("/v1/sessions", json=who)).json()["token"]
        self.exporter.clear()
        body = {
            "slot_id": cook.slots[-1].id,
            "lines": [{"dish_id": cook.dishes[0].id, "quantity": 1}],
            "address": {"city": "Riga", "street": STREET, "phone": PHONE, "details": DETAILS},
            "payment_method_id": self.town.card("sandbox_ok").id,
        }
        headers = {
            "authorization": f"Bearer {token}",
            "idempotency-key": "one",
            "traceparent": str(TRACE),
        }
        placed = await self.http.post("/v1/orders", json=body, headers=headers)
        assert placed.status_code == 201, placed.text
        return dict(placed.json())


@pytest.fixture
async def recorded(migrated_url: str, redis_url: str, tmp_path: Path) -> AsyncIterator[Traced]:
    exporter = InMemorySpanExporter()
    tracer = OpenTelemetryTracer(SimpleSpanProcessor(exporter), service="test", version="1")
    observers = Observers(tracer=tracer)
    async with town(migrated_url, redis_url, tmp_path / "data", observers) as settled:
        market = seen(settled.market, tracer)
        app: Any = create_app(market, settings=HttpSettings(), ready=settled.parts.ready)
        transport: Any = httpx.ASGITransport(ObservedApi(app, observers))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as http:
            yield Traced(settled, http, exporter)


async def test_one_trace_leads_from_the_request_to_the_worker(recorded: Traced) -> None:
    await recorded.order()

    async def all_sent() -> bool:
        return await recorded.town.unsent() == 0

    async with recorded.town.working():
        await eventually(partial(all_sent))
    ours = [span for span in recorded.spans if _trace_of(span) == TRACE.id]
    by_name = defaultdict(list)
    for span in ours:
        by_name[span.name].append(span)
    [request], [verb] = by_name["POST /v1/orders"], by_name["place_order"]
    [hold] = by_name["sandbox hold"]
    assert _parent_of(request) == TRACE.span
    assert _parent_of(verb) == _id_of(request)
    assert _parent_of(hold) == _id_of(verb)
    assert (request.kind, hold.kind) == (SpanKind.SERVER, SpanKind.CLIENT)
    statements = [span for span in ours if "db.query.text" in (span.attributes or {})]
    assert {_parent_of(span) for span in statements} >= {_id_of(verb)}
    events = [span for span in ours if span.kind is SpanKind.CONSUMER]
    assert {span.name for span in events} == {"event order.placed", "event order.authorised"}
    assert {_parent_of(span) for span in events} == {_id_of(verb)}
    handled = {_id_of(span) for span in events}
    assert handled <= {_parent_of(span) for span in statements}


async def test_what_is_streamed_to_a_cook_has_a_span_for_its_cursor(recorded: Traced) -> None:
    write = recorded.town.market.write_statement
    cook, now = recorded.town.city.cooks[0].actor, recorded.town.clock.now()
    with recorded.town.observers.tracer.span("statement", Kind.SERVER):
        _, lines = await write(cook, Currency("RUB"), now - timedelta(days=1), now)
        before = len(recorded.spans)
        assert [line async for line in lines] == []
    texts = [str((it.attributes or {})["db.query.text"]) for it in recorded.spans[before:-1]]
    assert len([text for text in texts if "ledger_postings" in text]) == 1


async def test_nothing_that_people_typed_is_in_a_span(recorded: Traced) -> None:
    order = await recorded.order()
    told = "\n".join(span.to_json() for span in recorded.spans)
    assert "INSERT INTO orders" in told
    token_and_code = (str(order["delivery_code"]), PASSWORD, recorded.town.city.customers[0].email)
    for canary in (STREET, PHONE, DETAILS, "sandbox_ok", *token_and_code):
        assert canary not in told


async def test_an_error_is_noted_by_its_kind_alone(recorded: Traced) -> None:
    tracer = recorded.town.observers.tracer
    with pytest.raises(ValueError, match="Canary"), tracer.span("work", Kind.CONSUMER):
        raise ValueError(STREET)
    [span] = [span for span in recorded.spans if span.name == "work"]
    assert (span.status.status_code, span.status.description) == (StatusCode.ERROR, "ValueError")
    assert STREET not in span.to_json()


async def test_a_collector_on_the_network_gets_the_spans() -> None:
    settings = Settings()
    with collecting() as collector:
        tracing = attrs.evolve(settings.tracing, endpoint=collector.url)
        async with observing(attrs.evolve(settings, tracing=tracing), "worker", 0) as observers:
            with observers.tracer.span("event order.placed", Kind.CONSUMER, parent=TRACE):
                pass
    [span] = collector.spans
    assert (span.name, span.trace_id.hex()) == ("event order.placed", TRACE.id)
    assert span.parent_span_id.hex() == TRACE.span


async def test_a_caller_does_not_decide_what_is_recorded() -> None:
    exporter = InMemorySpanExporter()
    tracer = OpenTelemetryTracer(
        SimpleSpanProcessor(exporter), service="test", version="1", ratio=0.0
    )
    with tracer.span("request", Kind.SERVER, parent=attrs.evolve(TRACE, sampled=True)) as span:
        assert not span.trace.sampled
        tracer.over("SELECT", 0.1)
    assert exporter.get_finished_spans() == ()


def _trace_of(span: ReadableSpan) -> str:
    assert span.context is not None
    return f"{span.context.trace_id:032x}"


def _id_of(span: ReadableSpan) -> str:
    assert span.context is not None
    return f"{span.context.span_id:016x}"


def _parent_of(span: ReadableSpan) -> str | None:
    return None if span.parent is None else f"{span.parent.span_id:016x}"
