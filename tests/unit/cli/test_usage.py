"""What click says by itself: wrong command lines and help, in both languages."""

import ast
import inspect
import re
from collections.abc import Iterator
from types import ModuleType

import pytest
from click import core, decorators, exceptions, parser, types
from click.testing import CliRunner
from rich_click import decorators as rich_decorators
from rich_click import rich_help_rendering

from foodmarket.domain.kernel.language import Language
from foodmarket.entrypoints.cli.app import program
from foodmarket.entrypoints.cli.talk import speaking
from foodmarket.entrypoints.cli.usage import ENGLISH, RUSSIAN, RUSSIAN_PLURALS

SOURCES = (core, decorators, exceptions, parser, types, rich_decorators, rich_help_rendering)
WRONG = {
    "nope": "Нет команды 'nope'.",
    "rn": "Нет команды 'rn'. Может быть, 'run'?",
    "ledger nope": "Нет команды 'nope'.",
    "run --nope": "Нет параметра '--nope'.",
    "run --prot": "Нет параметра '--prot'. (Может быть, одно из: '--port', '--provider'?)",
    "run --no-seed=1": "Параметр '--no-seed' не принимает значения.",
    "run --port": "Параметру '--port' нужно значение.",
    "run --port abc": "Неверное значение '--port': 'abc' — не целое число.",
    "run --port 0": "Неверное значение '--port': 0 вне границ 1<=x<=65535.",
    "run --provider x": "Неверное значение '--provider': 'x' не входит в число:",
    "run one": "Лишний аргумент (one)",
    "run one two": "Лишние аргументы (one two)",
    "statements": "Не указан параметр '--month'.",
    "statements --month x": "Неверное значение '--month': 'x' не соответствует виду '%Y-%m'.",
    "partner add": "Не указан аргумент 'EMAIL'.",
}
NAMES = {"PROVIDER", "OPTIONS", "COMMAND", "ARGS", "KEY", "x"}


def shown(language: Language, line: str) -> str:
    """What somebody reads who writes the line, as one line without frames."""
    result = CliRunner().invoke(program(speaking(language)), line.split(), prog_name="foodmarket")
    return " ".join(re.sub(r"[╭╰─╮╯│]", " ", result.output).split())


def constants(module: ModuleType) -> Iterator[object]:
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Constant):
            yield node.value


def plurals(module: ModuleType) -> Iterator[tuple[str, str]]:
    """What is said of one and of many."""
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "ngettext":
            one, many = (ast.literal_eval(argument) for argument in node.args[:2])
            yield one, many


@pytest.mark.parametrize("line", WRONG)
def test_a_wrong_command_line_is_explained_in_russian(line: str) -> None:
    said = shown(Language.RU, line)
    assert WRONG[line] in said
    assert "добавьте к команде -h" in said.lower()
    own_words = re.sub(r"'[^']*'|\([^)]*\)|Вызов: \S.*?Добавьте", "Добавьте", said)
    assert set(re.findall(r"[A-Za-z]+", own_words)) <= NAMES | {"h"}


def test_english_stays_what_it_was_after_russian() -> None:
    shown(Language.RU, "run --port abc")
    said = shown(Language.EN, "run --port abc")
    assert "Invalid value for '--port': 'abc' is not a whole number." in said
    assert "Usage: foodmarket run" in said


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (Language.EN, ("Usage:", "[required]", "Show this message and exit.")),
        (Language.RU, ("Вызов:", "[обязательно]", "Показать эту справку и выйти.", "ПАПКА")),
    ],
)
def test_help_speaks_one_language(language: Language, words: tuple[str, ...]) -> None:
    said = shown(language, "statements --help")
    for word in words:
        assert word in said
    kind = {Language.EN: "INTEGER RANGE [1<=x<=50]", Language.RU: "ЦЕЛОЕ ЧИСЛО [1<=x<=50]"}[
        language
    ]
    assert kind in shown(language, "seed --help")
    default = {Language.EN: "[default: 6]", Language.RU: "[по умолчанию: 6]"}[language]
    assert default in shown(language, "seed --help")


def test_every_translated_sentence_is_one_of_the_library() -> None:
    """A sentence that an upgrade words otherwise would be English again without anybody seeing."""
    theirs = {value for module in SOURCES for value in constants(module)}
    assert (ENGLISH.keys() | RUSSIAN.keys() | RUSSIAN_PLURALS.keys()) - theirs == set()


def test_translations_name_no_fact_that_is_not_told() -> None:
    def facts(sentence: str) -> set[str]:
        return set(re.findall(r"\{(\w+)|%\((\w+)\)", sentence))

    for english, russian in RUSSIAN.items():
        assert facts(russian) <= facts(english)
    theirs = [value for module in SOURCES for value in plurals(module)]
    assert {one for one, _many in theirs} >= RUSSIAN_PLURALS.keys()
    for one, many in theirs:
        for russian in RUSSIAN_PLURALS.get(one, ()):
            assert facts(russian) <= facts(one) | facts(many)
