"""Bringing cooks onto Stripe Connect: an account each, and the page where they prove who they are.

We bear fees and losses, Stripe collects what the law asks of the cook, and the cook sees a small
dashboard of Stripe's.
"""

from collections.abc import Awaitable
from typing import Any

import stripe
from attrs import frozen

from foodmarket.adapters.stripe.client import StripeLine, ask
from foodmarket.adapters.stripe.mapping import refusal
from foodmarket.domain.accounts.model import CookId
from foodmarket.domain.payments.errors import ProviderUnavailable
from foodmarket.domain.payouts.errors import OnboardingRefused
from foodmarket.domain.payouts.model import ConnectedCook


@frozen
class CookOnboarding:
    """See `foodmarket.ports.onboarding.Onboarding`."""

    line: StripeLine

    async def open_account(self, cook_id: CookId, country: str, email: str) -> ConnectedCook:
        """Open the cook's account, within a day the same one; ``country`` is ISO 3166-1."""
        call = self.line.v1.accounts.create_async(
            {
                "country": country,
                "email": email,
                "capabilities": {"transfers": {"requested": True}},
                "controller": {
                    "fees": {"payer": "application"},
                    "losses": {"payments": "application"},
                    "requirement_collection": "stripe",
                    "stripe_dashboard": {"type": "express"},
                },
                "metadata": {"cook_id": cook_id},
            },
            {"idempotency_key": f"account-{cook_id}"},
        )
        return _connected(await self._told(call))

    async def link(self, account: str, *, return_url: str, refresh_url: str) -> str:
        """Return the address of a page for the cook; it works once and for a few minutes."""
        call = self.line.v1.account_links.create_async(
            {
                "account": account,
                "type": "account_onboarding",
                "return_url": return_url,
                "refresh_url": refresh_url,
            }
        )
        return str((await self._told(call))["url"])

    async def standing(self, account: str) -> ConnectedCook:
        """Return whether the cook can be paid, and what is missing."""
        return _connected(await self._told(self.line.v1.accounts.retrieve_async(account)))

    async def _told(self, call: Awaitable[stripe.StripeObject]) -> dict[str, Any]:
        try:
            return (await ask(call)).body
        except stripe.StripeError as error:
            reason = refusal(error)
            if reason is None:
                raise ProviderUnavailable(provider="stripe") from error
            raise OnboardingRefused(reason=reason) from error


def _connected(account: dict[str, Any]) -> ConnectedCook:
    transfers = (account.get("capabilities") or {}).get("transfers")
    missing = (account.get("requirements") or {}).get("currently_due") or ()
    return ConnectedCook(
        account=str(account["id"]),
        can_be_paid=transfers == "active",
        missing=tuple(str(name) for name in missing),
    )
