"""Frozen parts of facts as JSON text, for ``jsonb`` columns.

msgspec reads and writes attrs classes by their annotations; identifiers, currencies and rates are
subclasses of ``str`` and ``int``, told to it by the two hooks.
"""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

import msgspec

T = TypeVar("T")


def _plain(value: object) -> object:
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int):
        return int(value)
    raise TypeError(f"{type(value).__name__} does not go into a document")


def _own(kind: Callable[[Any], object], value: object) -> object:
    return kind(value)


_ENCODER = msgspec.json.Encoder(enc_hook=_plain)


class Document(Generic[T]):
    """Turns one kind of value into JSON text and back; None stays None."""

    def __init__(self, kind: Any) -> None:
        self._decoder: msgspec.json.Decoder[T] = msgspec.json.Decoder(kind, dec_hook=_own)

    def write(self, value: T | None) -> str | None:
        return None if value is None else _ENCODER.encode(value).decode()

    def read(self, text: str) -> T:
        return self._decoder.decode(text)

    def read_optional(self, text: str | None) -> T | None:
        return None if text is None else self._decoder.decode(text)
