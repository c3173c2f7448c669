"""The table from refusals to statuses, and reading what msgspec says."""

import pytest

from foodmarket.entrypoints.http.call import bad_field
from foodmarket.entrypoints.http.describing import (
    description_of,
    every_refusal,
    refusals_of,
)
from foodmarket.entrypoints.http.problems import status_of

OURS = [kind for kind in every_refusal() if kind.__module__.startswith("foodmarket.")]


def test_every_refusal_has_a_status() -> None:
    known = {*range(400, 406), 408, 409, 413, 421, 422, 429, 431, 500, 503}
    assert {kind.code for kind in OURS if status_of(kind) not in known} == set()


def test_no_two_refusals_share_a_code() -> None:
    codes = [kind.code for kind in OURS]
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize(
    ("message", "field", "problem"),
    [
        ("Expected `int`, got `str` - at `$.a.b`", "a.b", "wrong_type"),
        ("Expected `object`, got `array`", "body", "wrong_type"),
        ("Object contains unknown field `x`", "x", "unknown"),
        ("Object missing required field `x` - at `$.lines[0]`", "lines[0].x", "missing"),
        ("Invalid enum value 'mood' - at `$.reason`", "reason", "not_a_choice"),
        ("Expected `int` <= 100 - at `$.limit`", "limit", "out_of_bounds"),
        ("Invalid RFC3339 encoded datetime - at `$.start`", "start", "out_of_bounds"),
    ],
)
def test_a_field_is_named_by_its_path(message: str, field: str, problem: str) -> None:
    refused = bad_field(message)
    assert (refused.field, refused.problem) == (field, problem)
    assert refused.hint == message.partition(" - at ")[0].replace("`", "'")


def test_what_a_docstring_names_is_found_also_through_what_it_refuses_like() -> None:
    from foodmarket.domain.orders import HandOverOrder

    codes = {kind.code for kind in refusals_of(HandOverOrder)}
    assert {"too_many_wrong_codes", "wrong_delivery_code", "illegal_transition"} <= codes
    assert "Refuses" not in description_of(HandOverOrder)
    assert description_of(HandOverOrder).startswith("Hand a meal over")
