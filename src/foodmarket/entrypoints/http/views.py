"""What answers are made of, wherever they appear: money, texts, windows of time."""

from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from foodmarket.domain.kernel.language import Bilingual
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.kernel.time import Window

Code = Annotated[str, Meta(min_length=3, max_length=3, examples=["RUB"])]


class MoneyView(msgspec.Struct, forbid_unknown_fields=True):
    """An amount in minor units (kopecks, cents) of an ISO 4217 currency."""

    amount: Annotated[int, Meta(ge=-(10**15), le=10**15, examples=[129900])]
    currency: Code

    def money(self) -> Money:
        """Return it in the domain's words. Refuses with `UnknownCurrency`."""
        return Money(self.amount, Currency(self.currency))


class ShortText(msgspec.Struct, forbid_unknown_fields=True):
    """A name in Russian, in English, or in both."""

    ru: Annotated[str, Meta(max_length=120, examples=["Борщ"])] = ""
    en: Annotated[str, Meta(max_length=120, examples=["Borscht"])] = ""

    def bilingual(self) -> Bilingual:
        """Return it in the domain's words. Refuses with `EmptyText`."""
        return Bilingual(self.ru, self.en)


class LongText(msgspec.Struct, forbid_unknown_fields=True):
    """A text in Russian, in English, or in both."""

    ru: Annotated[str, Meta(max_length=4000)] = ""
    en: Annotated[str, Meta(max_length=4000)] = ""

    def bilingual(self) -> Bilingual:
        """Return it in the domain's words. Refuses with `EmptyText`."""
        return Bilingual(self.ru, self.en)


class TextView(msgspec.Struct):
    """A text as it was written; empty in a language that it was not written in."""

    ru: str
    en: str


class WindowView(msgspec.Struct):
    """A span of time in UTC, and as the clock of the cook's city shows it."""

    start: datetime
    end: datetime
    local_start: str
    local_end: str
    time_zone: str


def money(amount: Money) -> MoneyView:
    """Show an amount."""
    return MoneyView(amount.amount, str(amount.currency))


def money_or_none(amount: Money | None) -> MoneyView | None:
    """Show an amount, where there is one."""
    return None if amount is None else money(amount)


def text(written: Bilingual) -> TextView:
    """Show a text."""
    return TextView(written.ru, written.en)


def text_or_none(written: Bilingual | None) -> TextView | None:
    """Show a text, where there is one."""
    return None if written is None else text(written)


def window(span: Window, time_zone: str) -> WindowView:
    """Show a span of time, also as local time with its offset."""
    zone = ZoneInfo(time_zone)
    return WindowView(
        start=span.start,
        end=span.end,
        local_start=span.start.astimezone(zone).isoformat(),
        local_end=span.end.astimezone(zone).isoformat(),
        time_zone=time_zone,
    )
