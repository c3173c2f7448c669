"""A server that goes away is a named refusal at once, and is found again when it returns."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from foodmarket.adapters.embedded import EmbeddedServices
from foodmarket.adapters.postgres import PostgresStore, migrate
from foodmarket.adapters.postgres.database import answering
from foodmarket.domain.kernel.errors import StoreUnavailable
from foodmarket.ports.contracts.samples import a_placed_order, an_account
from foodmarket.ports.contracts.stage import Stage


@pytest.fixture
async def services(tmp_path: Path) -> AsyncIterator[EmbeddedServices]:
    async with EmbeddedServices(tmp_path) as services:
        yield services


async def test_a_server_that_stops_and_returns(services: EmbeddedServices) -> None:
    await migrate(services.database_url)
    async with PostgresStore.open(services.database_url) as store:
        stage = Stage(store.begin)
        shop = await stage.shop()
        placed = await stage.placed(shop)
        await services.postgres.stop()
        async with asyncio.timeout(10):
            with pytest.raises(StoreUnavailable):
                await store.ping()
            with pytest.raises(StoreUnavailable):
                await stage.placed(shop)
            with pytest.raises(StoreUnavailable):
                async with store.begin() as uow:
                    await uow.orders.purchase(placed.order.id)
        await services.postgres.start()
        await store.ping()
        async with store.begin() as uow:
            assert await uow.orders.purchase(placed.order.id) == placed
        await stage.placed(shop)


async def test_opening_without_a_server_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable):
        async with PostgresStore.open(f"postgresql://nobody@/none?host={tmp_path}"):
            pass


async def test_a_connection_that_dies_in_a_commit_leaves_nothing_half_done(
    store: PostgresStore, plain: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    """The commit waits for a lock; its connection is ended there."""
    stage = Stage(store.begin)
    shop = await stage.shop()
    change = a_placed_order(shop)
    async with plain.transaction():
        await plain.execute("LOCK TABLE slots IN ACCESS EXCLUSIVE MODE")
        commit = asyncio.create_task(stage.add(change))
        ended = False
        while not ended:
            ended = await plain.fetchval(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE wait_event_type = 'Lock' AND datname = current_database()"
            )
            await asyncio.sleep(0)
        with pytest.raises(StoreUnavailable):
            await commit
    assert await plain.fetchval("SELECT count(*) FROM orders") == 0
    assert await stage.add(change) == change.purchase


async def test_an_argument_of_the_wrong_kind_is_no_outage(store: PostgresStore) -> None:
    account = an_account()
    object.__setattr__(account, "version", "one")
    async with store.begin() as uow:
        uow.accounts.add(account)
        with pytest.raises(asyncpg.DataError, match="invalid input"):
            await uow.commit()


@pytest.mark.parametrize(
    "error",
    [
        asyncpg.InternalClientError("cannot switch to state 12; another operation (2) is ..."),
        asyncpg.CannotConnectNowError("the database system is starting up"),
        asyncpg.AdminShutdownError("terminating connection"),
        ConnectionResetError(),
    ],
)
def test_every_way_to_lose_the_server_is_one_refusal(error: Exception) -> None:
    with pytest.raises(StoreUnavailable), answering():
        raise error


@pytest.mark.parametrize("code", ["40P01", "40001"], ids=["deadlock", "serialization"])
async def test_a_commit_that_the_server_rolled_back_for_others_is_sent_again(
    store: PostgresStore, plain: "asyncpg.Connection[asyncpg.Record]", code: str
) -> None:
    """The server is made to give the first of them up; a sequence is not rolled back."""
    await plain.execute(
        f"""
        CREATE SEQUENCE tries;
        CREATE FUNCTION give_up() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
        BEGIN
            IF nextval('tries') = 1 THEN RAISE EXCEPTION USING ERRCODE = '{code}'; END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER give_up BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION give_up();
        """
    )
    try:
        stage = Stage(store.begin)
        placed = await stage.placed(await stage.shop())
        async with store.begin() as uow:
            assert await uow.orders.purchase(placed.order.id) == placed
        assert await plain.fetchval("SELECT last_value FROM tries") == 2
    finally:
        await plain.execute("DROP FUNCTION give_up CASCADE; DROP SEQUENCE tries")
