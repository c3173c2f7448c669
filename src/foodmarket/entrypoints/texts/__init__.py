"""Every sentence that people read, in Russian and in English, from the Fluent files beside this.

Ids of messages: ``refusal-<code>`` with the attribute ``title``, ``entry-<kind>``,
``notice-<event name>``, and the vocabularies ``state-``, ``trigger-``, ``reason-``, ``role-``,
``field-``, ``hold-``, ``permit-``, ``hindrance-``, ``kept-``, ``difference-``, ``resolution-``,
``dispute-``, ``verb-``,
``discrepancy-``, ``against-``, ``explanation-``, ``conflict-``, ``problem-``, ``page-``.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files

from babel.dates import format_datetime
from babel.numbers import format_currency
from fluent.runtime import FluentBundle, FluentResource

from foodmarket.domain.kernel.language import Language
from foodmarket.domain.kernel.money import Money

# Which vocabulary puts the codes of a fact into words.
VOCABULARIES: Mapping[str, str] = {
    "state": "state",
    "trigger": "trigger",
    "possible": "trigger",
    "state_of_dispute": "dispute",
    "verb": "verb",
    "possible_verbs": "verb",
    "actors": "role",
    "choices": "reason",
    "missing": "field",
    "conflicts": "conflict",
    "problem": "problem",
    "kind": "permit",
}


_CODE_LAST = "#,##0.00\N{NO-BREAK SPACE}¤¤"


class Texts:
    """The sentences of all languages. ``say`` puts facts into them as people write them."""

    def __init__(self, bundles: Mapping[Language, FluentBundle]) -> None:
        self._bundles = bundles
        self._words: dict[tuple[Language, str], str] = {}  # of vocabularies, as they were said

    def say(self, language: Language, key: str, /, **facts: object) -> str:
        """Return a sentence. ``key`` is a message id, or ``id.attribute``.

        Money and instants (UTC) are written as the language writes them, codes of a known
        vocabulary in words. An unknown id is a `KeyError`, a missing fact a `LookupError`.
        """
        name, _, attribute = key.partition(".")
        bundle = self._bundles[language]
        message = bundle.get_message(name)
        pattern = message.attributes[attribute] if attribute else message.value
        if pattern is None:
            raise KeyError(key)
        written = {name: self._write(language, name, fact) for name, fact in facts.items()}
        text, errors = bundle.format_pattern(pattern, written)
        if errors:
            raise LookupError(f"{key} in {language}: {errors[0]}")
        return str(text)

    def knows(self, language: Language, key: str) -> bool:
        """Tell whether there is such a message, or such an attribute of a message."""
        name, _, attribute = key.partition(".")
        bundle = self._bundles[language]
        if not bundle.has_message(name):
            return False
        message = bundle.get_message(name)
        return attribute in message.attributes if attribute else message.value is not None

    def word(self, language: Language, vocabulary: str, code: str) -> str:
        """Return the word for a code, or the code itself where there is no word for it."""
        key = f"{vocabulary}-{code}"
        word = self._words.get((language, key))
        if word is None:
            if not self.knows(language, key):
                return code
            word = self._words[language, key] = self.say(language, key)
        return word

    def _write(self, language: Language, name: str, fact: object) -> str | int:
        vocabulary = VOCABULARIES.get(name)
        match fact:
            case int():
                return fact
            case Money():
                return write_money(language, fact)
            case datetime():
                return write_instant(language, fact)
            case list() | tuple():
                words = [self._write(language, name, part) for part in fact]
                return ", ".join(str(word) for word in words) or "—"
            case str() if vocabulary:
                return self.word(language, vocabulary, fact)
            case None:
                return "—"
            case _:
                return str(fact)


def write_money(language: Language, money: Money) -> str:
    """Return an amount as the language writes it: ``1 299,00 ₽``, ``1,299.00 RUB``."""
    whole = Decimal(money.amount).scaleb(-money.currency.exponent)
    pattern = (
        _CODE_LAST if language is Language.EN else None
    )  # a code set before a sum sticks to it
    return format_currency(whole, money.currency, pattern, locale=language.value)


def write_instant(language: Language, instant: datetime) -> str:
    """Return an instant as the language writes it, with its zone's name."""
    pattern = "d MMMM y, HH:mm zzz"
    return format_datetime(instant, pattern, tzinfo=instant.tzinfo, locale=language.value)


@cache
def load() -> Texts:
    """Read the Fluent files, once per process."""
    bundles = {}
    for language in Language:
        source = files(__name__).joinpath(f"{language}.ftl").read_text(encoding="utf-8")
        bundle = FluentBundle([language.value], use_isolating=False)
        bundle.add_resource(FluentResource(source))
        bundles[language] = bundle
    return Texts(bundles)
