"""Notices: events of orders, told to an account in its language."""

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from foodmarket import ports
from foodmarket.domain.kernel.language import Language
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.entrypoints.texts import Texts


class NoticeView(msgspec.Struct):
    """Something to read about an order; ``name`` is the event's, ``facts`` are its details."""

    id: str
    at: datetime
    name: str
    order_id: str
    text: str
    facts: dict[str, str]


def show_notice(notice: ports.Notice, texts: Texts, language: Language) -> NoticeView:
    """Show a notice with its sentence."""
    return NoticeView(
        id=str(notice.event_id),
        at=notice.at,
        name=notice.name,
        order_id=str(notice.order_id),
        text=sentence(notice, texts, language),
        facts={name: str(fact) for name, fact in notice.facts.items()},
    )


def sentence(notice: ports.Notice, texts: Texts, language: Language) -> str:
    """Return a notice in words."""
    known: dict[str, object] = {"order": str(notice.order_id)}
    if {"amount", "currency"} <= notice.facts.keys():
        currency = Currency(notice.facts["currency"])
        known["amount"] = Money(int(notice.facts["amount"]), currency)
    if "deadline" in notice.facts:
        zone = ZoneInfo(notice.facts.get("time_zone", "UTC"))
        known["deadline"] = datetime.fromisoformat(notice.facts["deadline"]).astimezone(zone)
    if "state" in notice.facts:
        known["state"] = notice.facts["state"]
    key = "notice-" + notice.name.replace(".", "-")
    if notice.facts.get("reason"):
        reason = texts.word(language, "reason", notice.facts["reason"])
        return (
            texts.say(language, key, **known)
            + " "
            + texts.say(language, "page-reason", reason=reason)
        )
    return texts.say(language, key, **known)
