"""The languages that people read, and texts that people write in them."""

from enum import StrEnum

from attrs import field, frozen

from foodmarket.domain.kernel.errors import Invalid


class Language(StrEnum):
    """A language of the marketplace (BCP 47 primary subtag)."""

    RU = "ru"
    EN = "en"


def _stripped(text: str) -> str:
    return text.strip()


class EmptyText(Invalid):
    """A text has words in neither language."""


@frozen
class Bilingual:
    """A text written by a person in Russian, in English, or both; never in neither."""

    ru: str = field(default="", converter=_stripped)
    en: str = field(default="", converter=_stripped)

    def __attrs_post_init__(self) -> None:
        if not (self.ru or self.en):
            raise EmptyText

    def in_(self, language: Language) -> str:
        """Return the text in that language, or in the other one where it was not written."""
        return (self.ru or self.en) if language is Language.RU else (self.en or self.ru)
