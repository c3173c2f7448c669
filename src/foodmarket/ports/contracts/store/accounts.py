"""People and their payment methods, as every store keeps them."""

import pytest
from attrs import evolve

from foodmarket.domain.accounts.errors import EmailTaken
from foodmarket.domain.accounts.model import Account, AccountId, Role
from foodmarket.domain.kernel.errors import StaleFacts
from foodmarket.domain.kernel.language import Language
from foodmarket.ports.contracts.racing import DONE, outcomes
from foodmarket.ports.contracts.raw import Raw
from foodmarket.ports.contracts.samples import NOW, a_method, an_account, an_id
from foodmarket.ports.unit_of_work import Begin


class AccountsSuite:
    """Fixtures: ``begin``, ``raw``."""

    async def test_an_account_comes_back_as_it_was(self, begin: Begin, raw: Raw) -> None:
        """By id and by address."""
        account = an_account(
            role=Role.COURIER,
            language=Language.EN,
            disabled=True,
            email_verified_at=NOW,
            phone="+79001234567",
        )
        await _add(begin, account)
        assert await raw.count("accounts") == 1
        async with begin() as uow:
            assert await uow.accounts.get(account.id) == account
            assert await uow.accounts.by_email(account.email) == account

    async def test_an_unknown_account_is_none(self, begin: Begin) -> None:
        """By id and by address; nobody has no methods."""
        async with begin() as uow:
            assert await uow.accounts.get(an_id(AccountId)) is None
            assert await uow.accounts.by_email("nobody@example.org") is None
            assert list(await uow.accounts.methods(an_id(AccountId))) == []

    async def test_an_address_belongs_to_one_account(self, begin: Begin, raw: Raw) -> None:
        """A second account with it is refused."""
        first = an_account()
        await _add(begin, first)
        with pytest.raises(EmailTaken):
            await _add(begin, an_account(email=first.email))
        assert await raw.count("accounts") == 1

    async def test_of_many_who_register_an_address_at_once_one_gets_it(
        self, begin: Begin, raw: Raw
    ) -> None:
        """The others are refused by name."""
        calls = [_add(begin, an_account(email="same@example.org")) for _ in range(8)]
        assert await outcomes(calls) == {DONE: 1, "EmailTaken": 7}
        assert await raw.count("accounts") == 1

    async def test_a_saved_account_has_the_next_version(self, begin: Begin) -> None:
        """And its new facts."""
        account = an_account()
        await _add(begin, account)
        changed = evolve(account, name="Мария", disabled=True, email_verified_at=NOW, phone="+7900")
        await _save(begin, changed)
        async with begin() as uow:
            stored = await uow.accounts.get(account.id)
        assert stored == evolve(changed, version=2)

    async def test_a_stale_save_is_refused(self, begin: Begin) -> None:
        """The first save stays."""
        account = an_account()
        await _add(begin, account)
        await _save(begin, evolve(account, name="First"))
        with pytest.raises(StaleFacts):
            await _save(begin, evolve(account, name="Second"))
        async with begin() as uow:
            stored = await uow.accounts.get(account.id)
        assert stored is not None
        assert stored.name == "First"

    async def test_an_account_that_was_never_added_is_not_saved(
        self, begin: Begin, raw: Raw
    ) -> None:
        """It is refused as stale."""
        with pytest.raises(StaleFacts):
            await _save(begin, an_account())
        assert await raw.count("accounts") == 0

    async def test_methods_come_back_oldest_first(self, begin: Begin, raw: Raw) -> None:
        """Those of the customer alone, token included."""
        customer, other = an_account(), an_account()
        mine = [a_method(customer.id, token=f"tok_{number}") for number in range(3)]
        async with begin() as uow:
            for account in (customer, other):
                uow.accounts.add(account)
            for method in (*mine, a_method(other.id)):
                uow.accounts.add_method(method)
            await uow.commit()
        assert await raw.count("methods") == 4
        async with begin() as uow:
            assert list(await uow.accounts.methods(customer.id)) == mine


async def _add(begin: Begin, account: Account) -> None:
    async with begin() as uow:
        uow.accounts.add(account)
        await uow.commit()


async def _save(begin: Begin, account: Account) -> None:
    async with begin() as uow:
        uow.accounts.save(account)
        await uow.commit()
