"""What is told of a book whose history was edited."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from attrs import evolve, frozen

from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.ledger.model import ChainedEntry
from foodmarket.entrypoints.auditing import MOST_VIOLATIONS, STRIDE, verify_chain
from tests.unit.ledger.test_decisions import chained, entry


@frozen
class Book:
    """The part of a unit of work that the audit reads."""

    links: Sequence[ChainedEntry]

    @property
    def ledger(self) -> "Book":
        return self

    async def chained(self) -> AsyncIterator[ChainedEntry]:
        for link in self.links:
            yield link


def reading(links: Sequence[ChainedEntry]) -> Any:
    @asynccontextmanager
    async def begin() -> AsyncIterator[Any]:
        yield Book(links)

    return begin


async def violations(links: Sequence[ChainedEntry]) -> list[str]:
    return list((await verify_chain(reading(links))).violations)


LINKS = chained(entry("a"), entry("b"), entry("c"))


async def test_an_unedited_book_is_sound() -> None:
    assert await violations(LINKS) == []


async def test_an_edited_entry_breaks_its_link() -> None:
    edited = evolve(LINKS[1], entry=evolve(LINKS[1].entry, order_id=Id("ord_x")))
    assert await violations([LINKS[0], edited, LINKS[2]]) == ["b: does not match its link 2"]


@pytest.mark.parametrize("gone", [0, 1])
async def test_an_entry_that_was_taken_out_leaves_a_gap(gone: int) -> None:
    left = [*LINKS[:gone], *LINKS[gone + 1 :]]
    assert await violations(left) == [
        f"{left[gone].entry.key}: number {gone + 2} where {gone + 1} is due"
    ]


async def test_a_book_that_is_broken_everywhere_is_told_of_in_ten_sentences() -> None:
    alien = [evolve(link, digest="0" * 64) for link in LINKS * 5]
    assert len(await violations(alien)) == MOST_VIOLATIONS


async def test_progress_is_told_now_and_then_and_at_the_end() -> None:
    told: list[int] = []
    links = chained(*(entry(f"e{number}") for number in range(2 * STRIDE + 1)))
    finding = await verify_chain(reading(links), told.append)
    assert (told, finding.checked) == ([STRIDE, 2 * STRIDE, 2 * STRIDE + 1], 2 * STRIDE + 1)


async def test_a_renumbered_book_still_misses_what_was_taken_out() -> None:
    renumbered = [LINKS[0], evolve(LINKS[2], number=2)]
    assert await violations(renumbered) == ["c: does not match its link 2"]
