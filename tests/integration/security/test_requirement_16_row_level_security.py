"""16 (and 14): with every check of the use cases left out, the database still shows own rows alone.

Each test asks the repositories directly, as a use case with a forgotten check would.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import asyncpg
import pytest
from attrs import frozen
from sqlalchemy import Text, bindparam, select

from foodmarket.adapters.postgres import PostgresStore
from foodmarket.adapters.postgres.compiled import compiled
from foodmarket.adapters.postgres.tables import metadata, orders
from foodmarket.adapters.postgres.walls import APP, WALLS
from foodmarket.domain.accounts.model import SYSTEM, AccountId, Actor, Role
from foodmarket.domain.kernel.errors import StaleFacts
from foodmarket.domain.orders.model import Purchase
from foodmarket.domain.orders.process import Trigger
from foodmarket.domain.payouts.model import PayoutChange, PayoutPlan
from foodmarket.domain.privacy.model import Person
from foodmarket.ports.acting import ACTING, wall_of
from foodmarket.ports.answers import Key
from foodmarket.ports.audit_log import AuditQuery
from foodmarket.ports.contracts.samples import HELD, NOW, RUB, Shop, a_method, a_placed_order, an_id
from foodmarket.ports.contracts.stage import Stage, captured_whole, decided, learned
from foodmarket.ports.contracts.store.audit_log import a_record, written
from foodmarket.ports.paging import Page

_ORDERS_OF_CUSTOMER = compiled(
    select(orders.c.id)
    .where(orders.c.customer_id == bindparam("customer", type_=Text))
    .order_by(orders.c.id)
    .limit(5)
)


@frozen
class Scene:
    """Two shops, each with an order of its own."""

    store: PostgresStore
    mine: Shop
    my_order: Purchase
    theirs: Shop
    their_order: Purchase


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    token = ACTING.set(wall_of(actor))
    try:
        yield
    finally:
        ACTING.reset(token)


@pytest.fixture
async def scene(migrated_url: str) -> AsyncIterator[Scene]:
    async with PostgresStore.open(migrated_url, max_size=2) as store:
        stage = Stage(store.begin)
        mine, theirs = await stage.shop(), await stage.shop()
        found = Scene(store, mine, await stage.funded(mine), theirs, await stage.funded(theirs))
        plan = PayoutPlan(cook_id=theirs.cook.id, currency=RUB, due_at=NOW)
        async with store.begin() as uow:
            uow.payouts.save(PayoutChange(plan=plan))
            key = Key(owner=theirs.customer.id, text="key", fingerprint="f")
            uow.answers.claim(key, found.their_order.order.id, NOW)
            await uow.commit()
        yield found


@pytest.mark.parametrize("who", ["buyer", "chef"])
async def test_somebody_elses_facts_are_not_there(scene: Scene, who: str) -> None:
    order, payment = scene.their_order.order, scene.their_order.payment
    actor = getattr(scene.mine, who)
    with acting(actor):
        async with scene.store.begin() as uow:
            assert await uow.orders.purchase(order.id) is None
            assert list(await uow.orders.steps(order.id)) == []
            assert list(await uow.orders.operations(order.id)) == []
            assert list(await uow.orders.of_customer(order.customer_id, None, Page())) == []
            assert list(await uow.orders.of_cook(order.cook_id, None, Page())) == []
            assert await uow.accounts.get(order.customer_id) is None
            assert await uow.accounts.by_email(scene.theirs.customer.email) is None
            assert list(await uow.accounts.methods(order.customer_id)) == []
            slot, theirs = scene.mine.slot.id, scene.theirs.method.id
            assert (await uow.orders.checkout(slot, [], theirs)).method is None
            assert await uow.payouts.plan(order.cook_id) is None
            assert await uow.answers.recall(order.customer_id, "key") is None
            copied = await uow.personal_data.export(Person(account_id=order.customer_id))
            assert set(copied) <= {"webhooks"}
            found = await uow.orders.purchase(scene.my_order.order.id)
    assert found == scene.my_order
    assert payment.id not in repr(found)


async def test_somebody_elses_facts_cannot_be_changed(scene: Scene) -> None:
    """Neither saved over, nor added in somebody else's name; and nothing of it is stored."""
    order = scene.their_order.order
    with acting(scene.mine.chef):
        async with scene.store.begin() as uow:
            uow.orders.save(decided(scene.their_order, Trigger.START, scene.theirs.chef))
            with pytest.raises(StaleFacts):
                await uow.commit()
    with acting(scene.mine.buyer):
        async with scene.store.begin() as uow:
            uow.orders.add(a_placed_order(scene.theirs))
            with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
                await uow.commit()
        async with scene.store.begin() as uow:
            method = a_method(order.customer_id)
            uow.accounts.add_method(method)
            with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
                await uow.commit()
    async with scene.store.begin() as uow:
        assert await uow.orders.purchase(order.id) == scene.their_order
        assert len(await uow.orders.of_customer(order.customer_id, None, Page())) == 1
        assert len(await uow.accounts.methods(order.customer_id)) == 1


async def test_both_sides_of_an_order_do_all_that_is_theirs(scene: Scene) -> None:
    """From the basket to the confirmation, every commit under the wall of whoever makes it."""
    stage, shop = Stage(scene.store.begin), scene.mine
    with acting(shop.buyer):
        placed = await stage.placed(shop)
        key = Key(owner=shop.customer.id, text="own", fingerprint="f")
        async with scene.store.begin() as uow:
            uow.answers.claim(key, placed.order.id, NOW)
            await uow.commit()
            await uow.answers.fill(key, 201, b"{}")
            answer = await uow.answers.recall(shop.customer.id, "own")
    assert answer is not None
    assert answer.body == b"{}"
    held = await stage.save(learned(placed, HELD))
    with acting(shop.chef):
        accepted = await stage.save(decided(held, Trigger.ACCEPT, shop.chef))
        purchase = await stage.save(learned(accepted, captured_whole(accepted)))
        for trigger in (Trigger.START, Trigger.FINISH, Trigger.HAND_OVER):
            purchase = await stage.save(decided(purchase, trigger, shop.chef))
    with acting(shop.buyer):
        purchase = await stage.save(decided(purchase, Trigger.CONFIRM, shop.buyer))
        async with scene.store.begin() as uow:
            assert await uow.orders.purchase(purchase.order.id) == purchase
    findings = [it async for it in scene.store.audit.findings() if it.violations]
    assert findings == []


async def test_a_wall_ends_with_its_statement(scene: Scene, migrated_url: str) -> None:
    """The next statement on the same connection sees what its own actor may see."""
    async with PostgresStore.open(migrated_url, max_size=1) as narrow:
        for actor, sees in ((scene.mine.buyer, 1), (SYSTEM, 2), (scene.theirs.buyer, 1)):
            with acting(actor):
                async with narrow.begin() as uow:
                    orders = [
                        await uow.orders.purchase(it.order.id)
                        for it in (scene.my_order, scene.their_order)
                    ]
            assert len([it for it in orders if it is not None]) == sees


async def test_the_wall_stands_before_the_first_row_is_looked_at(scene: Scene) -> None:
    """The plan has it as a filter of one time, above everything that reads."""
    with acting(scene.mine.buyer):
        statement, who = _ORDERS_OF_CUSTOMER.acting(ACTING.get())
        arguments = statement.arguments({"customer": scene.mine.customer.id, **who})
        rows = await scene.store.pool.fetch(f"EXPLAIN {statement.sql}", *arguments)
    plan = [row[0] for row in rows]
    assert plan[0].startswith("Result"), plan
    assert "One-Time Filter" in plan[1], plan


async def test_staff_and_the_system_see_everything(scene: Scene) -> None:
    await written(scene.store.begin, a_record())
    for actor in (SYSTEM, Actor(Role.STAFF, an_id(AccountId)), Actor(Role.COURIER)):
        with acting(actor):
            async with scene.store.begin() as uow:
                assert await uow.orders.purchase(scene.their_order.order.id) is not None
                assert len(await uow.audit_log.search(AuditQuery(), Page())) == 1


async def test_whoever_says_nothing_sees_nothing(scene: Scene, migrated_url: str) -> None:
    connection = await asyncpg.connect(migrated_url, server_settings={"role": APP})
    for table, wall in WALLS.items():
        if wall.sees is not None:
            count = f"SELECT count(*) FROM {table}"  # noqa: S608 - names of ours
            assert await connection.fetchval(count) == 0, table
    await connection.close()


def test_every_table_has_a_wall_or_says_why_not() -> None:
    assert set(WALLS) == set(metadata.tables)
    for name, wall in WALLS.items():
        assert (wall.sees is None) == bool(wall.open), name


async def test_the_walls_are_forced_on_whoever_owns_the_tables(migrated_url: str) -> None:
    connection = await asyncpg.connect(migrated_url)
    rows = await connection.fetch(
        "SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class"
        " WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
    )
    await connection.close()
    walled = {name for name, forced in rows if forced}
    assert walled == {name for name, wall in WALLS.items() if wall.sees is not None}
