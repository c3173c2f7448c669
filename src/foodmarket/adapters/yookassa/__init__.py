"""The YooKassa rail, and a simulator of YooKassa to run and test it on."""

from foodmarket.adapters.yookassa.client import YooKassaClient
from foodmarket.adapters.yookassa.config import (
    Method,
    PayoutGateway,
    ReceiptTerms,
    SafeDeal,
    YooKassaSettings,
)
from foodmarket.adapters.yookassa.provider import YooKassaProvider

__all__ = [
    "Method",
    "PayoutGateway",
    "ReceiptTerms",
    "SafeDeal",
    "YooKassaClient",
    "YooKassaProvider",
    "YooKassaSettings",
]
