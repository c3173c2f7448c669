"""What people show who they are with, besides their password."""

from datetime import datetime
from typing import Protocol

from foodmarket.domain.accounts.codes import Challenge, ChallengeId
from foodmarket.domain.accounts.model import AccountId
from foodmarket.domain.accounts.second_factor import SecondFactor


class Credentials(Protocol):
    """Codes that were asked for, and second factors."""

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

    def add_second_factor(self, factor: SecondFactor) -> None:
        """Add an account's second factor; where there is one, the commit is stale."""
        ...

    def save_second_factor(self, factor: SecondFactor) -> None:
        """Save a changed second factor (its ``version`` as it was read)."""
        ...

    async def second_factor(self, account_id: AccountId) -> SecondFactor | None:
        """Return an account's second factor."""
        ...
