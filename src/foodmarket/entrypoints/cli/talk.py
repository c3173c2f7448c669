"""What the command line says, in the language of whoever reads it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

from attrs import field, frozen
from fluent.runtime import FluentBundle, FluentResource
from rich.console import Console

from foodmarket.domain.kernel.language import Language
from foodmarket.entrypoints import texts
from foodmarket.entrypoints.texts import Texts

OPTION = "--language"
VARIABLE = "FOODMARKET_LANGUAGE"
PROVIDERS = ("sandbox", "stripe-sim", "yookassa-sim")  # what --provider can name


def preferred(arguments: Sequence[str], environ: Mapping[str, str]) -> Language:
    """Return the language of ``--language``, else of the environment, else English."""
    named = [environ.get(name, "") for name in (VARIABLE, "LC_ALL", "LC_MESSAGES", "LANG")]
    for number, word in enumerate(arguments):
        if word == OPTION and number + 1 < len(arguments):
            named.insert(0, arguments[number + 1])
        elif word.startswith(f"{OPTION}="):
            named.insert(0, word.partition("=")[2])
    first = next((name for name in named if name), "")
    return Language.RU if first.lower().startswith("ru") else Language.EN


@frozen
class Talk:
    """Speaks one language. ``out`` is for results, ``aside`` (standard error) for the rest."""

    language: Language
    texts: Texts
    config: list[Path] = field(factory=list)  # what --config named, once it was read
    out: Console = field(factory=Console)
    aside: Console = field(factory=lambda: Console(stderr=True, highlight=False))

    def __call__(self, sentence: str, /, **facts: object) -> str:
        """Return a sentence of the command line."""
        return self.texts.say(self.language, f"cli-{sentence}", **facts)


def speaking(language: Language) -> Talk:
    """Return a talk in that language."""
    return Talk(language, _texts(language))


@cache
def _texts(language: Language) -> Texts:
    source = files(texts).joinpath(f"cli.{language}.ftl").read_text(encoding="utf-8")
    bundle = FluentBundle([language.value], use_isolating=False)
    bundle.add_resource(FluentResource(source))
    return Texts({language: bundle})


def speaking_to(arguments: Sequence[str] | None = None) -> Talk:
    """Return a talk in the language of whoever started the process."""
    return speaking(preferred(sys.argv[1:] if arguments is None else arguments, os.environ))
