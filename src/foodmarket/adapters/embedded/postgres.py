"""One PostgreSQL server on a Unix socket; nothing of it listens on a network."""

import os
import pwd
import re
import shutil
from pathlib import Path
from signal import Signals
from urllib.parse import quote

import asyncpg
from attrs import evolve

from foodmarket.adapters.embedded.binaries import POSTGRES_MAJOR, postgres_program
from foodmarket.adapters.embedded.errors import CannotStart
from foodmarket.adapters.embedded.folder import DataFolder
from foodmarket.adapters.embedded.process import Child, Identity, Program, stop_leftovers

USER = "foodmarket"
_READY_SECONDS = 60.0  # recovery after a crash reads the whole log since the last checkpoint
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "wal_compression": "on",
    "max_wal_size": "2GB",
    "jit": "off",
    "fsync": "on",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


class Postgres:
    """A PostgreSQL 18 cluster in ``folder``, owned by the role ``foodmarket``."""

    def __init__(self, folder: DataFolder, identity: Identity) -> None:
        self._folder = folder
        self._identity = identity
        self._child: Child | None = None

    @property
    def pid(self) -> int | None:
        """The server's process number while it runs."""
        return self._child.pid if self._child is not None else None

    @property
    def socket(self) -> Path:
        """The socket that the server listens on while it runs."""
        return self._folder.sockets / ".s.PGSQL.5432"

    def url(self, database: str) -> str:
        """The address of ``database`` for asyncpg (and libpq): over the private socket."""
        return f"postgresql://{USER}@/{database}?host={quote(str(self._folder.sockets))}"

    async def clear_leftovers(self) -> None:
        """Stop a server whose owner was killed, and forget what it had locked."""
        await stop_leftovers(self._program())
        # Its number may belong to an innocent process by now, which the server would believe.
        (self._folder.postgres / "postmaster.pid").unlink(missing_ok=True)

    async def start(self) -> None:
        """Start, and on the first time create, the cluster. Refuses with `CannotStart`."""
        if not self._folder.postgres.exists():
            await self._create()
        self._check_version()
        self._hand_over(self._folder.postgres)
        self._hand_over(self._folder.sockets)
        self._child = Child(self._program())
        await self._child.until(self._answers, _READY_SECONDS)

    async def stop(self) -> None:
        """Stop the server; sessions are ended, committed data is safe."""
        if self._child is not None:
            await self._child.stop()
            self._child = None

    async def create_database(self, name: str, template: str = "template1") -> str:
        """Create the database ``name`` unless it exists, as a copy of ``template``.

        Answers its address. A name that is not a plain lower-case identifier is a ValueError.
        """
        _check_name(name)
        _check_name(template)
        connection = await asyncpg.connect(self.url("postgres"))
        try:
            known = await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name)
            if known is None:
                await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        finally:
            await connection.close()
        return self.url(name)

    async def drop_database(self, name: str) -> None:
        """Drop the database ``name`` if it exists, ending the sessions that use it."""
        _check_name(name)
        connection = await asyncpg.connect(self.url("postgres"))
        try:
            await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        finally:
            await connection.close()

    async def _create(self) -> None:
        # Built aside and renamed: an interrupted first start leaves no half-made cluster.
        draft = self._folder.path / "postgres.new"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        self._hand_over(draft)
        initdb = evolve(
            self._program(),
            command=[
                *(str(postgres_program("initdb")), "--pgdata", str(draft), "--username", USER),
                *("--auth=trust", "--encoding=UTF8", "--no-instructions"),
                # The same order of letters on every machine.
                *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            ],
            home=draft,
            stop_signals=(Signals.SIGKILL,),
        )
        await Child(initdb).finish()
        draft.rename(self._folder.postgres)

    def _program(self) -> Program:
        settings = _SETTINGS | {"unix_socket_directories": str(self._folder.sockets)}
        return Program(
            name="PostgreSQL",
            command=[
                *(str(postgres_program("postgres")), "-D", str(self._folder.postgres)),
                *(word for name, value in settings.items() for word in ("-c", f"{name}={value}")),
            ],
            home=self._folder.postgres,
            log=self._folder.logs / "postgres.log",
            # fast shutdown, immediate shutdown, the end
            stop_signals=(Signals.SIGINT, Signals.SIGQUIT, Signals.SIGKILL),
            identity=self._identity,
        )

    def _check_version(self) -> None:
        found = (self._folder.postgres / "PG_VERSION").read_text().strip()
        if found != str(POSTGRES_MAJOR):
            raise CannotStart(
                "PostgreSQL", f"{self._folder.postgres} was made by PostgreSQL {found}"
            )

    def _hand_over(self, top: Path) -> None:
        """Give ``top`` to whoever the server runs as; data may move between the two ways."""
        if os.geteuid() != 0:
            return
        nobody = pwd.getpwnam("nobody")
        owner = (nobody.pw_uid, nobody.pw_gid) if self._identity == "nobody" else (0, 0)
        if top.stat().st_uid != owner[0]:
            for path in (top, *top.rglob("*")):
                os.chown(path, *owner, follow_symlinks=False)

    async def _answers(self) -> bool:
        try:
            connection = await asyncpg.connect(self.url("postgres"), timeout=5)
        except (OSError, TimeoutError, asyncpg.PostgresError):
            return False
        try:
            return bool(await connection.fetchval("SELECT true"))
        finally:
            await connection.close()


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise ValueError(f"not a plain database name: {name!r}")
