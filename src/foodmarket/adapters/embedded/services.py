"""The two servers together, as one thing to open and close."""

import asyncio
import socket
from pathlib import Path
from types import TracebackType
from typing import Self

from attrs import frozen

from foodmarket.adapters.embedded.folder import DataFolder
from foodmarket.adapters.embedded.postgres import Postgres
from foodmarket.adapters.embedded.process import identity_for_servers
from foodmarket.adapters.embedded.redis import RedisServer

DEFAULT_FOLDER = Path(".foodmarket")
DATABASE = "foodmarket"


@frozen
class Addresses:
    """Where the two servers listen: ``postgresql://…`` and ``unix://…``."""

    database_url: str
    redis_url: str


def find_running(folder: Path = DEFAULT_FOLDER) -> Addresses | None:
    """Return where the servers of ``folder`` listen, or None where nobody keeps them running.

    Nothing is started, and a folder that does not exist is not made.
    """
    if not folder.is_dir():
        return None
    services = EmbeddedServices(folder)
    if not all(_listens(path) for path in (services.postgres.socket, services.redis.socket)):
        return None
    return Addresses(services.database_url, services.redis_url)


def _listens(path: Path) -> bool:
    # Asked rather than concluded from files: those of an owner that was killed are still there.
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True


class EmbeddedServices:
    """PostgreSQL 18 and Redis, started, checked and stopped with this process.

    ``async with EmbeddedServices(folder) as services`` owns ``folder`` until it closes. Refuses
    with `AlreadyRunning` when another process owns it and with `CannotStart` when a server does
    not come up. Both listen on Unix sockets in a private folder and nowhere else. An owner that
    is killed takes its servers along (Linux), or leaves them to the next start, which stops them.
    Enter it on a thread that lives as long as the servers should, such as the main one.
    """

    def __init__(self, folder: Path = DEFAULT_FOLDER) -> None:
        self._folder = DataFolder(folder)
        identity = identity_for_servers(self._folder.path)
        self.postgres = Postgres(self._folder, identity)
        self.redis = RedisServer(self._folder)

    @property
    def database_url(self) -> str:
        """The address of the marketplace's database: ``postgresql://…``."""
        return self.postgres.url(DATABASE)

    @property
    def redis_url(self) -> str:
        """The address of Redis database 0: ``unix://…``."""
        return self.redis.url()

    @property
    def folder(self) -> Path:
        """Where the data is."""
        return self._folder.path

    async def create_database(self, name: str, template: str = "template1") -> str:
        """Create a further database (see `Postgres.create_database`) and answer its address."""
        return await self.postgres.create_database(name, template)

    async def __aenter__(self) -> Self:
        self._folder.take()
        try:
            await asyncio.gather(self.postgres.clear_leftovers(), self.redis.clear_leftovers())
            self._folder.fresh_sockets()
            # In turn: a failure of one must not leave the other half-started behind it.
            await self.redis.start()
            await self.postgres.start()
            await self.postgres.create_database(DATABASE)
        except BaseException:
            await self._close()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._close()

    async def _close(self) -> None:
        try:
            await asyncio.gather(self.postgres.stop(), self.redis.stop())
        finally:
            self._folder.release()
