import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from pathlib import Path

import asyncpg
import psutil
import pytest
from redis.asyncio import Redis

from foodmarket.adapters.embedded import (
    AlreadyRunning,
    CannotStart,
    EmbeddedServices,
    find_running,
)
from tests.integration.processes import lives

OWNER = """
import asyncio, sys
from pathlib import Path
from foodmarket.adapters.embedded import EmbeddedServices

async def main():
    async with EmbeddedServices(Path(sys.argv[1])) as services:
        print(services.postgres.pid, services.redis.pid, flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)

asyncio.run(main())
"""


@contextmanager
def another_owner(folder: Path) -> Iterator[tuple[subprocess.Popen[str], list[psutil.Process]]]:
    """A process that owns ``folder``, and its servers."""
    command = [sys.executable, "-c", OWNER, str(folder)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as owner:
        assert owner.stdout is not None
        servers = [psutil.Process(int(pid)) for pid in owner.stdout.readline().split()]
        assert len(servers) == 2
        try:
            yield owner, servers
        finally:
            owner.kill()


def family(*pids: int | None) -> list[psutil.Process]:
    roots = [psutil.Process(pid) for pid in pids if pid is not None]
    return [*roots, *(child for root in roots for child in root.children(recursive=True))]


async def write(services: EmbeddedServices, word: str) -> None:
    connection = await asyncpg.connect(services.database_url)
    await connection.execute("CREATE TABLE note (word text)")
    await connection.execute("INSERT INTO note VALUES ($1)", word)
    await connection.close()
    client = Redis.from_url(services.redis_url)
    await client.set("word", word)
    await client.aclose()


async def read(services: EmbeddedServices) -> tuple[str, str]:
    connection = await asyncpg.connect(services.database_url)
    stored = await connection.fetchval("SELECT word FROM note")
    await connection.close()
    client = Redis.from_url(services.redis_url, decode_responses=True)
    cached = str(await client.get("word"))
    await client.aclose()
    return stored, cached


async def test_data_survives_a_restart_and_a_clean_stop_leaves_nothing(tmp_path: Path) -> None:
    async with EmbeddedServices(tmp_path) as services:
        await write(services, "borscht")
        processes = family(services.postgres.pid, services.redis.pid)
        sockets = list((tmp_path / "sockets").glob("*"))
    assert not [process for process in processes if lives(process)]
    assert not [path for path in sockets if path.exists()]
    async with EmbeddedServices(tmp_path) as services:
        assert await read(services) == ("borscht", "borscht")


async def test_a_second_start_names_the_owner_and_the_folder(tmp_path: Path) -> None:
    with another_owner(tmp_path) as (owner, servers):
        with pytest.raises(AlreadyRunning) as refused:
            await EmbeddedServices(tmp_path).__aenter__()
        assert (refused.value.pid, refused.value.folder) == (owner.pid, tmp_path.resolve())
        assert all(server.is_running() for server in servers)


async def test_others_find_the_servers_while_they_run(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    assert find_running(folder) is None
    assert not folder.exists()
    async with EmbeddedServices(folder) as services:
        found = find_running(folder)
        assert found is not None
        assert (found.database_url, found.redis_url) == (services.database_url, services.redis_url)
    assert find_running(folder) is None


async def test_nobody_is_found_where_only_sockets_were_left(tmp_path: Path) -> None:
    with another_owner(tmp_path) as (owner, servers):
        processes = family(*(server.pid for server in servers))
        owner.send_signal(signal.SIGKILL)
        owner.wait(10)
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(processes, timeout=20)
        assert list((tmp_path / "sockets").iterdir())
        assert find_running(tmp_path) is None


async def test_a_second_start_in_the_same_process_is_refused(tmp_path: Path) -> None:
    async with EmbeddedServices(tmp_path) as services:
        with pytest.raises(AlreadyRunning, match=str(os.getpid())):
            await EmbeddedServices(tmp_path).__aenter__()
        assert await services.create_database("still_here")


async def test_a_killed_owner_leaves_the_folder_to_the_next(tmp_path: Path) -> None:
    with another_owner(tmp_path) as (owner, servers):
        owner.send_signal(signal.SIGKILL)
        owner.wait(10)
        async with EmbeddedServices(tmp_path) as services:
            assert not [server for server in servers if lives(server)]
            await write(services, "pelmeni")
            assert await read(services) == ("pelmeni", "pelmeni")


@pytest.mark.skipif(sys.platform != "linux", reason="only this kernel tells of a parent's death")
async def test_servers_follow_their_killed_owner_by_themselves(tmp_path: Path) -> None:
    with another_owner(tmp_path) as (owner, servers):
        processes = family(*(server.pid for server in servers))
        owner.send_signal(signal.SIGKILL)
        owner.wait(10)
        _, alive = psutil.wait_procs(processes, timeout=20)
        assert not alive


async def test_servers_left_running_are_stopped_and_their_data_kept(tmp_path: Path) -> None:
    forgotten = EmbeddedServices(tmp_path)
    await forgotten.__aenter__()
    await write(forgotten, "kasha")
    left = family(forgotten.postgres.pid, forgotten.redis.pid)
    forgotten._folder.release()  # what the owner's death does to its lock
    async with EmbeddedServices(tmp_path) as services:
        assert not [process for process in left if lives(process)]
        assert await read(services) == ("kasha", "kasha")
    await forgotten.__aexit__(None, None, None)


async def test_a_stale_lock_with_the_number_of_an_innocent_process(tmp_path: Path) -> None:
    async with EmbeddedServices(tmp_path) as services:
        await write(services, "solyanka")
        pid_file = tmp_path / "postgres" / "postmaster.pid"
        lines = pid_file.read_text().splitlines()
    with subprocess.Popen(["sleep", "60"]) as innocent:
        try:
            pid_file.write_text("\n".join([str(innocent.pid), *lines[1:]]) + "\n")
            (tmp_path / "owner").write_text(f"{innocent.pid}\n")
            async with EmbeddedServices(tmp_path) as services:
                assert await read(services) == ("solyanka", "solyanka")
            assert innocent.poll() is None
        finally:
            innocent.kill()


async def test_nothing_listens_on_a_network(embedded: EmbeddedServices) -> None:
    inspected = set()
    for process in family(embedded.postgres.pid, embedded.redis.pid):
        with suppress(psutil.NoSuchProcess):  # a session that has just ended
            for socket in process.net_connections(kind="inet"):
                assert ip_address(socket.laddr.ip).is_loopback
            inspected.add(process.pid)
    assert {embedded.postgres.pid, embedded.redis.pid} <= inspected
    assert (embedded.folder / "sockets").stat().st_mode & 0o077 == 0


async def test_an_interrupted_first_start_is_begun_again(tmp_path: Path) -> None:
    half = tmp_path / "postgres.new"
    half.mkdir(mode=0o700)
    (half / "PG_VERSION").write_text("18\n")
    async with EmbeddedServices(tmp_path) as services:
        assert services.database_url
    assert not half.exists()


async def test_a_cluster_of_another_version_is_refused_and_kept(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir(mode=0o700)
    (tmp_path / "postgres" / "PG_VERSION").write_text("16\n")
    with pytest.raises(CannotStart, match="made by PostgreSQL 16"):
        await EmbeddedServices(tmp_path).__aenter__()
    assert (tmp_path / "postgres" / "PG_VERSION").read_text() == "16\n"
    assert not [
        child
        for child in psutil.Process().children()
        if child.name() == "redis-server" and Path(child.cwd()) == tmp_path / "redis"
    ]


async def test_databases_are_made_once_and_by_plain_names(database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    assert await connection.fetchval("SHOW fsync") == "on"
    assert await connection.fetchval("SHOW server_version_num") >= "180000"
    await connection.close()


async def test_a_database_name_cannot_carry_sql(embedded: EmbeddedServices) -> None:
    with pytest.raises(ValueError, match="plain database name"):
        await embedded.create_database('x"; DROP DATABASE foodmarket; --')
    assert await embedded.create_database("twice") == await embedded.create_database("twice")


async def test_a_path_too_long_for_a_socket_still_works(tmp_path: Path) -> None:
    folder = tmp_path / ("длинный путь " * 6).strip()
    async with EmbeddedServices(folder) as services:
        await write(services, "ukha")
        assert await read(services) == ("ukha", "ukha")


async def test_an_emptied_redis_is_given_to_each_test(redis_url: str) -> None:
    client = Redis.from_url(redis_url)
    assert await client.dbsize() == 0
    await client.aclose()
