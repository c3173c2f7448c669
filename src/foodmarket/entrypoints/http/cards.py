"""Keeping card numbers out of everything that is sent to us, whatever the route."""

import re
from urllib.parse import unquote_plus

import msgspec

from foodmarket.domain.payments.card_numbers import refuse_card_number

# What every card number begins with; nearly no request holds it, and only those are looked into.
_LIKE_ONE = re.compile(r"\d(?:[ -]?\d){12}")
# Ids of ours and UUIDs are not written by people, and may hold many digits by chance.
_IDS = re.compile(
    r"\b(?:[a-z]{3}_[0-9a-hjkmnp-tv-z]{26}"
    r"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\b",
    re.IGNORECASE,
)
FORM = "application/x-www-form-urlencoded"


def refuse_cards_in_body(body: bytes, content_type: str) -> None:
    """Refuse with `CardNumberRefused` a body that holds a card number in a text.

    Numbers of JSON are no texts: they are amounts and counts.
    """
    if content_type.startswith(FORM):
        _refuse(unquote_plus(body.decode("latin-1")))
        return
    text = body.decode(errors="replace")
    if "\\u" not in text and not _LIKE_ONE.search(text):
        return
    try:
        _walk(msgspec.json.decode(body))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        _refuse(text)


def refuse_cards_in_address(path: str, query: bytes) -> None:
    """Refuse with `CardNumberRefused` an address that holds a card number."""
    _refuse(path)
    if query:
        _refuse(unquote_plus(query.decode("latin-1")))


def _walk(value: object) -> None:
    if isinstance(value, str):
        _refuse(value)
    elif isinstance(value, dict):
        for name, inner in value.items():
            _refuse(name)
            _walk(inner)
    elif isinstance(value, list):
        for inner in value:
            _walk(inner)


def _refuse(text: str) -> None:
    if _LIKE_ONE.search(text):
        refuse_card_number(_IDS.sub(" / ", text))
