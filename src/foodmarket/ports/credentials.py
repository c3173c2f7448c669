"""What people show who they are with, besides their password."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from foodmarket.domain.accounts.api_keys import ApiKey
from foodmarket.domain.accounts.codes import Challenge, ChallengeId
from foodmarket.domain.accounts.model import AccountId
from foodmarket.domain.accounts.passkeys import Ceremony, CeremonyId, Passkey
from foodmarket.domain.accounts.second_factor import SecondFactor


class Credentials(Protocol):
    """Codes that were asked for, second factors, passkeys, and partners' keys."""

    def add_challenge(self, challenge: Challenge) -> None:
        """Add a challenge."""
        ...

    def save_challenge(self, challenge: Challenge) -> None:
        """Save a changed challenge (its ``version`` as it was read); stale ones are refused."""
        ...

    async def challenge(self, challenge_id: ChallengeId) -> Challenge | None:
        """Return a challenge."""
        ...

    async def forget(self, before: datetime) -> int:
        """Remove challenges and ceremonies that expired before the instant, at once; count them."""
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

    def add_ceremony(self, ceremony: Ceremony) -> None:
        """Add a challenge for a device."""
        ...

    def save_ceremony(self, ceremony: Ceremony) -> None:
        """Save a changed ceremony (its ``version`` as it was read)."""
        ...

    async def ceremony(self, ceremony_id: CeremonyId) -> Ceremony | None:
        """Return a ceremony."""
        ...

    def add_passkey(self, passkey: Passkey) -> None:
        """Add a passkey; where its credential is known, removed ones too, the commit is stale."""
        ...

    def save_passkey(self, passkey: Passkey) -> None:
        """Save a changed passkey (its ``version`` as it was read)."""
        ...

    async def passkey(self, credential_id: str) -> Passkey | None:
        """Return the passkey of a credential, unless it was removed."""
        ...

    async def passkeys(self, account_id: AccountId) -> Sequence[Passkey]:
        """Return an account's passkeys that were not removed, oldest first."""
        ...

    def add_api_key(self, key: ApiKey) -> None:
        """Add a partner's key."""
        ...

    def save_api_key(self, key: ApiKey) -> None:
        """Save a changed key (its ``version`` as it was read)."""
        ...

    async def api_key(self, digest: str) -> ApiKey | None:
        """Return the key with this digest."""
        ...

    async def api_keys(self, account_id: AccountId) -> Sequence[ApiKey]:
        """Return an account's keys, newest first."""
        ...
