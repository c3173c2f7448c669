"""What the command says of a month's statements, and when it does not add up."""

from collections import Counter

import pytest

from foodmarket.domain.kernel.language import Language
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.entrypoints.cli.statements import Written, show
from foodmarket.entrypoints.cli.talk import speaking

RUB = Currency("RUB")


@pytest.mark.parametrize(
    ("closing", "wrong", "adds_up"),
    [(500, [], True), (499, [], False), (500, ["cok_1-RUB.csv"], False)],
)
def test_only_what_adds_up_to_the_book_is_called_sound(
    closing: int,
    wrong: list[str],
    capsys: pytest.CaptureFixture[str],
    *,
    adds_up: bool,
) -> None:
    one = Counter({RUB: 1})
    written = Written(files=one, lines=one, closing=Counter({RUB: closing}), wrong=wrong)
    assert show(speaking(Language.EN), written, [Money(500, RUB)]) is adds_up
    said = capsys.readouterr().out
    assert ("but 5.00" in said) is (closing != 500)
    assert all(name in said for name in wrong)
