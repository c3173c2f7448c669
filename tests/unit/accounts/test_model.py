"""Who may have an account."""

from datetime import UTC, datetime

import pytest

from foodmarket.domain.accounts.model import (
    Account,
    AccountId,
    BadName,
    MalformedEmail,
    Role,
    WeakPassword,
    normal_email,
    person_name,
    strong_password,
)
from foodmarket.domain.kernel.language import Language


def account() -> Account:
    return Account(
        id=AccountId.of(1),
        role=Role.CUSTOMER,
        name="  Анна  ",
        email=" Anna@Example.ORG ",
        password_hash="secret-hash",
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


def test_an_account_keeps_name_and_address_in_their_normal_form() -> None:
    assert account().name == "Анна"
    assert account().email == "anna@example.org"


def test_an_account_never_shows_its_password_hash() -> None:
    assert "secret-hash" not in repr(account())


def test_an_account_can_speak_another_language() -> None:
    assert account().language is Language.RU
    assert account().speaking(Language.EN).language is Language.EN


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a@",
        "@b.c",
        "a@b",
        "a@b.",
        "a b@c.d",
        "a@b..c",
        "a@@b.c",
        "a" * 65 + "@b.c",
        f"a@{'b' * 260}.c",
    ],
)
def test_what_can_not_be_an_address_is_refused(text: str) -> None:
    with pytest.raises(MalformedEmail):
        normal_email(text)


@pytest.mark.parametrize("text", ["a@b.c", "a.b+c@d-e.co.uk", "анна@пример.рф"])
def test_usual_addresses_are_taken(text: str) -> None:
    assert normal_email(text) == text


@pytest.mark.parametrize("length", [0, 9, 257])
def test_a_password_has_a_sensible_length(length: int) -> None:
    with pytest.raises(WeakPassword) as refused:
        strong_password("x" * length)
    assert refused.value.data() == {"shortest": 10, "longest": 256}


@pytest.mark.parametrize("length", [10, 256])
def test_a_long_enough_password_is_taken_as_it_is(length: int) -> None:
    assert strong_password(" " * length) == " " * length


@pytest.mark.parametrize("name", ["", "   ", "x" * 101])
def test_a_person_has_a_name(name: str) -> None:
    with pytest.raises(BadName):
        person_name(name)
