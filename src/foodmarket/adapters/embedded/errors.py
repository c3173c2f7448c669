"""Why the embedded services refuse to start."""

from pathlib import Path
from typing import ClassVar


class EmbeddedError(Exception):
    """A refusal of the embedded services; ``code`` names its text in every language."""

    code: ClassVar[str]


class AlreadyRunning(EmbeddedError):
    """Another living process (``pid``, 0 when unknown) owns the data folder."""

    code: ClassVar[str] = "embedded-already-running"

    def __init__(self, folder: Path, pid: int) -> None:
        super().__init__(f"{folder} is in use by the process {pid}; stop it or choose another one")
        self.folder = folder
        self.pid = pid


class CannotStart(EmbeddedError):
    """A server (``service``) did not come up; ``reason`` is its own last words."""

    code: ClassVar[str] = "embedded-cannot-start"

    def __init__(self, service: str, reason: str) -> None:
        super().__init__(f"{service} cannot start: {reason}")
        self.service = service
        self.reason = reason
