"""Agreeing to purposes, and withdrawing."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.accounts.errors import NotAllowed
from foodmarket.domain.accounts.model import AccountId, Actor
from foodmarket.domain.privacy.consents import (
    Consent,
    ConsentDocument,
    ConsentId,
    ConsentPurpose,
    ConsentState,
    agreed,
    standing,
    withdrawn,
)


@frozen(kw_only=True)
class DecideConsents:
    """See, give and withdraw consents. Nothing is agreed to by default, or along with another."""

    begin: ports.Begin
    clock: ports.Clock
    ids: ports.Ids
    documents: Sequence[ConsentDocument]

    async def show(self, actor: Actor) -> Sequence[ConsentState]:
        """Return how one stands to every purpose. Refuses with `NotAllowed`."""
        async with self.begin() as uow:
            decided = await uow.personal_data.consents(_own(actor))
        return standing(self.documents, decided)

    async def history(self, actor: Actor) -> Sequence[Consent]:
        """Return everything that one decided, oldest first. Refuses with `NotAllowed`."""
        async with self.begin() as uow:
            return await uow.personal_data.consents(_own(actor))

    async def give(
        self, actor: Actor, purpose: ConsentPurpose, digest: str
    ) -> Sequence[ConsentState]:
        """Agree to the text with this digest. Refuses with `NotAllowed` and `OutdatedConsent`."""
        account_id, consent_id = _own(actor), self.ids.new(ConsentId)
        now = self.clock.now()
        consent = agreed(self.documents, purpose, digest, consent_id, account_id, now)
        await self._keep(consent)
        return await self.show(actor)

    async def withdraw(self, actor: Actor, purpose: ConsentPurpose) -> Sequence[ConsentState]:
        """Withdraw a consent; where there is none, nothing changes. Refuses with `NotAllowed`."""
        async with self.begin() as uow:
            decided = await uow.personal_data.consents(_own(actor))
        consent = withdrawn(decided, purpose, self.ids.new(ConsentId), self.clock.now())
        if consent is not None:
            await self._keep(consent)
        return await self.show(actor)

    async def _keep(self, consent: Consent) -> None:
        async with self.begin() as uow:
            uow.personal_data.add_consent(consent)
            await uow.commit()


def _own(actor: Actor) -> AccountId:
    if actor.account_id is None:
        raise NotAllowed
    return actor.account_id
