"""What may be said of an error where anybody who operates us can read it.

The words of an exception may quote whatever was being handled (a database names the value that a
constraint refused), so they stay out: type, place, and codes that programs of ours made up remain.
"""

import re
import traceback
from pathlib import PurePath
from types import TracebackType

from foodmarket.domain.kernel.errors import Refusal, Unavailable

_FRAMES = 20
_LONGEST = 500  # characters
# What people tell and what opens doors, wherever it stands in a sentence that others wrote.
_TELLING = re.compile(
    r"""
    [^\s@<>"'=]+@[^\s@<>"']+\.[^\s@<>"']+       # an e-mail address
    | \+?\d[\d\s().-]{7,}\d                     # a telephone or card number
    | (?i:bearer|basic)\s+\S+                   # credentials
    | [A-Za-z0-9_+/-]{24,}={0,2}                # a token, a digest
    """,
    re.VERBOSE,
)
HIDDEN = "…"


def told(error: BaseException) -> str:
    """Return one line about an error: its kind and its codes, and those of what caused it."""
    line = _told(error)
    if error.__cause__ is not None and not isinstance(error, BaseExceptionGroup):
        line += f" from {_told(error.__cause__)}"
    return line[:_LONGEST]


def _told(error: BaseException) -> str:
    kind = type(error).__name__
    match error:
        case BaseExceptionGroup():
            return "; ".join(_told(part) for part in error.exceptions)
        case Unavailable():
            return f"{error.code}({', '.join(f'{k}={v}' for k, v in error.data().items())})"
        case Refusal():
            return error.code
        case OSError() if error.errno is not None:
            return f"{kind} {error.errno}"
        case _:
            # What the database calls the failure, and the rule that it broke.
            named = (getattr(error, name, None) for name in ("sqlstate", "constraint_name"))
            return " ".join([kind, *(str(name) for name in named if name)])


def places(trace: TracebackType | None) -> list[str]:
    """Return where an error came from, the outermost call first: file, line, function."""
    frames = traceback.extract_tb(trace)[-_FRAMES:]
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def _short(filename: str) -> str:
    return "/".join(PurePath(filename).parts[-3:])


def scrubbed(text: str) -> str:
    """Return a sentence of somebody else's with everything hidden that looks like a secret."""
    return _TELLING.sub(HIDDEN, text)[:_LONGEST]
