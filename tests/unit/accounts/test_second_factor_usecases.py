"""A second factor on its way: enrolled, confirmed, asked for, replaced by recovery codes, gone."""

from datetime import timedelta

import pyotp
import pytest
from attrs import evolve

from foodmarket.domain.accounts.errors import (
    SecondFactorMissing,
    SecondFactorNeeded,
    SecondFactorOn,
    SecretUnreadable,
    TooManyTries,
    UnknownAccount,
    UnknownSecondFactor,
    WrongSecondFactor,
)
from foodmarket.domain.accounts.model import SYSTEM, Role, Session
from foodmarket.domain.accounts.second_factor import SecondFactor
from tests.unit.orders.town import PASSWORD, Town

PETR = "petr@example.org"
STEP = timedelta(seconds=30)


def code_at(town: Town, secret: str) -> str:
    return pyotp.TOTP(secret).at(town.clock.now())


async def enrolled(town: Town) -> tuple[str, tuple[str, ...]]:
    """Return the app's secret and the recovery codes of the customer, whose factor is on."""
    shown = await town.market.enrol_second_factor(town.customer, PASSWORD)
    confirm = town.market.enrol_second_factor.confirm
    codes = await confirm(town.customer, code_at(town, shown.secret))
    town.clock.advance(STEP)
    return shown.secret, codes


async def sign_in(town: Town, code: str | None = None) -> Session:
    return (await town.market.sign_in(email=PETR, password=PASSWORD, code=code)).session


async def test_it_is_asked_for_once_it_was_confirmed_and_each_code_is_good_once(
    town: Town,
) -> None:
    shown = await town.market.enrol_second_factor(town.customer, PASSWORD)
    await sign_in(town)  # not confirmed yet
    confirm = town.market.enrol_second_factor.confirm
    with pytest.raises(WrongSecondFactor):
        await confirm(town.customer, "000000")
    assert len(await confirm(town.customer, code_at(town, shown.secret))) == 10
    assert (await town.told())[-1].kind == "second-factor-on"
    with pytest.raises(SecondFactorNeeded):
        await sign_in(town)
    with pytest.raises(WrongSecondFactor):
        await sign_in(town, code_at(town, shown.secret))  # it confirmed already
    town.clock.advance(STEP)
    await sign_in(town, code_at(town, shown.secret))
    outcomes = [it.outcome for it in await town.records("session.open")]
    assert outcomes == ["done", "second_factor_needed", "wrong_second_factor", "done"]
    assert [it.verb for it in await town.records("second_factor")] == ["second_factor.on"]


async def test_it_is_not_replaced_while_it_is_on(town: Town) -> None:
    secret, _ = await enrolled(town)
    with pytest.raises(SecondFactorNeeded):
        await town.market.enrol_second_factor(town.customer, PASSWORD)
    with pytest.raises(SecondFactorOn):
        await town.market.enrol_second_factor.for_account(await town.account(town.customer))
    with pytest.raises(SecondFactorOn):
        await town.market.enrol_second_factor.confirm(town.customer, code_at(town, secret))


async def test_before_it_is_confirmed_it_may_be_shown_to_another_app(town: Town) -> None:
    first = await town.market.enrol_second_factor(town.customer, PASSWORD)
    second = await town.market.enrol_second_factor(town.customer, PASSWORD)
    assert first.secret != second.secret
    confirm = town.market.enrol_second_factor.confirm
    with pytest.raises(WrongSecondFactor):
        await confirm(town.customer, code_at(town, first.secret))
    await confirm(town.customer, code_at(town, second.secret))


async def test_a_recovery_code_opens_once_and_the_owner_hears_of_it(town: Town) -> None:
    _, codes = await enrolled(town)
    await sign_in(town, codes[0])
    assert (await town.told())[-1].kind == "recovery-code-used"
    with pytest.raises(WrongSecondFactor):
        await sign_in(town, codes[0])
    await sign_in(town, codes[1])


async def test_codes_can_not_be_guessed_by_trying(town: Town) -> None:
    secret, _ = await enrolled(town)
    town.clock.advance(timedelta(hours=1))
    for _ in range(5):
        with pytest.raises(WrongSecondFactor):
            await sign_in(town, "000000")
    with pytest.raises(TooManyTries):
        await sign_in(town, code_at(town, secret))


async def test_turning_it_off_takes_password_and_code(town: Town) -> None:
    with pytest.raises(UnknownSecondFactor):
        await town.market.enrol_second_factor.off(town.customer, PASSWORD, "000000")
    secret, _ = await enrolled(town)
    off = town.market.enrol_second_factor.off
    with pytest.raises(SecondFactorNeeded):
        await off(town.customer, PASSWORD, "")
    await off(town.customer, PASSWORD, code_at(town, secret))
    assert (await town.told())[-1].kind == "second-factor-off"
    await sign_in(town)
    verbs = [it.verb for it in await town.records("second_factor")]
    assert verbs == ["second_factor.on", "second_factor.off"]


async def test_nothing_is_confirmed_that_was_not_begun(town: Town) -> None:
    with pytest.raises(UnknownSecondFactor):
        await town.market.enrol_second_factor.confirm(town.customer, "000000")
    with pytest.raises(UnknownAccount):
        await town.market.enrol_second_factor.confirm(SYSTEM, "000000")


async def test_what_the_app_shares_with_us_is_not_readable_where_it_is_kept(town: Town) -> None:
    secret, _ = await enrolled(town)
    (kept,) = town.store.tables.second_factors.values()
    assert secret not in str(kept.secret)
    assert town.market.adapters.vault.open(kept.secret, str(kept.account_id)) == secret
    await sign_in(town, code_at(town, secret))
    (again,) = town.store.tables.second_factors.values()
    assert again.secret != kept.secret  # each use seals it anew, under the newest key
    moved = evolve(again, secret=town.market.adapters.vault.seal(secret, "acc_somebody"))
    await kept_as(town, moved)
    with pytest.raises(SecretUnreadable):
        await sign_in(town, code_at(town, secret))


async def test_one_that_an_earlier_version_kept_in_the_clear_is_sealed_with_its_next_use(
    town: Town,
) -> None:
    secret, _ = await enrolled(town)
    (kept,) = town.store.tables.second_factors.values()
    await kept_as(town, evolve(kept, secret=secret))
    await sign_in(town, code_at(town, secret))
    (again,) = town.store.tables.second_factors.values()
    assert secret not in again.secret


async def kept_as(town: Town, factor: SecondFactor) -> None:
    async with town.store.begin() as uow:
        uow.credentials.save_second_factor(factor)
        await uow.commit()


async def test_staff_without_one_is_kept_out_where_it_is_asked_for(town: Town) -> None:
    object.__setattr__(town.market.sign_in, "staff_second_factor", True)
    await town.market.register_account(
        name="Ирина", email="irina@example.org", password=PASSWORD, role=Role.STAFF
    )
    with pytest.raises(SecondFactorMissing):
        await town.market.sign_in(email="irina@example.org", password=PASSWORD)
    await sign_in(town)  # a customer may do without
