"""43: a restored backup repeats the erasures that came after it."""

import asyncio
from pathlib import Path

import asyncpg
import attrs
from click.testing import CliRunner

from foodmarket.adapters.embedded import EmbeddedServices
from foodmarket.adapters.postgres import PostgresStore
from foodmarket.domain.accounts import AccountId
from foodmarket.entrypoints.bootstrap import open_marketplace
from foodmarket.entrypoints.cli.app import program
from foodmarket.entrypoints.cli.talk import speaking_to
from foodmarket.entrypoints.config import Settings
from foodmarket.ports.contracts.stage import Stage

BACKUP = "backup_of_migrated"


async def test_a_restored_backup_repeats_the_erasures(
    embedded: EmbeddedServices, migrated_url: str, redis_url: str, tmp_path: Path
) -> None:
    """The backup is a copy of the database from before; the tombstones lie beside it."""
    defaults = Settings()
    settings = attrs.evolve(
        defaults,
        database=attrs.evolve(defaults.database, url=migrated_url),
        redis=attrs.evolve(defaults.redis, url=redis_url),
        data=attrs.evolve(defaults.data, folder=tmp_path),
    )
    async with PostgresStore.open(migrated_url) as store:
        stage = Stage(store.begin)
        shop, other = await stage.shop(), await stage.shop()
        await stage.refunded(shop)
    restored_url = await embedded.create_database(BACKUP, template="migrated")
    try:
        async with open_marketplace(settings) as market:
            password = await market.adapters.passwords.hash("a long sentence")
            await _set_password(migrated_url, shop.customer.id, password)
            act = await market.erase_account(shop.buyer, "a long sentence")
            assert act.state == "done"
        assert await _email(restored_url, shop.customer.id) == shop.customer.email
        environment = {
            "DATABASE_URL": restored_url,
            "REDIS_URL": redis_url,
            "FOODMARKET_DATA_FOLDER": str(tmp_path),
            "FOODMARKET_LANGUAGE": "en",
        }
        arguments = ["privacy", "replay-erasures"]
        for said in ("Erased again: 1 of 1", "Erased again: 0 of 1"):
            run = CliRunner(env=environment).invoke
            done = await asyncio.to_thread(run, program(speaking_to(arguments)), arguments)
            assert done.exit_code == 0, done.output
            assert said in done.output
        assert await _email(restored_url, shop.customer.id) == f"{shop.customer.id}@erased.invalid"
        assert await _email(restored_url, other.customer.id) == other.customer.email
    finally:
        await embedded.postgres.drop_database(BACKUP)


async def _email(url: str, account_id: AccountId) -> str:
    return str(await _value(url, "SELECT email FROM accounts WHERE id = $1", account_id))


async def _set_password(url: str, account_id: AccountId, password_hash: str) -> None:
    change = "UPDATE accounts SET password_hash = $2 WHERE id = $1"
    await _value(url, change, account_id, password_hash)


async def _value(url: str, query: str, *arguments: object) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query, *arguments)
    finally:
        await connection.close()
