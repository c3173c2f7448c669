"""Accept-Language, as RFC 9110 weighs it."""

import pytest

from foodmarket.domain.kernel.language import Language
from foodmarket.entrypoints.http.language import preferred

RU, EN = Language.RU, Language.EN


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", EN),
        ("ru", RU),
        ("RU-ru", RU),
        ("en-GB,ru;q=0.9", EN),
        ("en;q=0.5, ru;q=0.6", RU),
        ("de, fr;q=0.9", EN),
        ("de, ru;q=0.1", RU),
        ("ru;q=0, *", EN),
        ("*", EN),
        ("ru;q=0", EN),
        ("ru;q=much, en;q=0.1", EN),
        ("ru, en", RU),
        ("ru;level=1", RU),
        (",;,ru", RU),
    ],
)
def test_the_best_language_that_we_speak(header: str, language: Language) -> None:
    assert preferred(header) is language
