"""The glossary knows every noun of the domain."""

import inspect
import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import foodmarket.domain
from foodmarket.domain.kernel import Id, Refusal

ROOT = Path(__file__).parents[3]
WITH_NOUNS = (
    *(".model", ".capabilities", ".requests", ".outcomes", ".reports"),
    *("kernel.money", "kernel.time", "kernel.events"),
)
GLOSSARY = (ROOT / "CONTEXT.md").read_text()


def test_every_noun_of_the_models_is_in_the_glossary() -> None:
    named = set(re.findall(r"`([A-Z]\w+)`", GLOSSARY))
    assert {noun.__name__ for noun in _nouns()} <= named


def test_every_name_in_the_glossary_exists() -> None:
    written: set[str] = set()
    for path in (ROOT / "src").rglob("*.py"):
        written |= set(re.findall(r"\b[A-Z]\w+", path.read_text()))
    assert set(re.findall(r"`([A-Z]\w+)`", GLOSSARY)) <= written


def test_no_word_is_explained_twice_in_one_part() -> None:
    for part in GLOSSARY.split("\n## "):
        words = re.findall(r"^\| ([^|]+) \|", part, re.MULTILINE)
        assert len(words) == len(set(words))


def _nouns() -> Iterator[type]:
    for module in pkgutil.walk_packages(foodmarket.domain.__path__, "foodmarket.domain."):
        if not module.name.endswith(WITH_NOUNS):
            continue
        home = import_module(module.name)
        for _, noun in inspect.getmembers(home, inspect.isclass):
            if noun.__module__ == module.name and not issubclass(noun, (Id, Refusal)):
                yield noun
