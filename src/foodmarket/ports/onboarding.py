"""Taking cooks on at a provider that wants to know whom it pays."""

from typing import Protocol

from foodmarket.domain.accounts.model import CookId
from foodmarket.domain.payouts.model import ConnectedCook


class Onboarding(Protocol):
    """Every method raises `ProviderUnavailable` or refuses with `OnboardingRefused`."""

    async def open_account(self, cook_id: CookId, country: str, email: str) -> ConnectedCook:
        """Open the cook's account, within a day the same one; ``country`` is ISO 3166-1."""
        ...

    async def link(self, account: str, *, return_url: str, refresh_url: str) -> str:
        """Return the address of a page for the cook; it works once and for a few minutes."""
        ...

    async def standing(self, account: str) -> ConnectedCook:
        """Return whether the cook can be paid, and what is missing."""
        ...
