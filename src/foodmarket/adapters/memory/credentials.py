"""What people show who they are with, in memory."""

from datetime import datetime
from typing import TypeVar

from attrs import evolve, frozen

from foodmarket.adapters.memory.accounts import Later
from foodmarket.adapters.memory.tables import Commit, K, Tables
from foodmarket.domain.accounts.codes import Challenge, ChallengeId
from foodmarket.domain.accounts.model import AccountId
from foodmarket.domain.accounts.second_factor import SecondFactor
from foodmarket.domain.kernel.errors import StaleFacts

V = TypeVar("V", Challenge, SecondFactor)


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

    async def forget_challenges(self, before: datetime) -> int:
        challenges = self._tables.challenges
        old = [it.id for it in challenges.values() if it.expires_at < before]
        for challenge_id in old:
            del challenges[challenge_id]
        return len(old)

    def add_second_factor(self, it: SecondFactor) -> None:
        self._later(lambda commit: commit.insert(commit.tables.second_factors, it.account_id, it))

    def save_second_factor(self, it: SecondFactor) -> None:
        self._later(lambda commit: _save(commit, commit.tables.second_factors, it.account_id, it))

    async def second_factor(self, account_id: AccountId) -> SecondFactor | None:
        return self._tables.second_factors.get(account_id)


def _save(commit: Commit, table: dict[K, V], key: K, fact: V) -> None:
    stored = table.get(key)
    if stored is None or stored.version != fact.version:
        raise StaleFacts
    commit.put(table, key, evolve(fact, version=fact.version + 1))
