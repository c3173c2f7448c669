"""The settings of the YooKassa rail."""

from datetime import timedelta
from enum import StrEnum
from ipaddress import ip_network

from attrs import field, frozen

from foodmarket.domain.kernel.money import BasisPoints

ENDPOINT = "https://api.yookassa.ru/v3"


class Method(StrEnum):
    """How the customer pays; the names are YooKassa's."""

    BANK_CARD = "bank_card"
    YOO_MONEY = "yoo_money"
    SBERBANK = "sberbank"
    SBP = "sbp"


@frozen(kw_only=True)
class SafeDeal:
    """Money waits in a deal of YooKassa's instead of on our account.

    ``platform_share`` of each payment is ours when the deal closes; the rest is the cook's.
    ``lasts`` is what was agreed with YooKassa: 1 to 180 days, then the customer gets all back.
    """

    platform_share: BasisPoints
    lasts: timedelta = timedelta(days=90)

    def __attrs_post_init__(self) -> None:
        if not timedelta(days=1) <= self.lasts <= timedelta(days=180):
            raise ValueError("a safe deal lasts from 1 to 180 days")


@frozen(kw_only=True)
class PayoutGateway:
    """The account for payouts outside of deals; it has an identity and a secret of its own."""

    account_id: str
    secret_key: str = field(repr=False)


@frozen(kw_only=True)
class ReceiptTerms:
    """What a fiscal receipt (54-FZ) says of every line; the numbers are YooKassa's (1: no VAT)."""

    vat_code: int = 1
    tax_system_code: int | None = None
    payment_mode: str = "full_prepayment"
    payment_subject: str = "commodity"

    def __attrs_post_init__(self) -> None:
        if not 1 <= self.vat_code <= 12:
            raise ValueError("a VAT code is a number from 1 to 12")


@frozen(kw_only=True)
class YooKassaSettings:
    """``timeout`` is for a whole request: YooKassa itself may take 30 seconds for an answer.

    ``extra_networks`` may notify us besides YooKassa's own; only a simulator needs them.
    After ``failures`` requests without an answer in a row nothing is sent for ``rest``.
    """

    shop_id: str
    secret_key: str = field(repr=False)
    return_url: str
    endpoint: str = ENDPOINT
    method: Method = Method.BANK_CARD
    safe_deal: SafeDeal | None = None
    payout_gateway: PayoutGateway | None = None
    receipts: ReceiptTerms | None = ReceiptTerms()
    timeout: timedelta = timedelta(seconds=40)
    concurrency: int = 16
    failures: int = 5
    rest: timedelta = timedelta(seconds=30)
    extra_networks: tuple[str, ...] = ()
    production: bool = True

    def __attrs_post_init__(self) -> None:
        for network in self.extra_networks:
            ip_network(network)
        if self.production and self.extra_networks:
            raise ValueError("in production only YooKassa's own addresses may notify us")
        if self.production and not self.endpoint.startswith("https://"):
            raise ValueError("in production YooKassa is spoken to over https")
