"""What the simulator keeps of payments, refunds, deals and payouts, and how the API shows it."""

from datetime import UTC, datetime
from typing import Any

from attrs import define, field

from foodmarket.adapters.yookassa.bodies import amount_of
from foodmarket.domain.kernel.money import Money

Json = dict[str, Any]
SHOP = {"account_id": "100500", "gateway_id": "100700"}


def stamp(at: datetime) -> str:
    """Write an instant as the API does: UTC, to the millisecond."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@define(kw_only=True)
class SimPayment:
    """``behaviour`` is what the card does; ``ends_at`` is when time alone ends it."""

    id: str
    amount: Money
    status: str
    capture: bool
    method: str
    method_id: str
    behaviour: str
    description: str
    metadata: Json
    created_at: datetime
    ends_at: datetime
    return_url: str | None = None
    page_url: str | None = None
    captured_at: datetime | None = None
    income: Money | None = None
    refunded: Money
    cancelled: tuple[str, str] | None = None  # party and reason
    deal_id: str | None = None
    cooks: Money | None = None  # the cook's part, in a deal

    @property
    def left(self) -> Money:
        """Return what can still be refunded."""
        return self.amount - self.refunded

    def wire(self) -> Json:
        """Return the object as the API shows it."""
        paid = self.status in {"waiting_for_capture", "succeeded"}
        shown: Json = {
            "id": self.id,
            "status": self.status,
            "amount": amount_of(self.amount),
            "description": self.description,
            "recipient": SHOP,
            "created_at": stamp(self.created_at),
            "test": True,
            "paid": paid,
            "refundable": self.status == "succeeded" and self.left.amount > 0,
            "metadata": self.metadata,
        }
        if self.status == "pending" and self.page_url is not None:
            shown["confirmation"] = {"type": "redirect", "confirmation_url": self.page_url}
            if self.return_url is not None:
                shown["confirmation"]["return_url"] = self.return_url
        if paid:
            shown["payment_method"] = self._method()
        if self.status == "waiting_for_capture":
            shown["expires_at"] = stamp(self.ends_at)
        if self.captured_at is not None:
            shown["captured_at"] = stamp(self.captured_at)
        if self.income is not None:
            shown["income_amount"] = amount_of(self.income)
        if self.refunded:
            shown["refunded_amount"] = amount_of(self.refunded)
        if self.cancelled is not None:
            party, reason = self.cancelled
            shown["cancellation_details"] = {"party": party, "reason": reason}
        if self.deal_id is not None and self.cooks is not None:
            settlements = [{"type": "payout", "amount": amount_of(self.cooks)}]
            shown["deal"] = {"id": self.deal_id, "settlements": settlements}
        return shown

    def _method(self) -> Json:
        shown: Json = {
            "type": self.method,
            "id": self.method_id,
            "saved": False,
            "status": "active",
        }
        if self.method == "bank_card":
            shown["title"] = "Bank card *4477"
            shown["card"] = {
                "first6": "555555",
                "last4": "4477",
                "expiry_month": "12",
                "expiry_year": "2040",
                "card_type": "MasterCard",
                "issuer_country": "RU",
            }
        return shown


@define(kw_only=True)
class SimRefund:
    """``ends`` is what becomes of a pending one, and when."""

    id: str
    payment_id: str
    amount: Money
    status: str
    metadata: Json
    created_at: datetime
    ends: tuple[datetime, str] | None = None
    deal_id: str | None = None
    from_cook: Money | None = None

    def wire(self) -> Json:
        """Return the object as the API shows it."""
        shown: Json = {
            "id": self.id,
            "payment_id": self.payment_id,
            "status": self.status,
            "amount": amount_of(self.amount),
            "created_at": stamp(self.created_at),
            "metadata": self.metadata,
        }
        if self.status == "canceled":
            shown["cancellation_details"] = {
                "party": "refund_network",
                "reason": "rejected_by_payee",
            }
        if self.deal_id is not None and self.from_cook is not None:
            settlements = [{"type": "payout", "amount": amount_of(self.from_cook)}]
            shown["deal"] = {"id": self.deal_id, "refund_settlements": settlements}
        return shown


@define(kw_only=True)
class SimDeal:
    """``balance`` is all that waits in it, ``payout_balance`` the cook's part of that."""

    id: str
    status: str
    balance: Money
    payout_balance: Money
    description: str
    metadata: Json
    created_at: datetime
    ends_at: datetime

    def wire(self) -> Json:
        """Return the object as the API shows it."""
        return {
            "type": "safe_deal",
            "id": self.id,
            "fee_moment": "deal_closed",
            "description": self.description,
            "balance": amount_of(self.balance),
            "payout_balance": amount_of(self.payout_balance),
            "status": self.status,
            "created_at": stamp(self.created_at),
            "expires_at": stamp(self.ends_at),
            "metadata": self.metadata,
            "test": True,
        }


@define(kw_only=True)
class SimPayout:
    """``ends`` is what becomes of a pending one, and when."""

    id: str
    amount: Money
    status: str
    description: str
    metadata: Json
    created_at: datetime
    reason: str | None = None
    succeeded_at: datetime | None = None
    ends: tuple[datetime, str] | None = None
    deal_id: str | None = None
    destination: Json = field(
        factory=lambda: {
            "type": "bank_card",
            "card": {"first6": "220220", "last4": "2537", "card_type": "Mir"},
        }
    )

    def wire(self) -> Json:
        """Return the object as the API shows it."""
        shown: Json = {
            "id": self.id,
            "amount": amount_of(self.amount),
            "status": self.status,
            "payout_destination": self.destination,
            "description": self.description,
            "created_at": stamp(self.created_at),
            "metadata": self.metadata,
            "test": True,
        }
        if self.succeeded_at is not None:
            shown["succeeded_at"] = stamp(self.succeeded_at)
        if self.reason is not None:
            shown["cancellation_details"] = {"party": "payout_network", "reason": self.reason}
        if self.deal_id is not None:
            shown["deal"] = {"id": self.deal_id}
        return shown
