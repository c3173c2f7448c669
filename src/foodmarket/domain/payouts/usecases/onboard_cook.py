"""Taking a cook on at a provider that wants to know whom it pays."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.accounts.errors import NotAllowed
from foodmarket.domain.accounts.model import Account, Actor
from foodmarket.domain.catalogue.errors import UnknownCook
from foodmarket.domain.payments.errors import UnknownProvider
from foodmarket.domain.payouts.errors import NotOnboarded, OnboardingNotOffered
from foodmarket.domain.payouts.model import ConnectedCook
from foodmarket.domain.payouts.usecases.edit_plan import EditPayoutPlan


@frozen(kw_only=True)
class OnboardCook:
    """Open a cook's account at a provider, name it as where the money goes, and return a page.

    On that page of the provider's the cook tells who they are. Nothing is paid to a new account
    for some days. Repeating it returns another page for the same account.
    """

    begin: ports.Begin
    providers: Mapping[str, ports.PaymentProvider]
    edit_payout_plan: EditPayoutPlan

    async def __call__(
        self,
        actor: Actor,
        *,
        provider: str,
        password: str,
        return_url: str,
        code: str | None = None,
    ) -> str:
        """Return the page's address; it leads back to ``return_url``.

        Takes the password again, and a ``code`` where the account has a second factor.
        Refuses with `NotAllowed`, `UnknownProvider`, `OnboardingNotOffered`, `OnboardingRefused`,
        `ProviderUnavailable`, and like `foodmarket.domain.accounts.StepUp`.
        """
        if actor.cook_id is None:
            raise NotAllowed
        onboarding = self._onboarding(provider)
        owner = await self.edit_payout_plan.step_up(actor, password, code)
        async with self.begin() as uow:
            plan = await uow.payouts.plan(actor.cook_id)
        if plan is not None and plan.provider == provider and plan.destination is not None:
            account = plan.destination
        else:
            account = await self._opened(actor, owner, onboarding, provider)
        return await onboarding.link(account, return_url=return_url, refresh_url=return_url)

    async def standing(self, actor: Actor) -> tuple[str, ConnectedCook]:
        """Return the provider, whether the cook can be paid there, and what is missing.

        Refuses with `NotAllowed`, `NotOnboarded`, `OnboardingRefused` and `ProviderUnavailable`.
        """
        if actor.cook_id is None:
            raise NotAllowed
        async with self.begin() as uow:
            plan = await uow.payouts.plan(actor.cook_id)
        provider = self.providers.get(plan.provider or "") if plan else None
        onboarding = provider.onboarding if provider else None
        if plan is None or plan.destination is None or provider is None or onboarding is None:
            raise NotOnboarded
        return provider.name, await onboarding.standing(plan.destination)

    async def _opened(
        self, actor: Actor, owner: Account, onboarding: ports.Onboarding, provider: str
    ) -> str:
        async with self.begin() as uow:
            cook = await uow.catalogue.cook(actor.cook_id) if actor.cook_id else None
        if cook is None:
            raise UnknownCook
        opened = await onboarding.open_account(cook.id, cook.country, owner.email)
        await self.edit_payout_plan.name_destination(
            actor, owner, provider, opened.account, provider
        )
        return opened.account

    def _onboarding(self, name: str) -> ports.Onboarding:
        provider = self.providers.get(name)
        if provider is None:
            raise UnknownProvider(provider=name)
        if provider.onboarding is None:
            raise OnboardingNotOffered(provider=name)
        return provider.onboarding
