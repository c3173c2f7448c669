"""What people show who they are with, in memory."""

from datetime import datetime

from attrs import evolve, frozen

from foodmarket.adapters.memory.accounts import Later
from foodmarket.adapters.memory.tables import Commit, Tables
from foodmarket.domain.accounts.codes import Challenge, ChallengeId
from foodmarket.domain.kernel.errors import StaleFacts


@frozen
class MemoryCredentials:
    _tables: Tables
    _later: Later

    def add_challenge(self, challenge: Challenge) -> None:
        self._later(lambda commit: commit.insert(commit.tables.challenges, challenge.id, challenge))

    def save_challenge(self, challenge: Challenge) -> None:
        def write(commit: Commit) -> None:
            stored = commit.tables.challenges.get(challenge.id)
            if stored is None or stored.version != challenge.version:
                raise StaleFacts
            saved = evolve(challenge, version=challenge.version + 1)
            commit.put(commit.tables.challenges, challenge.id, saved)

        self._later(write)

    async def challenge(self, challenge_id: ChallengeId) -> Challenge | None:
        return self._tables.challenges.get(challenge_id)

    async def forget_challenges(self, before: datetime) -> int:
        challenges = self._tables.challenges
        old = [it.id for it in challenges.values() if it.expires_at < before]
        for challenge_id in old:
            del challenges[challenge_id]
        return len(old)
