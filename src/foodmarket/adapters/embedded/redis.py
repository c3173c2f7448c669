"""One Redis server on a Unix socket; nothing of it listens on a network."""

from signal import Signals

from redis.asyncio import Redis
from redis.exceptions import RedisError

from foodmarket.adapters.embedded.binaries import redis_program
from foodmarket.adapters.embedded.folder import DataFolder
from foodmarket.adapters.embedded.process import Child, Program, stop_leftovers

_READY_SECONDS = 30.0


class RedisServer:
    """A Redis that loses at most the last second when the machine loses power."""

    def __init__(self, folder: DataFolder) -> None:
        self._folder = folder
        self.socket = folder.sockets / "redis.sock"
        self._child: Child | None = None

    @property
    def pid(self) -> int | None:
        """The server's process number while it runs."""
        return self._child.pid if self._child is not None else None

    def url(self, index: int = 0) -> str:
        """The address of the numbered database (0 to 15)."""
        return f"unix://{self.socket}?db={index}"

    async def clear_leftovers(self) -> None:
        """Stop a server whose owner was killed."""
        await stop_leftovers(self._program())

    async def start(self) -> None:
        """Start the server and wait for its answer. Refuses with `CannotStart`."""
        self._child = Child(self._program())
        await self._child.until(self._answers, _READY_SECONDS)

    async def stop(self) -> None:
        """Stop the server; what it was told is on disk."""
        if self._child is not None:
            await self._child.stop()
            self._child = None

    def _program(self) -> Program:
        settings = {
            "port": "0",
            "bind": "127.0.0.1",
            "protected-mode": "yes",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self._folder.redis),
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
        }
        return Program(
            name="Redis",
            command=[
                str(redis_program()),
                *(word for name, value in settings.items() for word in (f"--{name}", value)),
            ],
            home=self._folder.redis,
            log=self._folder.logs / "redis.log",
            stop_signals=(Signals.SIGTERM, Signals.SIGKILL),
        )

    async def _answers(self) -> bool:
        client = Redis(unix_socket_path=str(self.socket))
        try:
            return bool(await client.ping())
        except (OSError, RedisError):
            return False
        finally:
            await client.aclose()
