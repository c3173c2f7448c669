"""What is kept in plain files keeps its contract."""

from pathlib import Path

import pytest

from foodmarket.adapters.files import FileTombstones
from foodmarket.ports.contracts.tools import TombstonesSuite
from foodmarket.ports.contracts.tools.tombstones import a_stone


@pytest.fixture
def tombstones(tmp_path: Path) -> FileTombstones:
    return FileTombstones(tmp_path / "new" / "tombstones.jsonl")


class TestTombstones(TombstonesSuite):
    pass


async def test_another_process_reads_what_was_added(tombstones: FileTombstones) -> None:
    stone = a_stone()
    await tombstones.add(stone)
    assert await FileTombstones(tombstones.path).all() == [stone]
    assert tombstones.path.stat().st_mode & 0o077 == 0
