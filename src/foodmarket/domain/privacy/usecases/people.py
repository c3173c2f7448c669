"""Finding the ids of a person."""

from __future__ import annotations

from foodmarket import ports
from foodmarket.domain.accounts.errors import UnknownAccount
from foodmarket.domain.accounts.model import AccountId, Role
from foodmarket.domain.privacy.model import Person


async def person(uow: ports.UnitOfWork, account_id: AccountId) -> Person:
    """Return the ids of an account's person. Refuses with `UnknownAccount`."""
    account = await uow.accounts.get(account_id)
    if account is None:
        raise UnknownAccount
    cook = await uow.catalogue.cook_of(account_id) if account.role is Role.COOK else None
    return Person(account_id=account_id, cook_id=cook.id if cook else None)
