"""Messages to people as lines of a file that only their developer reads."""

import asyncio
import os
from collections.abc import Callable
from datetime import UTC
from pathlib import Path

from foodmarket import ports
from foodmarket.domain.accounts.errors import MessageNotSent
from foodmarket.domain.accounts.messages import Letter, Medium, Message


class FileNotifier:
    """Appends every message to a file that nobody else may read: codes are in it.

    ``write`` puts a message into words. Several processes may share the file.
    """

    def __init__(self, path: Path, write: Callable[[Message], Letter], clock: ports.Clock) -> None:
        self._path = path
        self._write = write
        self._clock = clock

    @property
    def media(self) -> frozenset[Medium]:
        return frozenset(Medium)

    async def send(self, message: Message) -> None:
        letter = self._write(message)
        at = self._clock.now().astimezone(UTC).isoformat(timespec="seconds")
        head = f"{at}  {message.medium}  {message.to}  {letter.subject}"
        text = f"{head}\n{letter.text}\n\n"
        try:
            await asyncio.to_thread(_append, self._path, text)
        except OSError as error:
            raise MessageNotSent from error


def _append(path: Path, text: str) -> None:
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(file, "a", encoding="utf-8") as lines:
        lines.write(text)
