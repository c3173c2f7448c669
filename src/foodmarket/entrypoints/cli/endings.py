"""How a command ends: the exit codes, and what is said of a refusal."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import Any

from foodmarket.domain.kernel import StoreUnavailable
from foodmarket.entrypoints.cli.talk import Talk
from foodmarket.entrypoints.config import BadSettings, Problem, Settings, load


class Ending(IntEnum):
    """The exit codes; ``foodmarket --help`` lists them."""

    DONE = 0
    NOT_SO = 1  # something was checked and does not hold
    MISUSED = 2  # wrong command line
    CANNOT = 3  # settings, servers or ports do not allow it
    INTERRUPTED = 130


class CannotGoOn(Exception):
    """The command stops here; the sentence has been found already."""


def settings_of(talk: Talk) -> Settings:
    """Return the settings, or say everything that is wrong with them and exit."""
    try:
        return load(talk.config[0] if talk.config else None).settings
    except BadSettings as bad:
        tell_problems(talk, bad.problems)
        raise SystemExit(Ending.CANNOT) from None


def tell_problems(talk: Talk, problems: tuple[Problem, ...]) -> None:
    """Say each problem of the settings with what to do about it."""
    talk.aside.print(f"[bold red]{talk('settings-bad', count=len(problems))}[/]")
    for problem in problems:
        sentence = talk(f"problem-{problem.code}", **problem.facts)
        talk.aside.print(f"  [bold]{problem.key}[/]: {sentence}", soft_wrap=True)


@contextmanager
def explained(talk: Talk) -> Iterator[None]:
    """Turn what often goes wrong into one sentence and an exit code."""
    from foodmarket.adapters.embedded import AlreadyRunning, CannotStart

    try:
        yield
    except AlreadyRunning as error:
        facts = {"folder": str(error.folder), "pid": error.pid}
        _end(talk, talk("already-running", **facts))
    except CannotStart as error:
        _end(talk, talk("cannot-start", service=error.service, reason=error.reason))
    except CannotGoOn as error:
        _end(talk, str(error))
    except StoreUnavailable as error:
        _end(talk, talk("store-away", store=error.store))
    except OSError as error:
        _end(talk, talk("system-refuses", reason=str(error)))
    except KeyboardInterrupt:
        raise SystemExit(Ending.INTERRUPTED) from None


def carry_out(talk: Talk, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run the work on an event loop; see `explained`."""
    import asyncio

    with explained(talk):
        asyncio.run(work())


def _end(talk: Talk, sentence: str) -> None:
    talk.aside.print(f"[bold red]{sentence}[/]", soft_wrap=True)
    raise SystemExit(Ending.CANNOT) from None
