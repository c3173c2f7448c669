"""38: each purpose has a consent document of its own, unticked, versioned by text hash."""

import hashlib
from typing import Any

import pytest

from foodmarket.domain.accounts import AccountId
from foodmarket.domain.kernel.language import Bilingual
from foodmarket.domain.privacy import Consent, ConsentDocument, ConsentId, ConsentPurpose
from foodmarket.domain.privacy.consents import standing
from foodmarket.entrypoints.texts.consents import consent_documents
from foodmarket.ports.contracts.samples import NOW, an_id
from tests.integration.http.conftest import Person, Town, problem, town

__all__ = ["town"]  # a fixture
# Somebody may have agreed to these texts: whoever wants another text adds a version.
PUBLISHED = {
    ("analytics", 1): "175d644446f3597bfc16325a891bc05752513cfa829c5fd4b7b51b3b2f2b71e6",
    ("marketing", 1): "c4dc1bd13eb47663d2d327cacc5d37d452a50d1cd461a586a04a466ab97c3aba",
    ("recommendations", 1): "686d18f61daf4bb3ecf2ea94e7d0460af517ce31cb8ae0079dacf102fb495329",
}


async def _standing(person: Person) -> dict[str, Any]:
    items = (await person.get("/v1/me/consents")).json()["items"]
    return {item["document"]["purpose"]: item for item in items}


def test_published_texts_are_never_edited() -> None:
    found = {(it.purpose.value, it.version): it.digest for it in consent_documents()}
    assert found == PUBLISHED
    document = consent_documents()[0]
    text = f"{document.text.ru}\0{document.text.en}".encode()
    assert document.digest == hashlib.sha256(text).hexdigest()


async def test_each_purpose_has_a_document_of_its_own_in_both_languages(town: Town) -> None:
    items = (await town.nobody.get("/v1/consents")).json()["items"]
    assert [it["purpose"] for it in items] == sorted(ConsentPurpose)
    assert len({it["digest"] for it in items}) == len(items)
    for item in items:
        assert item["text"]["ru"].startswith("# Согласие")
        assert item["text"]["en"].startswith("# Consent")


async def test_nothing_is_agreed_to_by_registering(town: Town) -> None:
    person = await town.customer()
    assert {it["given"] for it in (await _standing(person)).values()} == {False}
    assert {it["decided_at"] for it in (await _standing(person)).values()} == {None}


async def test_one_consent_gives_no_other_and_is_withdrawn_as_easily(town: Town) -> None:
    person, other = await town.customer(), await town.customer("other")
    digest = (await _standing(person))["marketing"]["document"]["digest"]
    given = await person.post("/v1/me/consents", {"purpose": "marketing", "digest": digest})
    assert given.status_code == 200, given.text
    now = await _standing(person)
    assert {purpose: it["given"] for purpose, it in now.items()} == {
        "marketing": True,
        "analytics": False,
        "recommendations": False,
    }
    assert now["marketing"]["decided_digest"] == digest
    assert now["marketing"]["decided_at"] == town.clock.now().isoformat().replace("+00:00", "Z")
    assert not (await _standing(other))["marketing"]["given"]
    for _ in range(2):
        gone = await town.http.delete("/v1/me/consents/marketing", headers=person.headers())
        assert gone.status_code == 200, gone.text
    assert not (await _standing(person))["marketing"]["given"]
    data = (await person.get("/v1/me/data")).json()["data"]["consents"]
    assert [(it["digest"], it["given"]) for it in data] == [(digest, True), (digest, False)]


async def test_another_text_than_the_one_in_force_is_not_agreed_to(town: Town) -> None:
    person = await town.customer()
    wrong = {"purpose": "marketing", "digest": "0" * 64}
    told = problem(await person.post("/v1/me/consents", wrong), 409, "outdated_consent")
    assert told["data"]["digest"] == (await _standing(person))["marketing"]["document"]["digest"]
    unknown = {"purpose": "everything", "digest": "0" * 64}
    problem(await person.post("/v1/me/consents", unknown), 400, "bad_field")
    problem(await town.nobody.get("/v1/me/consents"), 401, "not_signed_in")


@pytest.mark.parametrize("version", [1, 2])
def test_a_new_text_asks_anew(version: int) -> None:
    texts = [
        ConsentDocument(purpose=ConsentPurpose.MARKETING, version=it, text=Bilingual(ru=f"{it}"))
        for it in (1, 2)
    ]
    decided = Consent(
        id=an_id(ConsentId),
        account_id=an_id(AccountId),
        purpose=ConsentPurpose.MARKETING,
        digest=texts[version - 1].digest,
        given=True,
        at=NOW,
    )
    (state,) = standing(texts, [decided])
    assert (state.document.version, state.given) == (2, version == 2)
