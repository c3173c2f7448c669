"""9: passwords are hashed by argon2id with enough memory, few at a time."""

import asyncio
import threading
from pathlib import Path

from argon2 import extract_parameters
from argon2.low_level import Type

from foodmarket.entrypoints.bootstrap import open_marketplace
from tests.integration.worker.conftest import settings_for


async def test_what_is_stored_is_argon2id_and_threads_are_bounded(
    migrated_url: str, redis_url: str, tmp_path: Path
) -> None:
    async with open_marketplace(settings_for(migrated_url, redis_url, tmp_path)) as market:
        accounts = await asyncio.gather(
            *(
                market.register_account(
                    name=f"Anna {number}",
                    email=f"anna{number}@example.org",
                    password="a long sentence nobody guesses",
                )
                for number in range(8)
            )
        )
        hashing = [it for it in threading.enumerate() if it.name.startswith("passwords")]
        assert 1 <= len(hashing) <= 2
        async with market.adapters.begin() as uow:
            stored = await uow.accounts.get(accounts[0].id)
    assert stored is not None
    found = extract_parameters(stored.password_hash)
    assert found.type is Type.ID
    assert found.memory_cost >= 19_456
    assert found.time_cost >= 2
    assert found.parallelism == 1
