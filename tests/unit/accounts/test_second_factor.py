"""Codes of authenticator apps, compared with those of another implementation, pyotp."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from foodmarket.domain.accounts.errors import SecondFactorOn, WrongSecondFactor
from foodmarket.domain.accounts.model import AccountId
from foodmarket.domain.accounts.second_factor import (
    SecondFactor,
    confirm,
    enrol,
    enrolment_uri,
    issue,
    meet,
    switch_off,
)

NOW = datetime(2030, 5, 1, 9, 0, 10, tzinfo=UTC)
ANNA = AccountId.of(1)
STEP = timedelta(seconds=30)
CODES = ("01234567890123456789", "98765432109876543210")


def app(factor: SecondFactor) -> pyotp.TOTP:
    """Return the app after it has read the picture."""
    read = pyotp.parse_uri(enrolment_uri(factor, "anna@example.org"))
    assert isinstance(read, pyotp.TOTP)
    return read


@pytest.fixture
def factor() -> SecondFactor:
    waiting = enrol(None, ANNA, "a seed")
    return confirm(waiting, app(waiting).at(NOW - STEP), CODES, NOW)


def test_the_app_shows_who_it_is_for(factor: SecondFactor) -> None:
    assert (app(factor).issuer, app(factor).name) == ("foodmarket", "anna@example.org")
    assert len(factor.secret) == 32  # 160 bits, without padding
    assert factor.secret not in repr(factor)
    assert enrol(None, ANNA, "another seed").secret != factor.secret


@pytest.mark.parametrize("steps", range(0, 2000, 97))
def test_the_code_is_the_one_that_an_app_shows(factor: SecondFactor, steps: int) -> None:
    at = NOW + steps * STEP
    met = meet(factor, app(factor).at(at), at)
    assert met.last_step == int(at.timestamp()) // 30


@pytest.mark.parametrize(
    ("late", "works"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_clock_may_be_a_step_away(factor: SecondFactor, late: int, works: bool) -> None:
    at = NOW + 10 * STEP
    code = app(factor).at(at - late * STEP)
    if works:
        assert meet(factor, f" {code[:3]} {code[3:]}", at).last_step > factor.last_step
    else:
        with pytest.raises(WrongSecondFactor):
            meet(factor, code, at)


def test_a_code_is_good_once_and_voids_those_before(factor: SecondFactor) -> None:
    at = NOW + 10 * STEP
    met = meet(factor, app(factor).at(at), at)
    for step in (0, 1):
        with pytest.raises(WrongSecondFactor):
            meet(met, app(factor).at(at - step * STEP), at)
    assert meet(met, app(factor).at(at + STEP), at).last_step > met.last_step


def test_a_recovery_code_is_good_once(factor: SecondFactor) -> None:
    written = "-".join(CODES[0][at : at + 5] for at in range(0, 20, 5))
    met = meet(factor, written, NOW)
    with pytest.raises(WrongSecondFactor):
        meet(met, CODES[0], NOW)
    assert meet(met, CODES[1], NOW).recovery == ()
    assert not any(code in str(factor.recovery) for code in CODES)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "٠١٢٣٤٥", "0" * 20])
def test_what_is_no_code_is_wrong(factor: SecondFactor, code: str) -> None:
    with pytest.raises(WrongSecondFactor):
        meet(factor, code, NOW)


def test_one_that_is_on_is_not_set_up_again(factor: SecondFactor) -> None:
    with pytest.raises(SecondFactorOn):
        enrol(factor, ANNA, "seed")
    with pytest.raises(SecondFactorOn):
        confirm(factor, app(factor).at(NOW), CODES, NOW)
    off = switch_off(factor)
    assert not off.on
    again = enrol(off, ANNA, "seed")
    with pytest.raises(WrongSecondFactor):  # what was used stays used
        confirm(again, app(again).at(NOW - STEP), CODES, NOW)
    assert confirm(again, app(again).at(NOW), CODES, NOW).on


def test_one_that_is_issued_is_on_at_once_and_voids_the_old(factor: SecondFactor) -> None:
    issued = issue(factor, ANNA, "seed", CODES[1:], NOW)
    at = NOW + 10 * STEP
    assert meet(issued, app(issued).at(at), at).on
    for code in (app(factor).at(at), CODES[0]):
        with pytest.raises(WrongSecondFactor):
            meet(issued, code, at)
