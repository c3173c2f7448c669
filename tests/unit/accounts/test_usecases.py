"""Registering and signing in."""

from datetime import timedelta
from typing import NoReturn

import pytest
from attrs import evolve

from foodmarket.domain.accounts.errors import EmailTaken, WrongCredentials
from foodmarket.domain.accounts.model import Channel, MalformedEmail, Origin, Role, WeakPassword
from foodmarket.domain.kernel.errors import StoreUnavailable
from tests.unit.orders.town import PASSWORD, Town


async def test_a_customer_signs_in_and_out(town: Town) -> None:
    opened = await town.market.sign_in(email=" Petr@Example.org", password=PASSWORD)
    assert opened.session.actor == town.customer
    assert opened.session.expires_at - opened.session.opened_at == timedelta(days=14)
    sessions = town.market.adapters.sessions
    assert await sessions.find(opened.token) == opened.session
    await town.market.sign_out(opened.token, Origin(Channel.BROWSER, "198.51.100.7"))
    await town.market.sign_out(opened.token)
    assert await sessions.find(opened.token) is None
    (out,) = await town.records("session.end")
    assert (out.account_id, out.subject, out.address) == (
        town.customer.account_id,
        opened.session.id,
        "198.51.100.7",
    )


async def test_one_signs_out_also_while_the_store_is_away(town: Town) -> None:
    opened = await town.market.sign_in(email="petr@example.org", password=PASSWORD)

    def away() -> NoReturn:
        raise StoreUnavailable(store="postgresql")

    record_access = evolve(town.market.record_access, begin=away)
    await evolve(town.market.sign_out, record_access=record_access)(opened.token)
    assert await town.market.adapters.sessions.find(opened.token) is None


async def test_a_new_sign_in_ends_the_session_that_the_device_had(town: Town) -> None:
    sessions = town.market.adapters.sessions
    before = await town.market.sign_in(email="petr@example.org", password=PASSWORD, agent="Fox\n1")
    after = await town.market.sign_in(
        email="petr@example.org", password=PASSWORD, instead_of=before.token
    )
    assert before.session.agent == "Fox1"
    assert await sessions.find(before.token) is None
    assert await sessions.find(after.token) == after.session


async def test_staff_is_signed_out_sooner(town: Town) -> None:
    await town.market.register_account(
        name="Ирина", email="irina@example.org", password=PASSWORD, role=Role.STAFF
    )
    opened = await town.market.sign_in(email="irina@example.org", password=PASSWORD)
    assert opened.session.expires_at - opened.session.opened_at == timedelta(hours=12)
    assert opened.session.idle_for == timedelta(minutes=30)


async def test_a_cook_signs_in_as_a_cook(town: Town) -> None:
    opened = await town.market.sign_in(email="anna@example.org", password=PASSWORD)
    assert opened.session.actor == town.cook


@pytest.mark.parametrize(
    ("email", "password"),
    [("petr@example.org", "wrong password"), ("nobody@example.org", PASSWORD), ("", PASSWORD)],
)
async def test_wrong_credentials_are_refused_alike(town: Town, email: str, password: str) -> None:
    with pytest.raises(WrongCredentials):
        await town.market.sign_in(email=email, password=password)


async def test_a_disabled_account_can_not_sign_in(town: Town) -> None:
    assert town.customer.account_id is not None
    async with town.store.begin() as uow:
        account = await uow.accounts.get(town.customer.account_id)
        assert account is not None
        uow.accounts.save(evolve(account, disabled=True))
        await uow.commit()
    with pytest.raises(WrongCredentials):
        await town.market.sign_in(email="petr@example.org", password=PASSWORD)


async def test_an_address_is_registered_once(town: Town) -> None:
    with pytest.raises(EmailTaken):
        await town.market.register_account(
            name="Другой", email="PETR@example.org", password=PASSWORD
        )
    with pytest.raises(EmailTaken):
        await town.new_cook("petr@example.org")
    assert len(town.store.tables.accounts) == 2
    assert len(town.store.tables.cooks) == 1


async def test_staff_is_registered_with_its_role(town: Town) -> None:
    account = await town.market.register_account(
        name="Ирина", email="irina@example.org", password=PASSWORD, role=Role.STAFF
    )
    opened = await town.market.sign_in(email="irina@example.org", password=PASSWORD)
    assert (account.role, opened.session.actor.role) == (Role.STAFF, Role.STAFF)
    assert PASSWORD not in account.password_hash


async def test_what_is_malformed_is_not_registered(town: Town) -> None:
    with pytest.raises(WeakPassword):
        await town.market.register_account(name="А", email="a@b.org", password="short")
    with pytest.raises(MalformedEmail):
        await town.market.register_account(name="А", email="ab.org", password=PASSWORD)
