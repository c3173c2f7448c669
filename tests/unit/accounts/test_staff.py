"""Taking staff on, changing what they answer for, letting them go: at once, and written down."""

import pyotp
import pytest

from foodmarket.domain.accounts.errors import (
    EmailTaken,
    SecondFactorNeeded,
    UnknownAccount,
    WrongCredentials,
    WrongSecondFactor,
)
from foodmarket.domain.accounts.model import Channel, Duty, Origin, Role
from foodmarket.domain.accounts.usecases.open_session import SignedIn
from foodmarket.domain.accounts.usecases.staff import Issued
from tests.unit.orders.town import Town

IRINA = "irina@example.org"
AT_A_DESK = Origin(Channel.PROGRAM)


async def taken_on(town: Town, *duties: Duty) -> Issued:
    return await town.market.add_staff(name="Ирина", email=IRINA, duties=frozenset(duties))


async def sign_in(town: Town, issued: Issued, code: str | None = None) -> SignedIn:
    assert issued.password is not None
    app = pyotp.parse_uri(issued.uri)
    assert isinstance(app, pyotp.TOTP)
    code = code or app.at(town.clock.now())
    return await town.market.sign_in(email=IRINA, password=issued.password, code=code)


async def test_staff_comes_with_a_password_and_a_second_factor_that_is_on(town: Town) -> None:
    issued = await taken_on(town, Duty.FINANCE)
    assert (issued.account.role, len(issued.recovery_codes)) == (Role.STAFF, 10)
    with pytest.raises(SecondFactorNeeded):
        await town.market.sign_in(email=IRINA, password=issued.password or "")
    opened = await sign_in(town, issued)
    assert opened.session.actor.duties == {Duty.FINANCE}
    assert (issued.password or "") not in issued.account.password_hash
    with pytest.raises(EmailTaken):
        await taken_on(town)
    (record,) = await town.records("staff.add")
    assert (record.subject, record.facts) == (issued.account.id, {"duties": "finance"})
    assert (record.channel, record.account_id) == (AT_A_DESK.channel, None)


async def test_other_duties_act_at_once(town: Town) -> None:
    issued = await taken_on(town, Duty.FINANCE)
    opened = await sign_in(town, issued)
    await town.market.change_staff.duties(IRINA, frozenset({Duty.SUPPORT}))
    assert await town.market.adapters.sessions.find(opened.token) is None
    again = await sign_in(town, issued, issued.recovery_codes[0])
    assert again.session.actor.duties == {Duty.SUPPORT}
    (record,) = await town.records("staff.duties")
    assert record.facts == {"duties": "support"}


async def test_who_is_let_go_is_out_until_taken_back(town: Town) -> None:
    issued = await taken_on(town)
    opened = await sign_in(town, issued)
    await town.market.change_staff.disable(IRINA)
    assert await town.market.adapters.sessions.find(opened.token) is None
    with pytest.raises(WrongCredentials):
        await sign_in(town, issued, issued.recovery_codes[0])
    await town.market.change_staff.enable(IRINA)
    await sign_in(town, issued, issued.recovery_codes[0])
    verbs = [it.verb for it in await town.records("staff")]
    assert verbs == ["staff.add", "staff.disable", "staff.enable"]


async def test_a_lost_device_is_replaced_and_opens_nothing_any_more(town: Town) -> None:
    issued = await taken_on(town)
    opened = await sign_in(town, issued)
    anew = await town.market.change_staff.second_factor(IRINA)
    assert (anew.password, anew.uri != issued.uri) == (None, True)
    assert await town.market.adapters.sessions.find(opened.token) is None
    with pytest.raises(WrongSecondFactor):
        await sign_in(town, issued, issued.recovery_codes[0])
    await sign_in(town, issued, anew.recovery_codes[0])
    assert len(await town.records("staff.second_factor")) == 1


async def test_staff_that_was_registered_without_one_gets_one(town: Town) -> None:
    await town.market.register_account(
        name="Ирина", email=IRINA, password="a long sentence", role=Role.STAFF
    )
    issued = await town.market.change_staff.second_factor(IRINA)
    with pytest.raises(SecondFactorNeeded):
        await town.market.sign_in(email=IRINA, password="a long sentence")
    assert len(issued.recovery_codes) == 10


@pytest.mark.parametrize("email", ["petr@example.org", "nobody@example.org"])
async def test_others_are_no_staff(town: Town, email: str) -> None:
    with pytest.raises(UnknownAccount):
        await town.market.change_staff.duties(email, frozenset(Duty))
    with pytest.raises(UnknownAccount):
        await town.market.change_staff.disable(email)
