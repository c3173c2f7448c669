"""Partners' keys: shown once, good for their scopes, up to their end, until they are revoked."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from foodmarket.domain.accounts.api_keys import (
    LONGEST,
    MARK,
    MOST,
    NOTED_EVERY,
    ApiKeyId,
    BadApiKey,
    Scope,
    digest_of,
)
from foodmarket.domain.accounts.errors import (
    MissingScope,
    NotAllowed,
    NotSignedIn,
    StepUpNeeded,
    TooManyApiKeys,
    UnknownApiKey,
)
from foodmarket.domain.accounts.model import Actor, Channel, Origin, Role
from foodmarket.domain.accounts.usecases.api_keys import MadeKey
from tests.unit.orders.town import Town

DAY = timedelta(days=1)
FROM = Origin(Channel.KEY, "203.0.113.7")


async def partner(town: Town) -> tuple[Actor, str]:
    account, password = await town.market.add_partner(name="Maps", email="maps@example.org")
    return Actor(Role.PARTNER, account.id), password


async def made(
    town: Town, owner: tuple[Actor, str], scopes: Collection[Scope] = (Scope.MENU,), **other: Any
) -> MadeKey:
    actor, password = owner
    facts: dict[str, Any] = {"name": "site", "lasting": 30 * DAY} | other
    return await town.market.edit_api_keys.make(actor, scopes=scopes, password=password, **facts)


async def test_a_key_opens_what_its_scopes_say_and_is_kept_as_a_hash(town: Town) -> None:
    owner = await partner(town)
    key = await made(town, owner)
    assert key.shown.startswith(f"{MARK}{key.key.id[-8:]}_")
    assert key.shown not in str(town.store.tables.api_keys)
    assert key.key.key_hash == digest_of(key.shown)
    actor = await town.market.admit_partner(key.shown, Scope.MENU, FROM)
    assert (actor, actor.origin) == (owner[0], FROM)
    with pytest.raises(MissingScope):
        await town.market.admit_partner(key.shown, Scope.COOKS, FROM)
    assert (await town.told())[-1].kind == "api-key-made"
    (record,) = await town.records("api_key")
    assert (record.verb, record.subject, record.facts) == (
        "api_key.make",
        key.key.id,
        {"scopes": "menu:read"},
    )


async def test_a_key_ends_and_a_revoked_one_ends_at_once(town: Town) -> None:
    owner = await partner(town)
    first, second = await made(town, owner), await made(town, owner)
    await town.market.edit_api_keys.revoke(owner[0], first.key.id)
    with pytest.raises(NotSignedIn):
        await town.market.admit_partner(first.shown, Scope.MENU, FROM)
    await town.market.admit_partner(second.shown, Scope.MENU, FROM)
    town.clock.advance(30 * DAY)
    with pytest.raises(NotSignedIn):
        await town.market.admit_partner(second.shown, Scope.MENU, FROM)
    shown = await town.market.edit_api_keys(owner[0])
    assert {it.id: it.revoked_at is not None for it in shown} == {
        first.key.id: True,
        second.key.id: False,
    }
    verbs = [it.verb for it in await town.records("api_key")]
    assert verbs == ["api_key.make", "api_key.make", "api_key.revoke"]


async def test_a_partner_that_was_let_go_is_let_in_no_more(town: Town) -> None:
    owner = await partner(town)
    key = await made(town, owner)
    await town.market.change_staff.disable("maps@example.org", role=Role.PARTNER)
    with pytest.raises(NotSignedIn):
        await town.market.admit_partner(key.shown, Scope.MENU, FROM)


async def test_when_a_key_was_used_is_right_to_the_hour(town: Town) -> None:
    owner = await partner(town)
    key, began = await made(town, owner), town.clock.now()
    for minutes, noted in ((0, began), (59, began), (1, began + NOTED_EVERY)):
        town.clock.advance(timedelta(minutes=minutes))
        await town.market.admit_partner(key.shown, Scope.MENU, FROM)
        (kept,) = await town.market.edit_api_keys(owner[0])
        assert kept.used_at == noted


async def test_a_key_takes_the_password_a_partner_and_sense(town: Town) -> None:
    owner = await partner(town)
    with pytest.raises(StepUpNeeded):
        await made(town, (owner[0], "not the password"))
    for wrong in ({"name": " "}, {"scopes": ()}, {"lasting": LONGEST + DAY}, {"lasting": 0 * DAY}):
        with pytest.raises(BadApiKey):
            await made(town, owner, **wrong)
    for stranger in (town.customer, evolve(owner[0], account_id=None)):
        with pytest.raises(NotAllowed):
            await town.market.edit_api_keys(stranger)
    with pytest.raises(UnknownApiKey):
        await town.market.edit_api_keys.revoke(owner[0], ApiKeyId.of(1))
    with pytest.raises(NotSignedIn):
        await town.market.admit_partner(f"{MARK}x_y", Scope.MENU, FROM)


async def test_keys_are_not_without_number_and_revoked_ones_do_not_count(town: Town) -> None:
    owner = await partner(town)
    keys = []
    for _ in range(MOST):
        town.clock.advance(timedelta(minutes=2))
        keys.append(await made(town, owner))
    with pytest.raises(TooManyApiKeys):
        await made(town, owner)
    await town.market.edit_api_keys.revoke(owner[0], keys[0].key.id)
    town.clock.advance(timedelta(minutes=2))
    await made(town, owner)
