"""What people may ask of us about their data, and what becomes of it."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from attrs import field, frozen

from foodmarket.domain.accounts.model import AccountId, CookId
from foodmarket.domain.kernel.ids import Id


class ErasureId(Id):
    """Identifies an erasure."""

    __slots__ = ()
    prefix = "ers"


@frozen(kw_only=True)
class Person:
    """By which ids a person's data is found; ``cook_id`` is None for those who do not cook."""

    account_id: AccountId
    cook_id: CookId | None = None


class ErasureState(StrEnum):
    """``WAITING`` was asked for and something hinders it; ``DONE`` is a deletion act."""

    WAITING = "waiting"
    DONE = "done"


class Hindrance(StrEnum):
    """What has to come to its end before a person is erased."""

    OPEN_ORDERS = "open_orders"
    OPEN_DISPUTES = "open_disputes"
    REFUNDS_UNDER_WAY = "refunds_under_way"
    MONEY_DUE = "money_due"
    PAYOUTS_UNDER_WAY = "payouts_under_way"


class Kept(StrEnum):
    """What stays under an id that leads to nobody; the texts say by which duty."""

    BOOK = "book"
    ORDERS = "orders"
    AUDIT_LOG = "audit_log"
    CONSENTS = "consents"


@frozen(kw_only=True)
class Erasure:
    """A person's wish to be forgotten; once done, the deletion act. Instants in UTC.

    ``waits_for`` says what hinders it. ``erased`` counts the things that were emptied or removed,
    by the table that held them. ``asked_by`` is the person, or staff on the person's request.
    """

    id: ErasureId
    account_id: AccountId
    asked_by: AccountId
    asked_at: datetime
    state: ErasureState = ErasureState.WAITING
    waits_for: tuple[Hindrance, ...] = ()
    erased_at: datetime | None = None
    erased: Mapping[str, int] = field(factory=dict)
    kept: tuple[Kept, ...] = ()
    version: int = 1


@frozen(kw_only=True)
class Tombstone:
    """What is kept of an erasure outside the database, so that a restored backup repeats it."""

    erasure_id: ErasureId
    account_id: AccountId
    cook_id: CookId | None
    at: datetime


class Passing(StrEnum):
    """What is kept for a time that the settings say, and no longer."""

    ORDER_ADDRESSES = "order_addresses"
    ANSWERS = "answers"
    NOTICES = "notices"
    WEBHOOK_BODIES = "webhook_bodies"
    ORIGINS = "origins"


@frozen(kw_only=True)
class DataCopy:
    """Everything that is stored about a person, by the table that holds it.

    Secrets (password hashes, provider tokens) are left out: they tell nothing about the person.
    """

    account_id: AccountId
    made_at: datetime
    data: Mapping[str, tuple[Mapping[str, object], ...]]
