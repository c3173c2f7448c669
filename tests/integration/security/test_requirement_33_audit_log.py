"""33: the audit log is append-only and hash-chained, and holds what staff reads, too."""

from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from click.testing import CliRunner

from foodmarket.adapters.memory import MemoryStore
from foodmarket.adapters.postgres import PostgresStore
from foodmarket.domain.accounts import Duty
from foodmarket.entrypoints.auditing import verify_audit_log
from foodmarket.entrypoints.cli.app import program
from foodmarket.entrypoints.cli.talk import speaking_to
from foodmarket.ports.contracts.samples import NOW
from foodmarket.ports.contracts.store.audit_log import a_record, written
from tests.integration.http.conftest import Dinner, dinner, problem, town

__all__ = ["dinner", "town"]  # fixtures
HOME = "203.0.113.7"


@pytest.fixture
async def store(migrated_url: str) -> AsyncIterator[PostgresStore]:
    async with PostgresStore.open(migrated_url, max_size=2) as store:
        await written(store.begin, *(a_record() for _ in range(3)))
        async with store.begin() as uow:
            assert await uow.audit_log.extend_chain(10) == 3
        yield store


@pytest.fixture
async def plain(migrated_url: str) -> "AsyncIterator[asyncpg.Connection[asyncpg.Record]]":
    connection = await asyncpg.connect(migrated_url)
    yield connection
    await connection.close()


@pytest.mark.parametrize(
    "act",
    [
        "UPDATE audit_log SET verb = 'nothing'",
        "UPDATE audit_log SET address = '198.51.100.1'",
        "UPDATE audit_log SET address = NULL, salt = NULL, outcome = 'refused'",
        "DELETE FROM audit_log",
        "TRUNCATE audit_log CASCADE",
        "UPDATE audit_chain SET digest = ''",
        "DELETE FROM audit_chain",
    ],
)
async def test_the_database_refuses_to_edit_the_log(
    act: str, store: PostgresStore, plain: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    with pytest.raises(asyncpg.PostgresError, match="append-only"):
        await plain.execute(act)
    assert (await verify_audit_log(store.begin)).violations == ()


@pytest.mark.parametrize(
    ("act", "says"),
    [
        ("UPDATE audit_log SET verb = 'x' WHERE position = $1", "does not match its link 2"),
        ("UPDATE audit_log SET account_id = 'x' WHERE position = $1", "does not match its link 2"),
        ("UPDATE audit_log SET outcome = 'x' WHERE position = $1", "does not match its link 2"),
        ("UPDATE audit_log SET address = 'x' WHERE position = $1", "is not the one that was seale"),
        ("DELETE FROM audit_log WHERE position = $1", "number 3 where 2 is due"),
    ],
)
async def test_an_edit_past_every_guard_breaks_the_chain(
    act: str, says: str, store: PostgresStore, plain: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    second = await plain.fetchval("SELECT position FROM audit_chain WHERE number = 2")
    await plain.execute("SET session_replication_role = replica")
    assert await plain.execute(act, second) in {"UPDATE 1", "DELETE 1"}
    (violation,) = (await verify_audit_log(store.begin)).violations
    assert says in violation


async def test_the_chain_holds_after_addresses_were_forgotten() -> None:
    store = MemoryStore()
    await written(store.begin, *(a_record() for _ in range(3)))
    async with store.begin() as uow:
        await uow.audit_log.extend_chain(10)
        before = await verify_audit_log(store.begin)
        await uow.audit_log.forget_addresses(NOW.replace(year=2100), 2)
    after = await verify_audit_log(store.begin)
    assert (after, after.violations, after.checked) == (before, (), 3)


async def test_the_command_verifies_the_log(
    store: PostgresStore,
    plain: "asyncpg.Connection[asyncpg.Record]",
    migrated_url: str,
    redis_url: str,
    tmp_path: Path,
) -> None:
    environment = {
        "DATABASE_URL": migrated_url,
        "REDIS_URL": redis_url,
        "FOODMARKET_DATA_FOLDER": str(tmp_path),
        "FOODMARKET_LANGUAGE": "en",
    }
    arguments = ["audit-log", "verify", "--json"]

    async def verify() -> tuple[int, str]:
        import asyncio

        run = CliRunner(env=environment).invoke
        done = await asyncio.to_thread(run, program(speaking_to(arguments)), arguments)
        return done.exit_code, done.output

    code, said = await verify()
    assert (code, '"checked": 3' in said) == (0, True), said
    await plain.execute("SET session_replication_role = replica")
    await plain.execute("UPDATE audit_log SET verb = 'x'")
    code, said = await verify()
    assert (code, "does not match its link 1" in said) == (1, True), said


async def test_what_staff_reads_is_in_the_log(dinner: Dinner) -> None:
    """An order, its story and its refunds: who, from where, about what. Others leave no trace."""
    order = await dinner.delivered()
    where = f"/v1/orders/{order['id']}"
    for person in (dinner.customer, dinner.cook):
        for page in (where, f"{where}/story", f"{where}/refunds"):
            assert (await person.get(page)).status_code == 200
    await dinner.move(dinner.customer, order, "complain", {"reason": "quality"})
    staff = await dinner.town.staff(Duty.FINANCE)
    for page in (where, f"{where}/story", f"{where}/refunds"):
        assert (await staff.get(page)).status_code == 200
    found = (await staff.get("/v1/staff/audit-log", subject=order["id"])).json()["items"]
    assert [it["verb"] for it in found] == ["refunds.read", "order.story_read", "order.read"]
    me = (await staff.get("/v1/me")).json()["account_id"]
    assert {it["account_id"] for it in found} == {me}
    assert {(it["role"], it["channel"], it["address"]) for it in found} == {
        ("staff", "token", "127.0.0.1")
    }


async def test_what_staff_decides_is_in_the_log(dinner: Dinner) -> None:
    order = await dinner.delivered()
    await dinner.move(dinner.customer, order, "complain", {"reason": "quality"})
    staff = await dinner.town.staff(Duty.FINANCE, Duty.SUPPORT)
    await dinner.move(staff, order, "resolve", {"in_favour_of": "cook"})
    found = (await staff.get("/v1/staff/audit-log", verb="order.resolve_for_cook")).json()["items"]
    assert [it["subject"] for it in found] == [order["id"]]


async def test_a_search_is_staffs_alone_and_is_recorded(dinner: Dinner) -> None:
    support = await dinner.town.staff(Duty.SUPPORT, name="support")
    for person in (dinner.customer, dinner.cook, support):
        problem(await person.get("/v1/staff/audit-log"), 403, "not_allowed")
    finance = await dinner.town.staff(Duty.FINANCE, name="finance")
    naive = await finance.get("/v1/staff/audit-log", since="2030-05-01T00:00:00")
    problem(naive, 400, "bad_field")
    await finance.get("/v1/staff/audit-log", verb="refund", since="2030-05-01T00:00:00+03:00")
    (found,) = (await finance.get("/v1/staff/audit-log", verb="audit_log")).json()["items"]
    assert found["facts"] == {"verb": "refund", "start": "2030-04-30 21:00:00+00:00"}
    page = (await finance.get("/v1/staff/audit-log", verb="audit_log", limit=1)).json()
    assert page["next"] == page["items"][0]["id"]
