"""Passkeys: made by a device that really signs, used, counted, removed, and never copied."""

from datetime import timedelta

import pytest
from attrs import evolve

from foodmarket.domain.accounts.errors import (
    CeremonyOver,
    NotAllowed,
    StepUpNeeded,
    TooManyPasskeys,
    UnknownPasskey,
    WrongPasskey,
)
from foodmarket.domain.accounts.model import AccountId, Actor, Role
from foodmarket.domain.accounts.passkeys import (
    CEREMONY_LASTS,
    MOST_PASSKEYS,
    CeremonyId,
    Passkey,
    PasskeyId,
    used,
)
from foodmarket.domain.accounts.usecases.open_session import SignedIn
from foodmarket.ports.contracts.samples import NOW, an_id
from tests.integration.http.device import Device
from tests.unit.orders.town import PASSWORD, Town

STAFF = Actor(Role.STAFF, AccountId.of(9))


async def added(town: Town, device: Device, actor: Actor | None = None) -> Passkey:
    edit, owner = town.market.edit_passkeys, actor or town.customer
    asked = await edit.ask(owner, PASSWORD)
    return await edit.add(owner, asked.ceremony.id, "phone", device.make(dict(asked.options)))


async def enter(town: Town, device: Device) -> SignedIn:
    asked = await town.market.sign_in_by_passkey.ask()
    answer = device.sign(dict(asked.options))
    return await town.market.sign_in_by_passkey(asked.ceremony.id, answer)


async def test_a_device_signs_its_owner_in_and_it_is_written_down(town: Town) -> None:
    device = Device()
    passkey = await added(town, device)
    assert (await town.told())[-1].kind == "passkey-added"
    opened = await enter(town, device)
    assert opened.session.actor == town.customer
    (kept,) = await town.market.edit_passkeys(town.customer)
    assert (kept.id, kept.used_at) == (passkey.id, town.clock.now())
    assert [it.verb for it in await town.records("passkey")] == ["passkey.add"]
    (record,) = await town.records("session.open")
    assert (record.facts, record.subject) == ({"by": "passkey"}, town.customer.account_id)


async def test_a_device_that_signs_in_again_ends_the_session_that_it_had(town: Town) -> None:
    device = Device()
    await added(town, device)
    before = await enter(town, device)
    asked = await town.market.sign_in_by_passkey.ask()
    after = await town.market.sign_in_by_passkey(
        asked.ceremony.id, device.sign(dict(asked.options)), instead_of=before.token
    )
    sessions = town.market.adapters.sessions
    assert await sessions.find(before.token) is None
    assert await sessions.find(after.token) == after.session


async def test_a_removed_passkey_opens_nothing_and_the_try_is_written_down(town: Town) -> None:
    device, edit = Device(), town.market.edit_passkeys
    passkey = await added(town, device)
    with pytest.raises(UnknownPasskey):
        await edit.remove(town.cook, passkey.id)
    await edit.remove(town.customer, passkey.id)
    with pytest.raises(UnknownPasskey):
        await edit.remove(town.customer, PasskeyId.of(1))
    assert await edit(town.customer) == []
    with pytest.raises(WrongPasskey):
        await enter(town, device)
    assert [it.outcome for it in await town.records("session.open")] == ["wrong_passkey"]


async def test_the_passkey_of_a_disabled_account_opens_nothing(town: Town) -> None:
    device = Device()
    await added(town, device)
    async with town.store.begin() as uow:
        uow.accounts.save(evolve(await town.account(town.customer), disabled=True))
        await uow.commit()
    with pytest.raises(WrongPasskey):
        await enter(town, device)
    (record,) = await town.records("session.open")
    assert (record.outcome, record.subject) == ("wrong_passkey", town.customer.account_id)


async def test_a_challenge_is_answered_once_in_time_and_by_whom_it_was_made_for(
    town: Town,
) -> None:
    device, edit = Device(), town.market.edit_passkeys
    asked = await edit.ask(town.customer, PASSWORD)
    answer = device.make(dict(asked.options))
    with pytest.raises(CeremonyOver):
        await edit.add(town.cook, asked.ceremony.id, "phone", answer)
    await edit.add(town.customer, asked.ceremony.id, "phone", answer)
    with pytest.raises(CeremonyOver):
        await edit.add(town.customer, asked.ceremony.id, "phone", answer)
    with pytest.raises(CeremonyOver):
        await town.market.sign_in_by_passkey(CeremonyId.of(1), {})
    late = await town.market.sign_in_by_passkey.ask()
    town.clock.advance(CEREMONY_LASTS)
    with pytest.raises(CeremonyOver):
        await town.market.sign_in_by_passkey(late.ceremony.id, device.sign(dict(late.options)))


async def test_adding_one_takes_the_password_and_a_customer_or_a_cook(town: Town) -> None:
    with pytest.raises(StepUpNeeded):
        await town.market.edit_passkeys.ask(town.customer, "not my password")
    with pytest.raises(NotAllowed):
        await town.market.edit_passkeys.ask(STAFF, PASSWORD)
    device = Device()
    await added(town, device, town.cook)
    assert (await enter(town, device)).session.actor == town.cook


async def test_a_device_is_added_once_and_devices_are_not_without_number(town: Town) -> None:
    device = Device()
    await added(town, device)
    with pytest.raises(WrongPasskey):
        await added(town, device)
    for _ in range(MOST_PASSKEYS - 1):
        town.clock.advance(timedelta(minutes=2))  # the password is not taken as often as one likes
        await added(town, Device())
    with pytest.raises(TooManyPasskeys):
        await added(town, Device())


@pytest.mark.parametrize(
    ("before", "after", "fine"), [(0, 0, True), (0, 1, True), (3, 4, True), (3, 3, False)]
)
def test_a_key_whose_count_does_not_grow_was_copied(before: int, after: int, fine: bool) -> None:
    passkey = Passkey(
        id=an_id(PasskeyId),
        account_id=an_id(AccountId),
        name="phone",
        credential_id="c",
        public_key="k",
        sign_count=before,
        made_at=NOW,
    )
    later = NOW + timedelta(days=1)
    if fine:
        assert (used(passkey, after, later).sign_count, later) == (after, later)
    else:
        with pytest.raises(WrongPasskey):
            used(passkey, after, later)
