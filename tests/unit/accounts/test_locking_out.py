"""Who is turned away is written down, and a flood of tries does not fill the log."""

from datetime import timedelta

import pytest

from foodmarket.domain.accounts.errors import TooManyTries, WrongCredentials
from foodmarket.domain.accounts.model import Channel, Origin
from foodmarket.domain.accounts.usecases.record_access import ONCE, SIGN_IN
from tests.unit.orders.town import PASSWORD, Town

PETR = "petr@example.org"
HERE = Origin(Channel.BROWSER, "203.0.113.7")


async def outcomes(town: Town) -> list[str]:
    return [it.outcome for it in await town.records(SIGN_IN)]


async def test_a_sign_in_says_by_what_and_from_where(town: Town) -> None:
    await town.market.sign_in(email=PETR, password=PASSWORD, origin=HERE)
    with pytest.raises(WrongCredentials):
        await town.market.sign_in(email=PETR, password="wrong password", origin=HERE)
    opened, failed = await town.records(SIGN_IN)
    me = town.customer.account_id
    assert (opened.account_id, opened.role, opened.subject) == (me, town.customer.role, me)
    assert (failed.account_id, failed.role, failed.subject) == (None, None, me)
    for record in (opened, failed):
        assert (record.channel, record.address) == (HERE.channel, HERE.address)
        assert record.facts == {"by": "password"}


@pytest.mark.parametrize("email", ["nobody@example.org", "no address at all"])
async def test_of_a_name_that_nobody_has_nothing_is_kept(town: Town, email: str) -> None:
    with pytest.raises(WrongCredentials):
        await town.market.sign_in(email=email, password=PASSWORD, origin=HERE)
    (record,) = await town.records(SIGN_IN)
    assert (record.subject, record.facts) == (None, {"by": "password"})
    await town.market.record_access.locked_out(HERE, email, "too_many_attempts")
    assert len(await town.records(SIGN_IN)) == 1


async def test_a_lock_out_is_told_once_for_as_long_as_somebody_goes_on(town: Town) -> None:
    locked_out = town.market.record_access.locked_out
    for _ in range(20):
        await locked_out(HERE, PETR, "too_many_attempts")
    assert await outcomes(town) == ["too_many_attempts"]
    await locked_out(HERE, "anna@example.org", "too_many_attempts")  # another account
    assert len(await outcomes(town)) == 2
    town.clock.advance(ONCE.per + timedelta(seconds=1))
    await locked_out(HERE, PETR, "too_many_attempts")
    assert len(await outcomes(town)) == 3


async def test_too_many_tries_are_told_once_and_other_refusals_each_time(town: Town) -> None:
    refused, me = town.market.record_access.refused, town.customer.account_id
    for _ in range(20):
        await refused(HERE, SIGN_IN, me, TooManyTries(retry_after=60))
    for _ in range(3):
        await refused(town.customer, SIGN_IN, me, WrongCredentials())
    assert await outcomes(town) == ["too_many_tries"] + ["wrong_credentials"] * 3
