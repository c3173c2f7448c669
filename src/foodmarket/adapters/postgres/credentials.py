"""What people show who they are with."""

from datetime import datetime

from attrs import define, evolve
from sqlalchemy import DateTime, Text, bindparam, delete, select

from foodmarket.adapters.postgres import tables as t
from foodmarket.adapters.postgres.compiled import compiled
from foodmarket.adapters.postgres.database import Database
from foodmarket.adapters.postgres.documents import Document
from foodmarket.adapters.postgres.writes import Writes
from foodmarket.domain.accounts.codes import Challenge, ChallengeId

_CHALLENGES = Document[Challenge](Challenge)
_ID = bindparam("id", type_=Text)
_CHALLENGE = compiled(select(t.challenges.c.facts).where(t.challenges.c.id == _ID))
_FORGET = compiled(
    delete(t.challenges)
    .where(t.challenges.c.expires_at < bindparam("before", type_=DateTime(timezone=True)))
    .returning(t.challenges.c.id)
)


@define
class PostgresCredentials:
    _database: Database
    _writes: Writes

    def add_challenge(self, it: Challenge) -> None:
        batch = self._writes.to("challenges", it.id)
        batch.add("add_challenges", (it.id, it.expires_at, _CHALLENGES.write(it), it.version))

    def save_challenge(self, challenge: Challenge) -> None:
        saved = evolve(challenge, version=challenge.version + 1)
        facts = _CHALLENGES.write(saved)
        batch = self._writes.to("challenges", saved.id)
        batch.write("save_challenge", (saved.id, challenge.version, facts, saved.version))

    async def challenge(self, challenge_id: ChallengeId) -> Challenge | None:
        facts = await self._database.value(_CHALLENGE, id=challenge_id)
        return _CHALLENGES.read_optional(facts)

    async def forget_challenges(self, before: datetime) -> int:
        return len(await self._database.rows(_FORGET, before=before))
