"""What click says by itself about how a command is used, in the language of whoever reads it.

click takes its words from gettext, rich_click has some of its own, and neither speaks Russian.
"""

from __future__ import annotations

import gettext
from functools import partial

import rich_click
from click import core, decorators, exceptions, parser, types
from rich_click import decorators as rich_decorators

from foodmarket.domain.kernel.language import Language

_MODULES = (core, decorators, exceptions, parser, types, rich_decorators)
ENGLISH = {"{value!r} is not a valid {number_type}.": "{value!r} is not a whole number."}
RUSSIAN = {
    "Show this message and exit.": "Показать эту справку и выйти.",
    "%(prog)s, version %(version)s": "%(prog)s, версия %(version)s",
    "Usage:": "Вызов:",
    "Error: {message}": "Ошибка: {message}",
    "Aborted!": "Прервано!",
    "Missing command.": "Не указана команда.",
    "Missing argument": "Не указан аргумент",
    "Missing option": "Не указан параметр",
    "No such command {name!r}.": "Нет команды {name!r}.",
    "No such option {name!r}.": "Нет параметра {name!r}.",
    "Option {name!r} does not take a value.": "Параметр {name!r} не принимает значения.",
    "Choose from:\n\t{choices}": "Выберите одно из:\n\t{choices}",
    "Invalid value: {message}": "Неверное значение: {message}",
    "Invalid value for {param_hint}: {message}": "Неверное значение {param_hint}: {message}",
    "{value!r} is not a valid {number_type}.": "{value!r} — не целое число.",
    "{value} is not in the range {range}.": "{value} вне границ {range}.",
    "{name} {filename!r} does not exist.": "{name} {filename!r} не существует.",
    "{name} {filename!r} is a file.": "{filename!r} — файл, а не папка.",
    "{name} {filename!r} is a directory.": "{filename!r} — папка, а не файл.",
    "{name} {filename!r} is not readable.": "{name} {filename!r}: нет права чтения.",
    "{name} {filename!r} is not writable.": "{name} {filename!r}: нет права записи.",
    "integer": "целое число",
    "integer range": "целое число",
    "text": "текст",
    "file": "файл",
    "directory": "папка",
    "path": "путь",
}
# What help calls the values of options.
_KINDS = {
    types.IntParamType: "integer",
    types.IntRange: "integer range",
    types.StringParamType: "text",
}
# By the form for one; then that for one and that for many.
RUSSIAN_PLURALS = {
    "Did you mean {possibility}?": (
        "Может быть, {possibility}?",
        "(Может быть, одно из: {possibilities}?)",
    ),
    "Got unexpected extra argument ({args})": (
        "Лишний аргумент ({args})",
        "Лишние аргументы ({args})",
    ),
    "Option {name!r} requires an argument.": (
        "Параметру {name!r} нужно значение.",
        "Параметру {name!r} нужны значения: {nargs}.",
    ),
    "{value!r} is not {choice}.": (
        "{value!r} — не {choice}.",
        "{value!r} не входит в число: {choices}.",
    ),
    "{value!r} does not match the format {format}.": (
        "{value!r} не соответствует виду {format}.",
        "{value!r} не соответствует ни одному из видов {formats}.",
    ),
}


class _Formatter(rich_click.RichHelpFormatter):
    """Begins the line of usage with a word of ours."""

    language = Language.EN

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or _said(self.language, "Usage:"))


def speak(language: Language) -> None:
    """Let click speak the language from now on, in this whole process."""
    one, several = partial(_said, language), partial(_said_of, language)
    said = {"_": one, "gettext": one, "ngettext": several}
    for module in _MODULES:
        for name in said.keys() & vars(module).keys():
            setattr(module, name, said[name])
    for kind, english in _KINDS.items():
        kind.name = one(english)
    _Formatter.language = language
    rich_click.RichContext.formatter_class = _Formatter


def _said(language: Language, message: str) -> str:
    said = (RUSSIAN if language is Language.RU else ENGLISH).get(message)
    return said or gettext.gettext(message)


def _said_of(language: Language, one: str, many: str, count: int) -> str:
    russian = RUSSIAN_PLURALS.get(one) if language is Language.RU else None
    return russian[count != 1] if russian else gettext.ngettext(one, many, count)
