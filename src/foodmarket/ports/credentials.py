"""What people show who they are with, besides their password."""

from datetime import datetime
from typing import Protocol

from foodmarket.domain.accounts.codes import Challenge, ChallengeId


class Credentials(Protocol):
    """Codes that were asked for."""

    def add_challenge(self, challenge: Challenge) -> None:
        """Add a challenge."""
        ...

    def save_challenge(self, challenge: Challenge) -> None:
        """Save a changed challenge (its ``version`` as it was read); stale ones are refused."""
        ...

    async def challenge(self, challenge_id: ChallengeId) -> Challenge | None:
        """Return a challenge."""
        ...

    async def forget_challenges(self, before: datetime) -> int:
        """Remove challenges that expired before the instant, at once; return how many."""
        ...
