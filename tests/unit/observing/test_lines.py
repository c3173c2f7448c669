"""Log lines tell what happened, and of an error nothing that somebody might have typed."""

import json
import logging
from collections.abc import Callable

import asyncpg
import attrs
import pytest

from foodmarket.adapters.system import CarryingTracer
from foodmarket.domain.accounts.errors import EmailTaken
from foodmarket.domain.kernel.errors import StoreUnavailable
from foodmarket.entrypoints.config import LogFormat, Mode, Settings
from foodmarket.entrypoints.logs import JsonLines, TextLines
from foodmarket.entrypoints.observing.telling import scrubbed, told

CANARIES = (
    "4242424242424242",
    "4242 4242 4242 4242",
    "+7 927 123-45-67",
    "anna.canary@example.org",
    "Bearer abc.def",
    "sk_live_51H8xkZ2eZvKYlo2C",
    "kJ3vX9_qWmZ-7pLr2TnYc5BhGd8sFa1EoUi6",
)


def line(fail: Callable[[], None], logger: str = "foodmarket.http") -> dict[str, object]:
    try:
        fail()
    except Exception as error:
        record = logging.getLogger(logger).makeRecord(
            *(logger, logging.ERROR, __file__, 1, "broke", ()),
            exc_info=(type(error), error, error.__traceback__),
            extra={"facts": {"route": "/v1/orders"}},
        )
    return dict(json.loads(JsonLines().format(record)))


def test_a_line_tells_kind_and_place_of_an_error_and_none_of_its_words() -> None:
    secret = " ".join(CANARIES)

    def fail() -> None:
        raise ValueError(f"can't read {secret}")

    found = line(fail)
    assert found["error"] == "ValueError"
    assert found["route"] == "/v1/orders"
    assert str(found["places"]).endswith(" fail']")
    assert not [canary for canary in CANARIES if canary in json.dumps(found)]


def test_others_may_not_quote_either() -> None:
    """asyncio and taskiq put an error into the sentence itself."""

    def fail() -> None:
        raise ValueError(CANARIES[0])

    try:
        fail()
    except ValueError as error:
        record = logging.makeLogRecord(
            {
                "name": "asyncio",
                "levelname": "ERROR",
                "msg": f"Task exception was never retrieved\nfuture: <Task exception={error!r}>",
                "exc_info": (type(error), error, error.__traceback__),
            }
        )
    found = json.loads(JsonLines().format(record))
    assert found["message"] == "Task exception was never retrieved"
    assert CANARIES[0] not in json.dumps(found)


def test_what_a_program_of_ours_named_is_told() -> None:
    quoting = "Key (email)=(anna.canary@example.org) already exists."
    broken = asyncpg.PostgresError.new(
        {"C": "23505", "n": "accounts_email", "M": "duplicate key", "D": quoting}
    )
    assert quoting in str(broken)
    assert told(broken) == "UniqueViolationError 23505 accounts_email"
    assert told(StoreUnavailable(store="redis")) == "store_unavailable(store=redis)"
    assert told(ConnectionRefusedError(111, "refused")) == "ConnectionRefusedError 111"
    assert told(ExceptionGroup("two", [ValueError("x"), KeyError("y")])) == "ValueError; KeyError"


def test_a_refusal_is_told_by_its_code_without_its_data() -> None:
    assert told(EmailTaken()) == "email_taken"


def test_the_cause_is_told_too() -> None:
    def fail() -> None:
        raise StoreUnavailable(store="postgresql") from ConnectionResetError(104, "reset")

    expected = "store_unavailable(store=postgresql) from ConnectionResetError 104"
    assert line(fail)["error"] == expected


@pytest.mark.parametrize("canary", CANARIES)
def test_a_sentence_of_others_is_scrubbed(canary: str) -> None:
    said = scrubbed(f"could not handle {canary}, sorry")
    assert canary not in said
    assert said.startswith("could not handle")


def test_a_line_names_the_trace_it_belongs_to() -> None:
    record = logging.makeLogRecord({"name": "foodmarket.http", "msg": "request"})
    with CarryingTracer().span("request") as span:
        assert json.loads(JsonLines().format(record))["trace_id"] == span.trace.id
    assert "trace_id" not in json.loads(JsonLines().format(record))


def test_lines_are_for_people_in_development_and_for_machines_in_production() -> None:
    settings = Settings()
    assert settings.log_format is LogFormat.TEXT
    assert attrs.evolve(settings, mode=Mode.PRODUCTION).log_format is LogFormat.JSON
    record = logging.makeLogRecord(
        {"name": "foodmarket.http", "msg": "request", "facts": {"status": 200}}
    )
    assert TextLines().format(record).endswith("foodmarket.http: request status=200")
