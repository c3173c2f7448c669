"""Trace ids as W3C Trace Context writes them, and how they are handed on."""

import re

import pytest

from foodmarket.adapters.system import CarryingTracer
from foodmarket.ports.tracer import CURRENT, Trace

HEADER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def test_a_header_is_read_and_written_again() -> None:
    trace = Trace.read(HEADER)
    assert trace == Trace("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", sampled=True)
    assert str(trace) == HEADER


def test_a_later_version_may_say_more() -> None:
    assert Trace.read(HEADER.replace("00-", "cc-", 1) + "-more") is not None


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "anna@example.org",
        HEADER.upper(),
        HEADER + "-more",
        HEADER.replace("00-", "ff-", 1),
        "00-" + "0" * 32 + "-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-" + "0" * 16 + "-01",
        HEADER.replace("00-", "cc-", 1) + "-" + "x" * 500,
    ],
)
def test_anything_else_begins_a_new_trace(header: str | None) -> None:
    assert Trace.read(header) is None


def test_a_span_belongs_to_what_is_open_around_it() -> None:
    tracer = CarryingTracer()
    with tracer.span("outer") as outer:
        assert CURRENT.get() == outer.trace
        with tracer.span("inner") as inner:
            assert inner.trace.id == outer.trace.id
            assert inner.trace.span != outer.trace.span
        assert CURRENT.get() == outer.trace
    assert CURRENT.get() is None
    assert re.fullmatch("[0-9a-f]{32}", outer.trace.id)


def test_a_span_goes_on_with_the_trace_of_its_parent() -> None:
    parent = Trace.read(HEADER)
    with CarryingTracer().span("event", parent=parent) as span:
        assert parent is not None
        assert (span.trace.id, span.trace.sampled) == (parent.id, True)
        assert span.trace.span != parent.span
