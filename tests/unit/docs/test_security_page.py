"""docs/security.md names tests that exist for each requirement, and leaves no numbered test out."""

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "security.md"
ROW = re.compile(r"^\| (\d+) \| .+ \| (.+) \|$", re.MULTILINE)
TEST = re.compile(r"`([\w/]+\.py)::(\w+)`")
NUMBERS = range(1, 45)


@cache
def rows() -> dict[int, str]:
    return {int(number): proof for number, proof in ROW.findall(PAGE.read_text("utf-8"))}


@cache
def functions(file: Path) -> frozenset[str]:
    return frozenset(re.findall(r"def (test_\w+)\(", file.read_text("utf-8")))


def numbered() -> set[tuple[int, str]]:
    """Return which requirements which files have tests for, by the names of both."""
    found = set()
    for file in (ROOT / "tests").rglob("test_*.py"):
        for name in {file.stem, *functions(file)}:
            for number in re.findall(r"(?:requirement|and)_(\d\d)_", f"{name}_"):
                found.add((int(number), file.relative_to(ROOT).as_posix()))
    return found


def test_every_requirement_has_a_row() -> None:
    assert list(rows()) == list(NUMBERS)


@pytest.mark.parametrize("number", NUMBERS)
def test_each_row_names_tests_that_exist_or_says_not_yet(number: int) -> None:
    proof = rows()[number]
    named = TEST.findall(proof)
    assert bool(named) != proof.startswith("not yet"), proof
    for file, function in named:
        assert function in functions(ROOT / file), f"{file} has no {function}"


def test_no_numbered_test_is_left_out() -> None:
    found = numbered()
    assert len(found) > 20
    left_out = {(number, file) for number, file in found if f"`{file}::" not in rows()[number]}
    assert not left_out, "name these files in docs/security.md"
