"""What people show who they are with, in memory."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from attrs import evolve, frozen

from foodmarket.adapters.memory.accounts import Later
from foodmarket.adapters.memory.tables import Commit, K, Tables
from foodmarket.domain.accounts.api_keys import ApiKey
from foodmarket.domain.accounts.codes import Challenge, ChallengeId
from foodmarket.domain.accounts.model import AccountId
from foodmarket.domain.accounts.passkeys import Ceremony, CeremonyId, Passkey
from foodmarket.domain.accounts.second_factor import SecondFactor
from foodmarket.domain.kernel.errors import StaleFacts

V = TypeVar("V", Challenge, SecondFactor, Ceremony, Passkey, ApiKey)
E = TypeVar("E", Challenge, Ceremony)


@frozen
class MemoryCredentials:
    _tables: Tables
    _later: Later

    def add_challenge(self, it: Challenge) -> None:
        self._later(lambda commit: commit.insert(commit.tables.challenges, it.id, it))

    def save_challenge(self, it: Challenge) -> None:
        self._later(lambda commit: _save(commit, commit.tables.challenges, it.id, it))

    async def challenge(self, challenge_id: ChallengeId) -> Challenge | None:
        return self._tables.challenges.get(challenge_id)

    async def forget(self, before: datetime) -> int:
        return _forget(self._tables.challenges, before) + _forget(self._tables.ceremonies, before)

    def add_second_factor(self, it: SecondFactor) -> None:
        self._later(lambda commit: commit.insert(commit.tables.second_factors, it.account_id, it))

    def save_second_factor(self, it: SecondFactor) -> None:
        self._later(lambda commit: _save(commit, commit.tables.second_factors, it.account_id, it))

    async def second_factor(self, account_id: AccountId) -> SecondFactor | None:
        return self._tables.second_factors.get(account_id)

    def add_ceremony(self, it: Ceremony) -> None:
        self._later(lambda commit: commit.insert(commit.tables.ceremonies, it.id, it))

    def save_ceremony(self, it: Ceremony) -> None:
        self._later(lambda commit: _save(commit, commit.tables.ceremonies, it.id, it))

    async def ceremony(self, ceremony_id: CeremonyId) -> Ceremony | None:
        return self._tables.ceremonies.get(ceremony_id)

    def add_passkey(self, it: Passkey) -> None:
        self._later(lambda commit: commit.insert(commit.tables.passkeys, it.credential_id, it))

    def save_passkey(self, it: Passkey) -> None:
        self._later(lambda commit: _save(commit, commit.tables.passkeys, it.credential_id, it))

    async def passkey(self, credential_id: str) -> Passkey | None:
        found = self._tables.passkeys.get(credential_id)
        return found if found is not None and found.removed_at is None else None

    async def passkeys(self, account_id: AccountId) -> Sequence[Passkey]:
        found = (it for it in self._tables.passkeys.values() if it.account_id == account_id)
        return sorted((it for it in found if it.removed_at is None), key=lambda it: it.id)

    def add_api_key(self, it: ApiKey) -> None:
        self._later(lambda commit: commit.insert(commit.tables.api_keys, it.key_hash, it))

    def save_api_key(self, it: ApiKey) -> None:
        self._later(lambda commit: _save(commit, commit.tables.api_keys, it.key_hash, it))

    async def api_key(self, digest: str) -> ApiKey | None:
        return self._tables.api_keys.get(digest)

    async def api_keys(self, account_id: AccountId) -> Sequence[ApiKey]:
        found = [it for it in self._tables.api_keys.values() if it.account_id == account_id]
        return sorted(found, key=lambda it: it.id, reverse=True)


def _forget(table: dict[K, E], before: datetime) -> int:
    old = [key for key, it in table.items() if it.expires_at < before]
    for key in old:
        del table[key]
    return len(old)


def _save(commit: Commit, table: dict[K, V], key: K, fact: V) -> None:
    stored = table.get(key)
    if stored is None or stored.version != fact.version:
        raise StaleFacts
    commit.put(table, key, evolve(fact, version=fact.version + 1))
