"""What a provider is told when it is asked to act."""

from datetime import datetime

from attrs import field, frozen

from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.payments.model import OperationId, PaymentId


@frozen(kw_only=True)
class ReceiptItem:
    """One line of a fiscal receipt; ``amount`` is the price of one."""

    description: str
    quantity: int
    amount: Money


@frozen(kw_only=True)
class Receipt:
    """What a fiscal receipt needs (54-FZ); the items add up to what the customer pays."""

    phone: str = field(repr=False)
    items: tuple[ReceiptItem, ...]


@frozen(kw_only=True)
class PaymentRequest:
    """Everything a provider needs to know to act on a payment; ``key`` makes it repeatable.

    ``token`` is a saved method's, or empty where the customer chooses on the provider's page.
    ``requested_at`` (UTC) is when the key was first meant to be used.
    """

    key: OperationId
    payment_id: PaymentId
    order_id: Id
    amount: Money
    token: str = field(repr=False)
    reference: str | None
    return_url: str | None = None
    requested_at: datetime | None = None
    receipt: Receipt | None = None


@frozen(kw_only=True)
class EvidenceRequest:
    """What a provider is told against a dispute; ``reference`` is the provider's own of it."""

    key: OperationId
    reference: str
    words: str = field(repr=False)
    links: tuple[str, ...] = ()


@frozen(kw_only=True)
class PayoutRequest:
    """What a provider needs to pay a cook; ``destination`` is the provider's token or account.

    ``requested_at`` (UTC) is when the key was first meant to be used.
    """

    key: OperationId
    order_id: Id | None
    amount: Money
    destination: str = field(repr=False)
    description: str = ""
    source: str | None = None  # the provider's reference of the payment that it comes from
    requested_at: datetime | None = None
