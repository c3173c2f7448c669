"""The words that every capability shares. Imports no capability."""

from foodmarket.domain.kernel.errors import (
    Conflict,
    Forbidden,
    Invalid,
    KeyTaken,
    NotFound,
    Refusal,
    StaleFacts,
    StoreUnavailable,
    TooBusy,
    Unavailable,
)
from foodmarket.domain.kernel.events import Event
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.kernel.language import Bilingual, Language
from foodmarket.domain.kernel.money import BasisPoints, Currency, Money
from foodmarket.domain.kernel.time import Window

__all__ = [
    "BasisPoints",
    "Bilingual",
    "Conflict",
    "Currency",
    "Event",
    "Forbidden",
    "Id",
    "Invalid",
    "KeyTaken",
    "Language",
    "Money",
    "NotFound",
    "Refusal",
    "StaleFacts",
    "StoreUnavailable",
    "TooBusy",
    "Unavailable",
    "Window",
]
