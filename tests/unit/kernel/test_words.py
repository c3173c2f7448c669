"""Identifiers, windows, texts, refusals and fresh facts."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foodmarket.domain.catalogue.errors import OutOfPortions
from foodmarket.domain.catalogue.model import DishId
from foodmarket.domain.kernel.errors import Conflict, KeyTaken, StaleFacts
from foodmarket.domain.kernel.ids import MalformedId
from foodmarket.domain.kernel.language import Bilingual, EmptyText, Language
from foodmarket.domain.kernel.retry import TRIES, on_fresh_facts
from foodmarket.domain.kernel.time import EmptyWindow, NotUtc, Window, require_utc
from foodmarket.domain.orders.errors import IllegalTransition
from foodmarket.domain.orders.model import OrderId

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
numbers = st.integers(0, 2**128 - 1)


@given(numbers)
def test_an_id_reads_back_as_itself(number: int) -> None:
    made = OrderId.of(number)
    assert OrderId.parse(str(made)) == made
    assert type(OrderId.parse(str(made))) is OrderId


@given(numbers, numbers)
def test_ids_sort_as_their_numbers_do(left: int, right: int) -> None:
    assert (OrderId.of(left) < OrderId.of(right)) is (left < right)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ord_",
        "ord",
        str(DishId.of(1)),
        str(OrderId.of(1)).upper(),
        str(OrderId.of(1))[:-1],
        str(OrderId.of(1)) + "0",
        str(OrderId.of(1))[:-1] + "u",
        str(OrderId.of(1))[:-1] + "\n",
    ],
)
def test_a_text_that_is_no_id_of_the_kind_is_refused(text: str) -> None:
    with pytest.raises(MalformedId) as refused:
        OrderId.parse(text)
    assert refused.value.expected == "ord"


def test_a_refused_id_is_not_repeated_at_length() -> None:
    with pytest.raises(MalformedId) as refused:
        OrderId.parse("x" * 10_000)
    assert len(refused.value.text) == 64


def test_a_window_holds_its_start_and_not_its_end() -> None:
    window = Window(NINE, NINE + HOUR)
    assert NINE in window
    assert NINE + HOUR not in window
    assert NINE - timedelta(microseconds=1) not in window


@pytest.mark.parametrize(
    ("start", "end", "shared"), [(-1, 0, False), (-1, 1, True), (1, 2, False), (0, 1, True)]
)
def test_windows_overlap_where_they_share_an_instant(start: int, end: int, *, shared: bool) -> None:
    window = Window(NINE, NINE + HOUR)
    other = Window(NINE + start * HOUR, NINE + end * HOUR)
    assert window.overlaps(other) is shared
    assert other.overlaps(window) is shared


@pytest.mark.parametrize("end", [NINE, NINE - HOUR])
def test_a_window_must_last(end: datetime) -> None:
    with pytest.raises(EmptyWindow):
        Window(NINE, end)


@pytest.mark.parametrize(
    "instant", [NINE.replace(tzinfo=None), NINE.astimezone(timezone(timedelta(hours=3)))]
)
def test_an_instant_must_be_in_utc(instant: datetime) -> None:
    with pytest.raises(NotUtc):
        require_utc(instant)
    with pytest.raises(NotUtc):
        Window(instant, NINE + 9 * HOUR)


def test_a_text_is_shown_in_the_language_asked_for_or_in_the_other() -> None:
    both = Bilingual(" Борщ ", "Borscht")
    assert (both.in_(Language.RU), both.in_(Language.EN)) == ("Борщ", "Borscht")
    assert Bilingual(ru="Борщ").in_(Language.EN) == "Борщ"
    assert Bilingual(en="Borscht").in_(Language.RU) == "Borscht"


@pytest.mark.parametrize(("ru", "en"), [("", ""), (" ", "\n")])
def test_a_text_without_words_is_refused(ru: str, en: str) -> None:
    with pytest.raises(EmptyText):
        Bilingual(ru, en)


def test_a_refusal_names_itself_and_carries_its_facts() -> None:
    refusal = OutOfPortions(dish_id=None, asked=3, left=1)
    assert refusal.code == "out_of_portions"
    assert refusal.data() == {"dish_id": None, "asked": 3, "left": 1}
    assert str(refusal) == "out_of_portions(dish_id=None, asked=3, left=1)"
    assert isinstance(refusal, Conflict)
    assert IllegalTransition.code == "illegal_transition"
    assert StaleFacts().data() == {}


async def test_stale_facts_are_decided_on_again_until_they_are_fresh() -> None:
    left = [StaleFacts(), StaleFacts()]

    async def attempt() -> str:
        if left:
            raise left.pop()
        return "saved"

    assert await on_fresh_facts(attempt) == "saved"


async def test_facts_that_stay_stale_are_given_up_on_after_a_few_tries() -> None:
    tries = 0

    async def attempt() -> str:
        nonlocal tries
        tries += 1
        raise StaleFacts

    with pytest.raises(StaleFacts):
        await on_fresh_facts(attempt)
    assert tries == TRIES


async def test_other_refusals_are_not_tried_again() -> None:
    tries = 0

    async def attempt() -> str:
        nonlocal tries
        tries += 1
        raise KeyTaken

    with pytest.raises(KeyTaken):
        await on_fresh_facts(attempt)
    assert tries == 1
