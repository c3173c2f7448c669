"""Consents: one text per purpose, agreed to word by word, withdrawn as easily."""

import pytest
from attrs import evolve

from foodmarket.domain.accounts.errors import NotAllowed
from foodmarket.domain.accounts.model import SYSTEM
from foodmarket.domain.kernel.language import Bilingual
from foodmarket.domain.privacy.consents import (
    ConsentDocument,
    ConsentPurpose,
    OutdatedConsent,
)
from tests.unit.orders.town import Town

MARKETING, ANALYTICS = ConsentPurpose.MARKETING, ConsentPurpose.ANALYTICS


def document(purpose: ConsentPurpose, version: int = 1) -> ConsentDocument:
    text = Bilingual(f"Согласие {purpose} {version}", f"Consent {purpose} {version}")
    return ConsentDocument(purpose=purpose, version=version, text=text)


TEXTS = (document(MARKETING), document(ANALYTICS))


@pytest.fixture
async def asked(town: Town) -> Town:
    """The town, which asks for two consents."""
    object.__setattr__(town.market.decide_consents, "documents", TEXTS)
    return town


async def given(town: Town) -> dict[ConsentPurpose, bool]:
    shown = await town.market.decide_consents.show(town.customer)
    return {it.document.purpose: it.given for it in shown}


async def test_nothing_is_agreed_to_by_default_or_along_with_another(asked: Town) -> None:
    assert await given(asked) == {MARKETING: False, ANALYTICS: False}
    await asked.market.decide_consents.give(asked.customer, MARKETING, TEXTS[0].digest)
    assert await given(asked) == {MARKETING: True, ANALYTICS: False}


async def test_what_was_given_is_withdrawn_and_both_are_kept(asked: Town) -> None:
    decide = asked.market.decide_consents
    await decide.withdraw(asked.customer, MARKETING)  # nothing to withdraw: nothing happens
    await decide.give(asked.customer, MARKETING, TEXTS[0].digest)
    await decide.withdraw(asked.customer, MARKETING)
    await decide.withdraw(asked.customer, MARKETING)
    assert await given(asked) == {MARKETING: False, ANALYTICS: False}
    history = await decide.history(asked.customer)
    assert [(it.given, it.digest) for it in history] == [
        (True, TEXTS[0].digest),
        (False, TEXTS[0].digest),
    ]


async def test_a_new_text_has_to_be_agreed_to_anew(asked: Town) -> None:
    decide = asked.market.decide_consents
    await decide.give(asked.customer, MARKETING, TEXTS[0].digest)
    newer = document(MARKETING, 2)
    object.__setattr__(decide, "documents", (newer, *TEXTS))
    assert (await given(asked))[MARKETING] is False
    with pytest.raises(OutdatedConsent) as refused:
        await decide.give(asked.customer, MARKETING, TEXTS[0].digest)
    assert refused.value.digest == newer.digest
    await decide.give(asked.customer, MARKETING, newer.digest)
    assert (await given(asked))[MARKETING] is True


def test_a_text_is_known_by_every_letter_of_both_languages() -> None:
    text = document(MARKETING)
    for other in (Bilingual(text.text.ru + ".", text.text.en), Bilingual(text.text.ru, "Consent")):
        assert evolve(text, text=other).digest != text.digest


async def test_who_has_no_account_agrees_to_nothing(asked: Town) -> None:
    decide = asked.market.decide_consents
    for act in (decide.show, decide.history):
        with pytest.raises(NotAllowed):
            await act(SYSTEM)
    with pytest.raises(NotAllowed):
        await decide.give(SYSTEM, MARKETING, TEXTS[0].digest)
    with pytest.raises(NotAllowed):
        await decide.withdraw(SYSTEM, MARKETING)
