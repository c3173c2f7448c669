"""Consents: one document per purpose, known by the hash of its text, given and withdrawn."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from attrs import define, frozen

from foodmarket.domain.accounts.model import AccountId
from foodmarket.domain.kernel.errors import Conflict
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.kernel.language import Bilingual


class ConsentId(Id):
    """Identifies one decision of a person about a purpose."""

    __slots__ = ()
    prefix = "cns"


class ConsentPurpose(StrEnum):
    """What we may do only with a person's consent, each with a document of its own.

    152-FZ art. 9 and GDPR art. 7: separate from other texts, never given by default, withdrawn as
    easily as given.
    """

    MARKETING = "marketing"
    ANALYTICS = "analytics"
    RECOMMENDATIONS = "recommendations"


@define
class OutdatedConsent(Conflict):
    """The text that was agreed to is not the one in force; ``digest`` names that one."""

    purpose: ConsentPurpose
    digest: str


@frozen(kw_only=True)
class ConsentDocument:
    """A text in both languages. ``version`` counts from 1 per purpose; the last is in force."""

    purpose: ConsentPurpose
    version: int
    text: Bilingual

    @property
    def digest(self) -> str:
        """Return the SHA-256 (hex) by which the text is agreed to."""
        return sha256(f"{self.text.ru}\0{self.text.en}".encode()).hexdigest()


@frozen(kw_only=True)
class Consent:
    """One decision: the text with this ``digest`` was agreed to, or (not ``given``) withdrawn."""

    id: ConsentId
    account_id: AccountId
    purpose: ConsentPurpose
    digest: str
    given: bool
    at: datetime


@frozen(kw_only=True)
class ConsentState:
    """How a person stands to a purpose: the text in force, and the last decision, if any."""

    document: ConsentDocument
    last: Consent | None

    @property
    def given(self) -> bool:
        """Tell whether the text in force was agreed to and not withdrawn."""
        last = self.last
        return last is not None and last.given and last.digest == self.document.digest


def in_force(documents: Iterable[ConsentDocument]) -> Mapping[ConsentPurpose, ConsentDocument]:
    """Return the newest document of each purpose."""
    ordered = sorted(documents, key=lambda it: it.version)
    return {it.purpose: it for it in ordered}


def standing(
    documents: Iterable[ConsentDocument], decided: Sequence[Consent]
) -> list[ConsentState]:
    """Return how a person stands to every purpose; ``decided`` is oldest first."""
    last = {it.purpose: it for it in decided}
    current = in_force(documents)
    return [
        ConsentState(document=current[purpose], last=last.get(purpose))
        for purpose in ConsentPurpose
        if purpose in current
    ]


def agreed(
    documents: Iterable[ConsentDocument],
    purpose: ConsentPurpose,
    digest: str,
    consent_id: ConsentId,
    account_id: AccountId,
    at: datetime,
) -> Consent:
    """Return the consent to a text.

    Refuses with `OutdatedConsent` another text than the one in force.
    """
    current = in_force(documents)[purpose]
    if digest != current.digest:
        raise OutdatedConsent(purpose=purpose, digest=current.digest)
    return Consent(
        id=consent_id, account_id=account_id, purpose=purpose, digest=digest, given=True, at=at
    )


def withdrawn(
    decided: Sequence[Consent], purpose: ConsentPurpose, consent_id: ConsentId, at: datetime
) -> Consent | None:
    """Return the withdrawal of what was given; None where nothing is to be withdrawn."""
    last = {it.purpose: it for it in decided}.get(purpose)
    if last is None or not last.given:
        return None
    return Consent(
        id=consent_id,
        account_id=last.account_id,
        purpose=purpose,
        digest=last.digest,
        given=False,
        at=at,
    )
