"""The published document, in both versions, and what clients build upon."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from foodmarket.entrypoints.cli.openapi import present
from foodmarket.entrypoints.http.openapi import downgraded
from foodmarket.entrypoints.http.surface import breaking, may_break, read_surface, surface_of

RECORDED = Path(__file__).parents[3] / "docs" / "api" / "surface.txt"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return present()


@pytest.mark.parametrize(
    ("newer", "older"),
    [
        ({"oneOf": [{"type": "string"}, {"type": "null"}]}, {"type": "string", "nullable": True}),
        (
            {"oneOf": [{"$ref": "#/a"}, {"type": "null"}]},
            {"allOf": [{"$ref": "#/a"}], "nullable": True},
        ),
        (
            {"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]},
            {"anyOf": [{"type": "string"}, {"type": "integer"}], "nullable": True},
        ),
        ({"type": ["integer", "null"]}, {"type": "integer", "nullable": True}),
        (
            {"type": ["integer", "string"]},
            {"anyOf": [{"type": "integer"}, {"type": "string"}]},
        ),
        ({"type": "string", "examples": ["a", "b"]}, {"type": "string", "example": "a"}),
        ({"$ref": "#/a", "title": "A"}, {"allOf": [{"$ref": "#/a"}], "title": "A"}),
        ({"const": "a"}, {"enum": ["a"]}),
    ],
)
def test_what_is_new_is_said_in_the_older_words(
    newer: dict[str, Any], older: dict[str, Any]
) -> None:
    assert downgraded({"info": {}, "schema": newer})["schema"] == older


def test_what_clients_build_upon_is_as_recorded(document: dict[str, Any]) -> None:
    """`make api` records it, and refuses to where clients would break."""
    recorded = read_surface(RECORDED.read_text())
    assert breaking(recorded, surface_of(document)) == [], "take it back, or move the version"
    assert str(surface_of(document)) == str(recorded), "make api records what is new"


def test_what_was_written_is_read_back(document: dict[str, Any]) -> None:
    surface = surface_of(document)
    assert len(surface.promises) > 500
    assert read_surface(str(surface)) == surface


def changed(document: dict[str, Any], *steps: str) -> tuple[dict[str, Any], Any]:
    """Copy what lies on the way to a part, and the part; the rest is shared: it is large."""
    after = part = dict(document)
    for step in steps[:-1]:
        part[step] = part = dict(part[step])
    part[steps[-1]] = found = deepcopy(part[steps[-1]])
    return after, found


def breaks(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return breaking(surface_of(before), surface_of(after))


def test_nothing_breaks_where_nothing_changes(document: dict[str, Any]) -> None:
    assert breaks(document, document) == []


def test_a_lost_operation_breaks(document: dict[str, Any]) -> None:
    after, paths = changed(document, "paths")
    del paths["/v1/menu"]
    assert "browseMenu is gone" in breaks(document, after)


def test_a_moved_operation_breaks(document: dict[str, Any]) -> None:
    after, paths = changed(document, "paths")
    paths["/v1/food"] = paths.pop("/v1/menu")
    assert breaks(document, after) == ["browseMenu was GET /v1/menu and is GET /v1/food"]


def test_an_answer_that_loses_a_member_breaks(document: dict[str, Any]) -> None:
    after, members = changed(document, "components", "schemas", "OrderView", "properties")
    del members["bill"]
    assert breaks(document, after) == ["OrderView.bill is gone"]


def test_an_answer_that_may_lack_a_member_breaks(document: dict[str, Any]) -> None:
    after, schema = changed(document, "components", "schemas", "OrderView")
    schema["required"].remove("bill")
    assert breaks(document, after) == ["OrderView.bill is not always there any more"]


def test_an_answer_that_promised_nothing_may_promise_something(document: dict[str, Any]) -> None:
    before, members = changed(document, "components", "schemas", "OrderView", "properties")
    members["bill"] = {}
    assert breaks(before, document) == []
    assert breaks(document, before) == ["OrderView.bill was BillView and is any"]


def test_an_answer_that_gains_a_member_breaks_nobody(document: dict[str, Any]) -> None:
    after, members = changed(document, "components", "schemas", "OrderView", "properties")
    members["weather"] = {"type": "string"}
    assert breaks(document, after) == []


def test_a_request_that_needs_more_breaks(document: dict[str, Any]) -> None:
    after, schema = changed(document, "components", "schemas", "Credentials")
    schema["properties"]["captcha"] = {"type": "string"}
    assert breaks(document, after) == []
    schema["required"].append("captcha")
    assert breaks(document, after) == ["Credentials.captcha is now required"]


def test_a_request_that_may_no_longer_hold_a_member_breaks(document: dict[str, Any]) -> None:
    after, members = changed(document, "components", "schemas", "AddressBody", "properties")
    del members["details"]
    assert breaks(document, after) == ["AddressBody.details is gone"]


def test_a_choice_that_is_taken_no_more_breaks(document: dict[str, Any]) -> None:
    after, schema = changed(document, "components", "schemas", "RejectionReason")
    lost = schema["enum"].pop()
    [broken] = breaks(document, after)
    assert broken.startswith("RejectionReason was")
    assert lost in broken
    schema["enum"] += [lost, "tired"]
    assert breaks(document, after) == []


@pytest.mark.parametrize(
    ("before", "after", "may"),
    [
        ("0.1.0", "0.1.9", False),
        ("0.1.9", "0.2.0", True),
        ("1.2.0", "1.3.0", False),
        ("1.2.0", "2.0.0", True),
    ],
)
def test_versions_that_may_break_clients(before: str, after: str, *, may: bool) -> None:
    assert may_break(before, after) is may
