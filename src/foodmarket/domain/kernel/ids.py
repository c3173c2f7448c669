"""Typed identifiers: text such as ``ord_01k9…``, a prefix and a UUIDv7 in Crockford base32.

The text sorts by time of creation, so it keeps index locality and serves as a page cursor.
"""

from typing import ClassVar, Self

from attrs import define

from foodmarket.domain.kernel.errors import Invalid

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_LETTERS = frozenset(ALPHABET)
DIGITS = 26  # 26 * 5 bits hold the 128 bits of a UUID


@define
class MalformedId(Invalid):
    """The text is not an identifier of the expected kind."""

    expected: str
    text: str


class Id(str):
    """Base of all identifiers; a subclass names its ``prefix``."""

    __slots__ = ()
    prefix: ClassVar[str] = "id"

    @classmethod
    def of(cls, number: int) -> Self:
        """Render a 128-bit integer (the UUID's value) as an identifier of this kind."""
        digits = [ALPHABET[(number >> shift) & 31] for shift in range(5 * (DIGITS - 1), -1, -5)]
        return cls(f"{cls.prefix}_{''.join(digits)}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an identifier from outside. Refuses with `MalformedId`."""
        prefix, _, digits = text.partition("_")
        if prefix != cls.prefix or len(digits) != DIGITS or not _LETTERS.issuperset(digits):
            raise MalformedId(expected=cls.prefix, text=text[:64])
        return cls(text)
