"""What people show who they are with: each is a row with its facts as a document."""

from collections.abc import Callable, Sequence
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
from foodmarket.domain.accounts.api_keys import ApiKey
from foodmarket.domain.accounts.codes import Challenge, ChallengeId
from foodmarket.domain.accounts.model import AccountId
from foodmarket.domain.accounts.passkeys import Ceremony, CeremonyId, Passkey
from foodmarket.domain.accounts.second_factor import SecondFactor

V = TypeVar("V", Challenge, SecondFactor, Ceremony, Passkey, ApiKey)


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
_CEREMONIES = _Kept("ceremonies", Ceremony, lambda it: (it.id, it.expires_at))
_PASSKEYS = _Kept("passkeys", Passkey, lambda it: (it.id, it.account_id, it.credential_id))
_API_KEYS = _Kept("api_keys", ApiKey, lambda it: (it.id, it.account_id, it.key_hash))
_ID = bindparam("id", type_=Text)
_CHALLENGE = compiled(select(t.challenges.c.facts).where(t.challenges.c.id == _ID))
_BEFORE = bindparam("before", type_=DateTime(timezone=True))
_FORGET = [
    compiled(delete(table).where(table.c.expires_at < _BEFORE).returning(table.c.id))
    for table in (t.challenges, t.ceremonies)
]
_CEREMONY = compiled(select(t.ceremonies.c.facts).where(t.ceremonies.c.id == _ID))
_passkeys, _keys = t.passkeys.c, t.api_keys.c
_PASSKEY = compiled(select(_passkeys.facts).where(_passkeys.credential_id == _ID))
_PASSKEYS_OF = compiled(
    select(_passkeys.facts).where(_passkeys.account_id == _ID).order_by(_passkeys.id)
)
_API_KEY = compiled(select(_keys.facts).where(_keys.key_hash == _ID))
_API_KEYS_OF = compiled(
    select(_keys.facts).where(_keys.account_id == _ID).order_by(_keys.id.desc())
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

    async def forget(self, before: datetime) -> int:
        return sum([len(await self._database.rows(it, before=before)) for it in _FORGET])

    def add_second_factor(self, factor: SecondFactor) -> None:
        _FACTORS.add(self._writes, factor)

    def save_second_factor(self, factor: SecondFactor) -> None:
        _FACTORS.save(self._writes, factor)

    async def second_factor(self, account_id: AccountId) -> SecondFactor | None:
        facts = await self._database.value(_FACTOR, id=account_id)
        return _FACTORS.document.read_optional(facts)

    def add_ceremony(self, ceremony: Ceremony) -> None:
        _CEREMONIES.add(self._writes, ceremony)

    def save_ceremony(self, ceremony: Ceremony) -> None:
        _CEREMONIES.save(self._writes, ceremony)

    async def ceremony(self, ceremony_id: CeremonyId) -> Ceremony | None:
        facts = await self._database.value(_CEREMONY, id=ceremony_id)
        return _CEREMONIES.document.read_optional(facts)

    def add_passkey(self, passkey: Passkey) -> None:
        _PASSKEYS.add(self._writes, passkey)

    def save_passkey(self, passkey: Passkey) -> None:
        _PASSKEYS.save(self._writes, passkey)

    async def passkey(self, credential_id: str) -> Passkey | None:
        facts = await self._database.value(_PASSKEY, id=credential_id)
        found = _PASSKEYS.document.read_optional(facts)
        return found if found is not None and found.removed_at is None else None

    async def passkeys(self, account_id: AccountId) -> Sequence[Passkey]:
        rows = await self._database.rows(_PASSKEYS_OF, id=account_id)
        found = [_PASSKEYS.document.read(facts) for (facts,) in rows]
        return [it for it in found if it.removed_at is None]

    def add_api_key(self, key: ApiKey) -> None:
        _API_KEYS.add(self._writes, key)

    def save_api_key(self, key: ApiKey) -> None:
        _API_KEYS.save(self._writes, key)

    async def api_key(self, digest: str) -> ApiKey | None:
        return _API_KEYS.document.read_optional(await self._database.value(_API_KEY, id=digest))

    async def api_keys(self, account_id: AccountId) -> Sequence[ApiKey]:
        rows = await self._database.rows(_API_KEYS_OF, id=account_id)
        return [_API_KEYS.document.read(facts) for (facts,) in rows]
