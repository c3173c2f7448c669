"""The documents that a cook shows, by their number: no copy of them is kept."""

from datetime import date, datetime
from enum import StrEnum

from attrs import field, frozen

from foodmarket.domain.accounts.model import AccountId, CookId
from foodmarket.domain.kernel.ids import Id


class PermitId(Id):
    """Identifies one document of a cook."""

    __slots__ = ()
    prefix = "prm"


class PermitKind(StrEnum):
    """What a document shows."""

    MEDICAL_BOOK = "medical_book"
    REGISTRATION = "registration"
    KITCHEN = "kitchen"


class PermitState(StrEnum):
    """What staff has decided."""

    SUBMITTED = "submitted"
    APPROVED = "approved"
    REJECTED = "rejected"


@frozen(kw_only=True)
class Permit:
    """A cook's document. ``reference`` is its number, which is personal data.

    It is good to the end of the day ``expires_on`` where the cook lives; None: without end.
    ``due_at`` (UTC) is when the cook is told of the end next.
    """

    id: PermitId
    cook_id: CookId
    kind: PermitKind
    reference: str = field(repr=False)
    expires_on: date | None
    submitted_at: datetime
    state: PermitState = PermitState.SUBMITTED
    reviewed_by: AccountId | None = None
    reviewed_at: datetime | None = None
    reason: str | None = None
    due_at: datetime | None = None
    version: int = 1
