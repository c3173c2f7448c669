"""Codes, passwords and devices: what they open, what they end, and what is written down of it."""

from datetime import timedelta

import pytest
from attrs import evolve

from foodmarket.domain.accounts.codes import (
    CODE_LASTS,
    CODE_TRIES,
    ChallengeId,
    MalformedPhone,
    Purpose,
    normal_phone,
)
from foodmarket.domain.accounts.errors import (
    AlreadyVerified,
    CodeExpired,
    CodeUsedUp,
    NotVerified,
    NoWayToReach,
    StepUpNeeded,
    TooManyTries,
    UnknownAccount,
    UnknownChallenge,
    UnknownSession,
    WrongCode,
    WrongCredentials,
)
from foodmarket.domain.accounts.messages import Medium
from foodmarket.domain.accounts.model import SYSTEM, SessionId, WeakPassword
from foodmarket.domain.accounts.usecases.show_account import require_verified
from tests.unit.orders.town import PASSWORD, Town

PETR, NEW = "petr@example.org", "another long sentence"


def other_than(code: str) -> str:
    return "000000" if code != "000000" else "000001"


async def code_of(town: Town) -> str:
    return (await town.told())[-1].facts["code"]


async def test_an_address_is_verified_by_the_code_that_came_to_it(town: Town) -> None:
    asked = await town.market.ask_for_code(town.customer, Purpose.EMAIL)
    message = (await town.told())[-1]
    assert (message.to, message.kind, message.facts["minutes"]) == (PETR, "code-email", "15")
    assert town.customer.account_id is not None
    async with town.store.begin() as uow:
        with pytest.raises(NotVerified):
            await require_verified(uow, town.customer.account_id)
    account = await town.market.verify_address(town.customer, asked.id, message.facts["code"])
    assert account.email_verified_at == town.clock.now()
    async with town.store.begin() as uow:
        await require_verified(uow, account.id)
    with pytest.raises(AlreadyVerified):
        await town.market.ask_for_code(town.customer, Purpose.EMAIL)
    (record,) = await town.records("email.verify")
    assert (record.account_id, record.outcome) == (account.id, "done")


async def test_a_phone_is_kept_once_it_is_verified_and_its_owner_hears_of_it(town: Town) -> None:
    asked = await town.market.ask_for_code(town.customer, Purpose.PHONE, "+7 (900) 123-45-67")
    sent = (await town.told())[-1]
    assert (sent.medium, sent.to) == (Medium.PHONE, "+79001234567")
    assert (await town.account(town.customer)).phone is None
    await town.market.verify_address(town.customer, asked.id, sent.facts["code"])
    assert (await town.account(town.customer)).phone == "+79001234567"
    told = (await town.told())[-1]
    assert (told.kind, told.to) == ("phone-verified", PETR)
    (record,) = await town.records("phone.verify")
    assert "+7900" not in str(record)


@pytest.mark.parametrize("text", ["", "79001234567", "+0900123456", "+7900", "+7" + "9" * 15])
def test_what_can_not_be_a_phone_number_is_refused(text: str) -> None:
    with pytest.raises(MalformedPhone):
        normal_phone(text)


async def test_a_code_is_good_once_for_minutes_and_for_its_owner_alone(town: Town) -> None:
    asked = await town.market.ask_for_code(town.customer, Purpose.EMAIL)
    code = await code_of(town)
    with pytest.raises(UnknownChallenge):
        await town.market.verify_address(town.cook, asked.id, code)
    with pytest.raises(UnknownChallenge):
        await town.market.verify_address(town.customer, ChallengeId.of(1), code)
    with pytest.raises(UnknownChallenge):
        await town.market.reset_password(asked.id, code, NEW)  # it verifies, and sets no password
    await town.market.verify_address(town.customer, asked.id, code)
    with pytest.raises(CodeUsedUp):
        await town.market.verify_address(town.customer, asked.id, code)
    town.clock.advance(timedelta(minutes=2))
    late = await town.market.ask_for_code(town.customer, Purpose.PHONE, "+79001234567")
    code = await code_of(town)
    town.clock.advance(CODE_LASTS)
    with pytest.raises(CodeExpired):
        await town.market.verify_address(town.customer, late.id, code)


async def test_nobody_guesses_a_code_by_trying(town: Town) -> None:
    asked = await town.market.ask_for_code(town.customer, Purpose.EMAIL)
    code = await code_of(town)
    for _ in range(CODE_TRIES):
        with pytest.raises(WrongCode):
            await town.market.verify_address(town.customer, asked.id, other_than(code))
    with pytest.raises(CodeUsedUp):
        await town.market.verify_address(town.customer, asked.id, code)
    told = [(it.outcome, it.subject) for it in await town.records("email.verify")]
    assert told == [("wrong_code", town.customer.account_id)] * CODE_TRIES


async def test_what_counts_tries_knows_nobodys_address(town: Town) -> None:
    await town.market.ask_for_code(town.customer, Purpose.EMAIL)
    await town.market.ask_for_code(town.customer, Purpose.PHONE, "+79001234567")
    await town.market.ask_for_code.to_reset("nobody@example.org")
    counted = str(vars(town.market.adapters.limiter))
    assert "code:" in counted
    assert not [it for it in (PETR, "@", "+7900") if it in counted]


async def test_codes_are_not_sent_as_often_as_somebody_likes(town: Town) -> None:
    await town.market.ask_for_code(town.customer, Purpose.EMAIL)
    with pytest.raises(TooManyTries) as refused:
        await town.market.ask_for_code(town.customer, Purpose.EMAIL)
    assert 0 < refused.value.retry_after <= 61


async def test_a_code_is_asked_for_by_an_account_and_on_a_way_that_there_is(town: Town) -> None:
    with pytest.raises(UnknownAccount):
        await town.market.ask_for_code(SYSTEM, Purpose.EMAIL)
    by_mail = evolve(town.market.ask_for_code, notifier=OnlyMail())
    with pytest.raises(NoWayToReach):
        await by_mail(town.customer, Purpose.PHONE, "+79001234567")


class OnlyMail:
    """A notifier of a marketplace that has no way to send text messages."""

    media = frozenset({Medium.EMAIL})

    async def send(self, message: object) -> None:
        raise AssertionError(message)


async def test_a_forgotten_password_is_set_anew_and_every_session_ends(town: Town) -> None:
    before = await town.market.sign_in(email=PETR, password=PASSWORD)
    asked = await town.market.ask_for_code.to_reset(PETR)
    code = await code_of(town)
    with pytest.raises(WeakPassword):
        await town.market.reset_password(asked.id, code, "short")
    await town.market.reset_password(asked.id, code, NEW)
    assert await town.market.adapters.sessions.find(before.token) is None
    assert (await town.told())[-1].kind == "password-changed"
    assert (await town.account(town.customer)).verified  # the code came to the address
    with pytest.raises(WrongCredentials):
        await town.market.sign_in(email=PETR, password=PASSWORD)
    await town.market.sign_in(email=PETR, password=NEW)
    (record,) = await town.records("password.reset")
    assert (record.outcome, record.subject) == ("done", town.customer.account_id)


async def test_who_has_no_account_is_answered_like_others_and_gets_no_message(town: Town) -> None:
    asked = await town.market.ask_for_code.to_reset("nobody@example.org")
    assert await town.told() == []
    with pytest.raises(WrongCode):
        await town.market.reset_password(asked.id, "000000", NEW)
    (record,) = await town.records("password.reset")
    assert (record.outcome, record.subject) == ("wrong_code", None)


async def test_a_new_password_takes_the_old_one_and_ends_the_other_sessions(town: Town) -> None:
    here = await town.market.sign_in(email=PETR, password=PASSWORD)
    there = await town.market.sign_in(email=PETR, password=PASSWORD)
    with pytest.raises(StepUpNeeded):
        await town.market.change_password(here.session, password="not it", new_password=NEW)
    with pytest.raises(WeakPassword):
        await town.market.change_password(here.session, password=PASSWORD, new_password="short")
    await town.market.change_password(here.session, password=PASSWORD, new_password=NEW)
    sessions = town.market.adapters.sessions
    assert await sessions.find(there.token) is None
    assert await sessions.find(here.token) == here.session
    assert (await town.told())[-1].kind == "password-changed"
    assert [it.verb for it in await town.records("password")] == ["password.change"]
    assert [it.outcome for it in await town.records("step_up")] == ["step_up_needed"]


async def test_one_sees_ones_devices_and_signs_them_out(town: Town) -> None:
    with pytest.raises(UnknownAccount):
        await town.market.list_sessions(SYSTEM)
    with pytest.raises(UnknownAccount):
        await town.market.end_session.everywhere(SYSTEM)
    here = await town.market.sign_in(email=PETR, password=PASSWORD, agent="phone")
    there = await town.market.sign_in(email=PETR, password=PASSWORD, agent="laptop")
    shown = await town.market.list_sessions(town.customer)
    assert {it.agent for it in shown} == {"phone", "laptop"}
    with pytest.raises(UnknownSession):
        await town.market.end_session(town.cook, there.session.id)
    with pytest.raises(UnknownSession):
        await town.market.end_session(town.customer, SessionId.of(1))
    await town.market.end_session(town.customer, there.session.id)
    assert [it.id for it in await town.market.list_sessions(town.customer)] == [here.session.id]
    assert await town.market.end_session.everywhere(town.customer) == 1
    assert await town.market.adapters.sessions.find(here.token) is None
    ended = [(it.verb, it.subject, dict(it.facts)) for it in await town.records("session.end")]
    assert ended == [("session.end", there.session.id, {})]
    (everywhere,) = await town.records("session.end_all")
    assert everywhere.facts == {"sessions": "1"}


async def test_an_actor_without_an_account_has_none_to_show(town: Town) -> None:
    with pytest.raises(UnknownAccount):
        await town.market.show_account(SYSTEM)
