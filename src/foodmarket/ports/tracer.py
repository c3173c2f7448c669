"""Which trace a piece of work belongs to, and spans of what it spent its time on."""

import re
import secrets
from contextlib import AbstractContextManager
from contextvars import ContextVar
from enum import StrEnum
from typing import Protocol, Self

from attrs import frozen

# W3C Trace Context, https://www.w3.org/TR/trace-context/#traceparent-header; version ff is invalid,
# and a later version may append fields.
_TRACEPARENT = re.compile(r"(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")
_FIRST_VERSION = "00"
_LONGEST = 200
_SAMPLED = 1


@frozen
class Trace:
    """One place in a trace: its id (32 hexadecimal digits), and the span (16) that is open in it.

    ``sampled`` tells whether whoever began the trace records it.
    """

    id: str
    span: str
    sampled: bool = False

    @classmethod
    def new(cls) -> Self:
        """Begin a trace."""
        random = secrets.token_hex(24)
        return cls(random[:32], random[32:])

    @classmethod
    def read(cls, header: str | None) -> Self | None:
        """Read a ``traceparent`` header; None where there is none, or none that is well formed."""
        if header is None or len(header) > _LONGEST:
            return None
        found = _TRACEPARENT.fullmatch(header.strip())
        if found is None:
            return None
        version, trace, span, flags, more = found.groups()
        if (more and version == _FIRST_VERSION) or not trace.strip("0") or not span.strip("0"):
            return None
        return cls(trace, span, bool(int(flags, 16) & _SAMPLED))

    def inside(self) -> Self:
        """Return a further place in the same trace."""
        return type(self)(self.id, secrets.token_hex(8), self.sampled)

    def __str__(self) -> str:
        return f"00-{self.id}-{self.span}-0{int(self.sampled)}"


CURRENT: ContextVar[Trace | None] = ContextVar("current trace", default=None)


class Kind(StrEnum):
    """What a span is of: work that came from outside, a call to outside, or a part of either."""

    SERVER = "server"
    CONSUMER = "consumer"
    CLIENT = "client"
    INTERNAL = "internal"


Fact = str | int | float | bool


class Span(Protocol):
    """A piece of work while it goes on."""

    @property
    def trace(self) -> Trace:
        """Return the trace, with this span as the open one."""
        ...

    def note(self, **facts: Fact) -> None:
        """Add facts about the work. Never anything that a person told us."""
        ...

    def rename(self, name: str) -> None:
        """Name the work anew, where it is known only at the end what it was."""
        ...

    def fail(self, kind: str) -> None:
        """Note that the work failed, by the kind of the error and without its words."""
        ...


class Tracer(Protocol):
    """Notes what work consists of. Whatever it is told is fit for anybody who operates us."""

    @property
    def records(self) -> bool:
        """Tell whether anything is kept; if not, nobody needs to open spans within a piece."""
        ...

    def span(
        self, name: str, kind: Kind = Kind.INTERNAL, *, parent: Trace | None = None
    ) -> AbstractContextManager[Span]:
        """Open a span; inside, `CURRENT` is its trace. An error that leaves it makes it fail.

        It belongs to ``parent``, else to what is open here, else it begins a trace.
        """
        ...

    def over(self, name: str, seconds: float, *, error: str | None = None, **facts: Fact) -> None:
        """Note a call to outside that took so long and is over just now."""
        ...
