"""How a setting's value is read from text or TOML, and how it is shown again."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from foodmarket.domain.kernel.money import WHOLE, BadAmount, BasisPoints

E = TypeVar("E", bound=StrEnum)
Read = Callable[[object], object]
Network = IPv4Network | IPv6Network

_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)")
_UNITS = {
    "ms": timedelta(milliseconds=1),
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
}
_HOST = re.compile(r"(?:[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])(?::\d{1,5})?")
_LONGEST = timedelta(days=3653)  # a deadline further off than that is a slip of the finger
_FLAGS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
SHORTEST_KEY = 32  # characters


class BadValue(Exception):
    """A value can't be read. ``code`` names the sentence for people, ``facts`` fill it."""

    def __init__(self, code: str, **facts: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def text(value: object) -> str:
    """Any text, without the space around it."""
    if not isinstance(value, str):
        raise BadValue("not-text")
    return value.strip()


def filled(value: object) -> str:
    """Any text that is not empty, without the space around it."""
    if not text(value):
        raise BadValue("empty")
    return text(value)


def whole(least: int, most: int) -> Read:
    """A whole number within bounds, both included."""

    def read(value: object) -> int:
        if isinstance(value, bool) or not re.fullmatch(r"-?\d{1,18}", str(value).strip()):
            raise BadValue("not-whole", least=least, most=most)
        number = int(str(value))
        if not least <= number <= most:
            raise BadValue("out-of-bounds", least=least, most=most)
        return number

    return read


def flag(value: object) -> bool:
    """``true``/``yes``/``1`` or ``false``/``no``/``0``."""
    found = _FLAGS.get(str(value).strip().lower())
    if found is None:
        raise BadValue("not-flag")
    return found


def duration(value: object) -> timedelta:
    """A span above zero, of ten years at most: ``250ms``, ``30s``, ``15m``, ``24h`` or ``14d``."""
    match = _DURATION.fullmatch(str(value).strip())
    if match is None:
        raise BadValue("not-duration")
    unit = _UNITS[match[2]]
    try:
        span = unit * float(match[1]) if "." in match[1] else unit * int(match[1])
    except (OverflowError, ValueError):
        raise BadValue("not-duration") from None
    if not timedelta(0) < span <= _LONGEST:
        raise BadValue("not-duration")
    return span


def rate(value: object) -> BasisPoints:
    """A rate from ``0%`` to ``100%``, at most two digits after the point."""
    try:
        points = Decimal(str(value).strip().removesuffix("%").strip()) * 100
        if not str(value).strip().endswith("%") or points != int(points):
            raise BadValue("not-rate")
        return BasisPoints(int(points))
    except (InvalidOperation, BadAmount, OverflowError, ValueError):
        raise BadValue("not-rate") from None


def choice(kind: type[E]) -> Read:
    """One of the enum's values."""

    def read(value: object) -> E:
        try:
            return kind(str(value).strip().lower())
        except ValueError:
            raise BadValue("not-choice", choices=", ".join(kind)) from None

    return read


def url(*schemes: str) -> Read:
    """An address with one of the schemes, or nothing."""

    def read(value: object) -> str:
        address = text(value)
        if address and _scheme(address) not in schemes:
            raise BadValue("not-url", schemes=", ".join(f"{scheme}://" for scheme in schemes))
        return address

    return read


def origin(value: object) -> str:
    """An http or https address of a host, with a port or without, or nothing."""
    address = url("http", "https")(value)
    parts = urlsplit(str(address))
    if address and (not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment):
        raise BadValue("not-origin")
    return str(address)


def _scheme(address: str) -> str:
    try:
        return urlsplit(address).scheme
    except ValueError:  # such as brackets that do not close
        return ""


def path(value: object) -> Path:
    """A path; ``~`` is the home folder."""
    if not text(value):
        raise BadValue("not-text")
    return Path(text(value)).expanduser()


def names(value: object) -> tuple[str, ...]:
    """A list of words: a TOML array, or text with commas."""
    words = value.split(",") if isinstance(value, str) else value
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise BadValue("not-names")
    return tuple(word.strip() for word in words if word.strip())


def keys(value: object) -> tuple[str, ...]:
    """A list of secret keys, each long enough that nobody guesses it."""
    chosen = names(value)
    if any(len(key) < SHORTEST_KEY for key in chosen):
        raise BadValue("short-key", least=SHORTEST_KEY)
    return chosen


def hosts(value: object) -> tuple[str, ...]:
    """A list of host names, each with a port or without; no patterns."""
    chosen = tuple(name.lower() for name in names(value))
    for name in chosen:
        if not _HOST.fullmatch(name):
            raise BadValue("not-hosts", name=name[:60])
    return chosen


def origins(value: object) -> tuple[str, ...]:
    """A list of origins as browsers send them, written out in full; no patterns."""
    chosen = tuple(origin(name).lower() for name in names(value))
    for name in chosen:
        if not name or name.endswith("/") or not _HOST.fullmatch(urlsplit(name).netloc):
            raise BadValue("not-origins", name=name[:60])
    return chosen


def networks(value: object) -> tuple[Network, ...]:
    """A list of networks, such as ``10.0.0.0/8`` or ``fd00::/8``."""
    try:
        return tuple(ip_network(name) for name in names(value))
    except ValueError:
        raise BadValue("not-networks") from None


def known_names(*known: str) -> Read:
    """A list of words, all of them known."""

    def read(value: object) -> tuple[str, ...]:
        chosen = names(value)
        for name in chosen:
            if name not in known:
                raise BadValue("unknown-provider", name=name[:40], known=", ".join(known))
        return chosen

    return read


def shown(value: object) -> str:
    """The value as it is written in the settings file, without quotes."""
    match value:
        case timedelta():
            return _span(value)
        case BasisPoints():
            return f"{Decimal(int(value)) * 100 / WHOLE:f}%"
        case bool():
            return str(value).lower()
        case tuple():
            return ", ".join(str(word) for word in value)
        case _:
            return str(value)


def _span(value: timedelta) -> str:
    for name, unit in reversed(_UNITS.items()):
        if value >= unit and value % unit == timedelta(0):
            return f"{value // unit}{name}"
    return f"{value / _UNITS['ms']:g}ms"
