"""Tombstones in a file of one JSON object per line."""

import asyncio
import json
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from attrs import frozen

from foodmarket.domain.accounts.model import AccountId, CookId
from foodmarket.domain.privacy.model import ErasureId, Tombstone


@frozen
class FileTombstones:
    """Each line is written at once and synced, so several processes may share the file."""

    path: Path

    async def add(self, stone: Tombstone) -> None:
        await asyncio.to_thread(self._append, stone)

    async def all(self) -> Sequence[Tombstone]:
        return await asyncio.to_thread(self._read)

    def _append(self, stone: Tombstone) -> None:
        facts = {
            "erasure": stone.erasure_id,
            "account": stone.account_id,
            "cook": stone.cook_id,
            "at": stone.at.isoformat(),
        }
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, json.dumps(facts).encode() + b"\n")
            os.fsync(handle)
        finally:
            os.close(handle)

    def _read(self) -> list[Tombstone]:
        if not self.path.exists():
            return []
        stones: dict[AccountId, Tombstone] = {}
        for line in self.path.read_text(encoding="utf-8").splitlines():
            facts = json.loads(line)
            stone = Tombstone(
                erasure_id=ErasureId.parse(facts["erasure"]),
                account_id=AccountId.parse(facts["account"]),
                cook_id=CookId.parse(facts["cook"]) if facts["cook"] else None,
                at=datetime.fromisoformat(facts["at"]),
            )
            stones.setdefault(stone.account_id, stone)
        return list(stones.values())
