"""The data folder: its places, and the lock that gives it one owner."""

import fcntl
import hashlib
import os
import re
import shutil
import stat
import tempfile
from pathlib import Path

from foodmarket.adapters.embedded.errors import AlreadyRunning, CannotStart

# sun_path holds 104 bytes on macOS, 108 on Linux; the longest name is .s.PGSQL.5432.lock.
_LONGEST_SOCKET_FOLDER = 80
_PLAIN_PATH = re.compile(r"[A-Za-z0-9/._-]+")


class DataFolder:
    """A folder with one owner at a time; the kernel releases the lock of an owner that dies."""

    def __init__(self, path: Path) -> None:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path = path.resolve()
        self.postgres = self.path / "postgres"
        self.redis = self.path / "redis"
        self.logs = self.path / "logs"
        self.sockets = _socket_folder(self.path)
        self._lock = -1

    def take(self) -> None:
        """Become the owner and tidy up. Refuses with `AlreadyRunning`."""
        lock = os.open(self.path / "owner", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = os.read(lock, 32).decode(errors="replace").strip()
            os.close(lock)
            raise AlreadyRunning(self.path, int(owner) if owner.isdecimal() else 0) from None
        os.ftruncate(lock, 0)
        os.write(lock, f"{os.getpid()}\n".encode())
        self._lock = lock
        self.redis.mkdir(mode=0o700, exist_ok=True)
        self.logs.mkdir(mode=0o700, exist_ok=True)

    def fresh_sockets(self) -> None:
        """An empty private folder for sockets; call once nothing listens there any more."""
        if self.sockets.is_symlink() or (
            self.sockets.exists() and self.sockets.stat().st_uid not in (os.geteuid(), _nobody())
        ):
            raise CannotStart("foodmarket", f"{self.sockets} belongs to somebody else")
        shutil.rmtree(self.sockets, ignore_errors=True)
        self.sockets.mkdir(mode=0o700)
        if stat.S_IMODE(self.sockets.stat().st_mode) & 0o077:
            raise CannotStart("foodmarket", f"{self.sockets} is open to others")

    def release(self) -> None:
        """Give up the folder; the data stays."""
        if self._lock >= 0:
            shutil.rmtree(self.sockets, ignore_errors=True)
            os.close(self._lock)
            self._lock = -1


def _socket_folder(path: Path) -> Path:
    inside = path / "sockets"
    if len(str(inside)) <= _LONGEST_SOCKET_FOLDER and _PLAIN_PATH.fullmatch(str(inside)):
        return inside
    # A long or unusual path: a short name that the next owner finds again.
    digest = hashlib.sha256(str(path).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"foodmarket-{digest}"


def _nobody() -> int:
    """The owner of the sockets when a superuser's server really runs as ``nobody``."""
    import pwd

    return pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else os.geteuid()
