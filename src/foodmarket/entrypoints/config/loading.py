"""Reading the settings: defaults, then the file, then the environment; every problem at once."""

import difflib
import os
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

import attrs
from attrs import frozen

from foodmarket.entrypoints.config.declaration import PREFIX, Setting
from foodmarket.entrypoints.config.problems import BadSettings, Problem
from foodmarket.entrypoints.config.production import incomplete, unfit
from foodmarket.entrypoints.config.settings import SETTINGS, Mode, Settings
from foodmarket.entrypoints.config.values import BadValue

DEFAULT_FILE = Path("foodmarket.toml")
# Variables of the command line itself, beside the settings.
_OTHERS = (f"{PREFIX}CONFIG", f"{PREFIX}LANGUAGE")
_MOST_MEANT = 4  # names told to whom may have meant one of them
_SIMILAR = 0.65  # of 1: any less, and a name is likely to be about something else
_UNSET = object()


class Origin(StrEnum):
    """Where a value came from."""

    DEFAULT = "default"
    FILE = "file"
    ENVIRONMENT = "environment"


@frozen
class Loaded:
    """The settings, and the origin of each by its key."""

    settings: Settings
    origins: dict[str, Origin]
    file: Path | None


def load(path: Path | None = None, environ: Mapping[str, str] | None = None) -> Loaded:
    """Read and validate everything. Refuses with `BadSettings`, which lists all problems.

    ``path`` falls back to ``FOODMARKET_CONFIG``, then to ``foodmarket.toml`` where it exists. Any
    variable may end in ``_FILE`` and then names a file that holds the value.
    """
    environ = os.environ if environ is None else environ
    problems: list[Problem] = []
    file = _file(path, environ)
    written = _flat(_parsed(file, problems)) if file is not None else {}
    known = [setting.key for setting in SETTINGS]
    problems += [_unknown(key, known, file) for key in written if key not in known]
    problems += _unknown_variables(environ)
    values: dict[tuple[str, ...], object] = {}
    origins: dict[str, Origin] = {}
    for setting in SETTINGS:
        try:
            origin, raw = _raw(setting, written, environ)
            if raw is not _UNSET:
                values[setting.attribute] = setting.read(raw)
            origins[setting.key] = origin
        except BadValue as bad:
            problems.append(Problem(setting.key, bad.code, dict(bad.facts)))
    if problems:
        raise BadSettings(tuple(problems))
    settings = _filled(values)
    found = [*incomplete(settings)]
    if settings.mode is Mode.PRODUCTION:
        found += unfit(settings)
    if found:
        raise BadSettings(tuple(found))
    return Loaded(settings, origins, file)


def _file(path: Path | None, environ: Mapping[str, str]) -> Path | None:
    named = environ.get(f"{PREFIX}CONFIG")
    if path is None and named:
        path = Path(named)
    return path or (DEFAULT_FILE if DEFAULT_FILE.is_file() else None)


def _parsed(file: Path, problems: list[Problem]) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        problems.append(Problem(str(file), "file-unreadable", {"reason": reason}))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problems.append(Problem(str(file), "file-malformed", {"reason": str(error)}))
    return {}


def _flat(tree: Mapping[str, object], path: str = "") -> dict[str, object]:
    flat: dict[str, object] = {}
    for name, value in tree.items():
        flat |= _flat(value, f"{path}{name}.") if isinstance(value, dict) else {path + name: value}
    return flat


def _unknown(key: str, known: Sequence[str], file: Path | None) -> Problem:
    facts: dict[str, str | int] = {"file": str(file), "closest": _closest(key, known, ".")}
    return Problem(key, "unknown", facts)


def _unknown_variables(environ: Mapping[str, str]) -> Iterator[Problem]:
    known = [*_OTHERS, *(variable for setting in SETTINGS for variable in setting.variables)]
    ours = [variable for variable in known if variable.startswith(PREFIX)]
    for variable in environ:
        name = variable.removesuffix("_FILE")
        if variable.startswith(PREFIX) and name not in ours:
            yield Problem(variable, "unknown-variable", {"closest": _closest(name, ours, "_")})


def _closest(name: str, known: Sequence[str], separator: str) -> str:
    """Return what may have been meant: names with all of its words, else the most similar one."""
    words = set(name.removeprefix(PREFIX).split(separator))
    found = [it for it in known if words <= set(it.removeprefix(PREFIX).split(separator))]
    found.sort(key=lambda it: it.count(separator))
    if not found:
        own = {it.removeprefix(PREFIX): it for it in known}  # what all have alike says nothing
        similar = difflib.get_close_matches(name.removeprefix(PREFIX), own, n=1, cutoff=_SIMILAR)
        found = [own[it] for it in similar]
    told = found[:_MOST_MEANT] + ["…"] * (len(found) > _MOST_MEANT)
    return ", ".join(told) or "none"


def _raw(
    setting: Setting, written: Mapping[str, object], environ: Mapping[str, str]
) -> tuple[Origin, object]:
    for variable in setting.variables:
        if variable in environ:
            return Origin.ENVIRONMENT, environ[variable]
        named = environ.get(f"{variable}_FILE")
        if named:
            try:
                return Origin.ENVIRONMENT, Path(named).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError):
                raise BadValue("secret-unreadable", file=named) from None
    if setting.key in written:
        return Origin.FILE, written[setting.key]
    return Origin.DEFAULT, _UNSET


def _filled(values: Mapping[tuple[str, ...], object]) -> Settings:
    settings = Settings()
    changes: dict[str, Any] = {}  # every value was read by its own setting
    for attribute, value in values.items():
        if len(attribute) == 1:
            changes[attribute[0]] = value
            continue
        section, name = attribute
        present = changes.get(section, getattr(settings, section))
        changes[section] = attrs.evolve(present, **{name: value})
    return attrs.evolve(settings, **changes)
