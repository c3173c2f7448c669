"""Idempotency keys of HTTP requests; `foodmarket.entrypoints.answering` says how they work."""

import re
from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import TypeVar, cast

import msgspec
from attrs import frozen
from litestar import Response

from foodmarket import ports
from foodmarket.domain.accounts.errors import NotSignedIn
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.payments.card_numbers import refuse_card_number
from foodmarket.entrypoints.answering import Given, answer
from foodmarket.entrypoints.http.call import Call
from foodmarket.entrypoints.http.refusals import BadKey, KeyRequired

HEADER = "idempotency-key"
REPLAYED = "idempotency-replayed"
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
# What a card's number looks like and made-up numbers, such as "8301-22914-17755", do not.
_LIKE_CARD = re.compile(r"[2-6]\d{12,18}|[2-6]\d{3}(?:-\d{4}){3}")
_ENCODER = msgspec.json.Encoder(order="deterministic")

View = TypeVar("View", bound=msgspec.Struct)


@frozen(kw_only=True)
class Keyed:
    """How one kind of request is done, shown, and shown again where its answer was lost."""

    status: int
    required: bool = True


MAKES = Keyed(status=201)
MOVES = Keyed(status=200)
MAY_MAKE = Keyed(status=201, required=False)


async def once(
    call: Call,
    body: msgspec.Struct,
    how: Keyed,
    act: Callable[[ports.Key | None], Awaitable[View]],
    show: Callable[[Id], Awaitable[View]],
) -> Response[View]:
    """Do what was asked, once per key, and answer with how it looks.

    ``act`` does it and claims the key; ``show`` looks at what the key made, for a repetition
    whose first answer was lost. Refuses with `KeyRequired`, `BadKey`, `KeyReused`,
    `RequestInProgress`, and like ``act``.
    """
    key = read_key(call, body, required=how.required)
    if key is None:
        return _respond(Given(how.status, _ENCODER.encode(await act(None))))

    async def acted(key: ports.Key) -> bytes:
        return _ENCODER.encode(await act(key))

    async def shown(subject: Id) -> bytes:
        return _ENCODER.encode(await show(subject))

    patience = call.settings.unfinished_for
    given = await answer(call.market.adapters, key, how.status, acted, shown, patience)
    return _respond(given)


def read_key(call: Call, body: msgspec.Struct, *, required: bool) -> ports.Key | None:
    """Return the request's key with the request's fingerprint. See `once` for refusals."""
    text = call.headers.get(HEADER)
    if text is None:
        if required:
            raise KeyRequired
        return None
    if not _KEY.fullmatch(text):
        raise BadKey
    if _LIKE_CARD.fullmatch(text):
        refuse_card_number(text)
    owner = call.actor.account_id
    if owner is None:
        raise NotSignedIn
    asked = f"{call.method} {call.scope['path']} ".encode() + _ENCODER.encode(body)
    return ports.Key(owner=owner, text=text, fingerprint=sha256(asked).hexdigest())


def _respond(given: Given) -> Response[View]:
    return Response(
        cast("View", given.body),  # rendered already, so that a repetition gets the same bytes
        status_code=given.status,
        media_type="application/json",
        headers={REPLAYED: "true"} if given.replayed else {},
    )
