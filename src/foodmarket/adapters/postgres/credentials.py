"""What people show who they are with: each is a row with its facts as a document."""

from collections.abc import Callable
from datetime import datetime
from typing import Generic, TypeVar

from attrs import define, evolve
from sqlalchemy import DateTime, Text, bindparam, delete, select

from foodmarket.adapters.postgres import tables as t
from foodmarket.adapters.postgres.compiled import compiled
from foodmarket.adapters.postgres.database import Database
from foodmarket.adapters.postgres.documents import Document
from foodmarket.adapters.postgres.rows import Values
from foodmarket.adapters.postgres.writes import Writes
from foodmarket.domain.accounts.codes import Challenge, ChallengeId
from foodmarket.domain.accounts.model import AccountId
from foodmarket.domain.accounts.second_factor import SecondFactor

V = TypeVar("V", Challenge, SecondFactor)


class _Kept(Generic[V]):
    """How one kind is kept: its table, its document, and the columns before that, id first."""

    def __init__(self, table: str, kind: type[V], columns: Callable[[V], Values]) -> None:
        self.table = table
        self.document: Document[V] = Document(kind)
        self.columns: Callable[[V], Values] = columns

    def add(self, writes: Writes, it: V) -> None:
        row: Values = (*self.columns(it), self.document.write(it), it.version)
        writes.to(self.table, str(row[0])).add(f"add_{self.table}", row)

    def save(self, writes: Writes, it: V) -> None:
        id_ = self.columns(it)[0]
        saved = evolve(it, version=it.version + 1)
        values = (id_, it.version, self.document.write(saved), saved.version)
        writes.to(self.table, str(id_)).write(f"save_{self.table}", values)


_CHALLENGES = _Kept("challenges", Challenge, lambda it: (it.id, it.expires_at))
_FACTORS = _Kept("second_factors", SecondFactor, lambda it: (it.account_id,))
_ID = bindparam("id", type_=Text)
_CHALLENGE = compiled(select(t.challenges.c.facts).where(t.challenges.c.id == _ID))
_FORGET = compiled(
    delete(t.challenges)
    .where(t.challenges.c.expires_at < bindparam("before", type_=DateTime(timezone=True)))
    .returning(t.challenges.c.id)
)
_FACTOR = compiled(select(t.second_factors.c.facts).where(t.second_factors.c.id == _ID))


@define
class PostgresCredentials:
    _database: Database
    _writes: Writes

    def add_challenge(self, challenge: Challenge) -> None:
        _CHALLENGES.add(self._writes, challenge)

    def save_challenge(self, challenge: Challenge) -> None:
        _CHALLENGES.save(self._writes, challenge)

    async def challenge(self, challenge_id: ChallengeId) -> Challenge | None:
        facts = await self._database.value(_CHALLENGE, id=challenge_id)
        return _CHALLENGES.document.read_optional(facts)

    async def forget_challenges(self, before: datetime) -> int:
        return len(await self._database.rows(_FORGET, before=before))

    def add_second_factor(self, factor: SecondFactor) -> None:
        _FACTORS.add(self._writes, factor)

    def save_second_factor(self, factor: SecondFactor) -> None:
        _FACTORS.save(self._writes, factor)

    async def second_factor(self, account_id: AccountId) -> SecondFactor | None:
        facts = await self._database.value(_FACTOR, id=account_id)
        return _FACTORS.document.read_optional(facts)
