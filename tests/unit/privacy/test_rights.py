"""What people may ask of us: a copy of everything, and to be forgotten while the book stays."""

from datetime import timedelta

import pytest
from attrs import evolve

from foodmarket.domain.accounts.errors import NotAllowed, UnknownAccount, WrongCredentials
from foodmarket.domain.accounts.model import SYSTEM, AccountId, Actor, Duty, Role
from foodmarket.domain.orders.process import Trigger
from foodmarket.domain.privacy.errors import ErasureNotConfirmed, UnknownErasure
from foodmarket.domain.privacy.model import ErasureState, Hindrance, Kept
from tests.unit.orders.town import PASSWORD, Town

PETR = "petr@example.org"
SUPPORT = Actor(Role.STAFF, AccountId.of(9), duties=frozenset({Duty.SUPPORT}))
FINANCE = Actor(Role.STAFF, AccountId.of(8), duties=frozenset({Duty.FINANCE}))


def account_of(actor: Actor) -> AccountId:
    assert actor.account_id is not None
    return actor.account_id


async def test_a_copy_has_ones_own_data_and_nobody_elses(town: Town) -> None:
    order = await town.order()
    copy = await town.market.export_data(town.customer)
    assert (copy.account_id, copy.made_at) == (town.customer.account_id, town.clock.now())
    (account,) = copy.data["accounts"]
    assert account["email"] == PETR
    assert [it["id"] for it in copy.data["orders"]] == [order.order.id]
    assert "anna@example.org" not in str(copy.data)
    for secret in ("scrypt", "sandbox_ok"):
        assert secret not in str(copy.data)


async def test_staff_copies_for_whoever_asked_and_that_is_recorded(town: Town) -> None:
    whom, on_request = account_of(town.cook), town.market.export_data.on_request
    assert (await on_request(SUPPORT, whom)).account_id == whom
    for stranger in (FINANCE, town.customer, town.cook):
        with pytest.raises(NotAllowed):
            await on_request(stranger, whom)
    with pytest.raises(UnknownAccount):
        await on_request(SUPPORT, AccountId.of(1))
    with pytest.raises(NotAllowed):
        await town.market.export_data(SYSTEM)
    (record,) = await town.records("account.data_read")
    assert (record.account_id, record.subject) == (SUPPORT.account_id, whom)


async def test_an_erased_person_is_gone_and_the_act_says_what_stays(town: Town) -> None:
    order = await town.order()
    await town.market.move_order(town.customer, order.order.id, Trigger.CANCEL)
    opened = await town.market.sign_in(email=PETR, password=PASSWORD)
    with pytest.raises(ErasureNotConfirmed):
        await town.market.erase_account(town.customer, "not my password")
    act = await town.market.erase_account(town.customer, PASSWORD)
    assert (act.state, act.erased_at, set(act.kept)) == (
        ErasureState.DONE,
        town.clock.now(),
        set(Kept),
    )
    assert act.erased["accounts"] == 1
    assert await town.market.adapters.sessions.find(opened.token) is None
    with pytest.raises(WrongCredentials):
        await town.market.sign_in(email=PETR, password=PASSWORD)
    assert PETR not in str(town.store.tables.accounts)
    assert order.order.id in town.store.tables.orders
    assert await town.market.erase_account.act(SUPPORT, account_of(town.customer)) == act
    (stone,) = await town.market.adapters.tombstones.all()
    assert stone.account_id == town.customer.account_id
    assert await town.is_sound()


async def test_an_erasure_waits_for_what_is_under_way_and_then_happens(town: Town) -> None:
    order = await town.order()
    waits = await town.market.erase_account(town.customer, PASSWORD)
    assert (waits.state, waits.waits_for) == (ErasureState.WAITING, (Hindrance.OPEN_ORDERS,))
    assert await town.market.erase_account.show(town.customer) == waits
    assert await town.market.erase_account.complete(waits) == waits  # nothing has changed
    await town.market.move_order(town.customer, order.order.id, Trigger.CANCEL)
    done = await town.market.erase_account.complete(waits)
    assert done.state is ErasureState.DONE
    assert await town.market.erase_account.complete(waits) == done  # once is enough
    verbs = [it.verb for it in await town.records("account")]
    assert verbs == ["account.erasure_asked", "account.erased"]


async def test_staff_erases_on_request_and_asking_twice_is_asking_once(town: Town) -> None:
    whom, on_request = account_of(town.customer), town.market.erase_account.on_request
    for stranger in (FINANCE, town.cook):
        with pytest.raises(NotAllowed):
            await on_request(stranger, whom)
    act = await on_request(SUPPORT, whom)
    assert (act.asked_by, act.state) == (SUPPORT.account_id, ErasureState.DONE)
    assert await on_request(SUPPORT, whom) == act
    assert await town.market.erase_account.act(SUPPORT, whom) == act
    read = (await town.records("account"))[-1]
    assert (read.verb, read.account_id, read.subject) == (
        "account.erasure_read",
        SUPPORT.account_id,
        whom,
    )
    with pytest.raises(UnknownAccount):
        await on_request(SUPPORT, AccountId.of(1))


async def test_what_was_never_asked_for_is_unknown(town: Town) -> None:
    with pytest.raises(UnknownErasure):
        await town.market.erase_account.show(town.customer)
    with pytest.raises(UnknownErasure):
        await town.market.erase_account.act(SUPPORT, account_of(town.customer))
    with pytest.raises(NotAllowed):
        await town.market.erase_account.act(FINANCE, account_of(town.customer))
    with pytest.raises(NotAllowed):
        await town.market.erase_account(SYSTEM, PASSWORD)


async def test_a_restored_backup_forgets_again_who_was_forgotten(town: Town) -> None:
    await town.market.erase_account(town.customer, PASSWORD)
    restored = await Town.open()
    account = (await restored.account(restored.customer)).id
    (stone,) = await town.market.adapters.tombstones.all()
    await restored.market.adapters.tombstones.add(evolve(stone, account_id=account))
    (again,) = await restored.market.erase_account.replay()
    assert (again.account_id, again.state) == (account, ErasureState.DONE)
    assert PETR not in str(restored.store.tables.accounts)
    assert await restored.market.erase_account.replay() == []


async def test_what_is_past_its_time_is_forgotten_and_nothing_before(town: Town) -> None:
    order = await town.order()
    await town.market.move_order(town.customer, order.order.id, Trigger.CANCEL)
    town.clock.advance(timedelta(days=179))
    await town.market.forget_past()
    assert (await town.shown(order)).order.address.street
    town.clock.advance(timedelta(days=2))
    assert await town.market.forget_past() > 0
    assert "Лесная" not in str((await town.shown(order)).order.address)
    while await town.market.forget_past():
        pass
