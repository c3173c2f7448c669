"""Looking at one's own account."""

from __future__ import annotations

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.accounts.errors import NotVerified, UnknownAccount
from foodmarket.domain.accounts.model import Account, AccountId, Actor


@frozen(kw_only=True)
class ShowAccount:
    """Show one's own account."""

    begin: ports.Begin

    async def __call__(self, actor: Actor) -> Account:
        """Refuses with `UnknownAccount` who has none."""
        async with self.begin() as uow:
            account = await uow.accounts.get(actor.account_id) if actor.account_id else None
        if account is None:
            raise UnknownAccount
        return account


async def require_verified(uow: ports.UnitOfWork, account_id: AccountId) -> None:
    """Refuse with `NotVerified` an account whose e-mail address is not verified by now."""
    account = await uow.accounts.get(account_id)
    if account is None or not account.verified:
        raise NotVerified
