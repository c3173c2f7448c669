"""Idempotency keys: a repeated request acts once and gets the first answer, byte for byte.

The use case claims the key in the commit of its effect; the answer is kept afterwards. Whatever
refusal a repetition then meets, what became of the key decides the answer.
"""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from hashlib import sha256
from typing import TypeVar, cast

import msgspec
from attrs import frozen
from litestar import Response

from foodmarket import ports
from foodmarket.domain.accounts.errors import NotSignedIn
from foodmarket.domain.kernel.errors import Refusal
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.payments.card_numbers import refuse_card_number
from foodmarket.entrypoints.http.call import Call
from foodmarket.entrypoints.http.refusals import BadKey, KeyRequired, KeyReused, RequestInProgress

HEADER = "idempotency-key"
REPLAYED = "idempotency-replayed"
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_LETTERS = re.compile("[A-Za-z]")
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
    try:
        answer = _ENCODER.encode(await act(key))
    except Refusal as refusal:
        if key is None:
            raise
        return await _again(call, key, how, show, refusal)
    if key is not None:
        async with call.market.adapters.begin() as uow:
            await uow.answers.fill(key, how.status, answer)
    return _respond(answer, how.status)


def read_key(call: Call, body: msgspec.Struct, *, required: bool) -> ports.Key | None:
    """Return the request's key with the request's fingerprint. See `once` for refusals."""
    text = call.headers.get(HEADER)
    if text is None:
        if required:
            raise KeyRequired
        return None
    if not _KEY.fullmatch(text):
        raise BadKey
    if not _LETTERS.search(text):  # a UUID or a word with a number in it is nobody's card
        refuse_card_number(text)
    owner = call.actor.account_id
    if owner is None:
        raise NotSignedIn
    asked = f"{call.method} {call.scope['path']} ".encode() + _ENCODER.encode(body)
    return ports.Key(owner=owner, text=text, fingerprint=sha256(asked).hexdigest())


async def _again(
    call: Call,
    key: ports.Key,
    how: Keyed,
    show: Callable[[Id], Awaitable[View]],
    refusal: Refusal,
) -> Response[View]:
    adapters = call.market.adapters
    async with adapters.begin() as uow:
        answer = await uow.answers.recall(key.owner, key.text)
    if answer is None:
        raise refusal
    if answer.key.fingerprint != key.fingerprint:
        raise KeyReused
    if answer.body is not None and answer.status is not None:
        return _respond(answer.body, answer.status, replayed=True)
    given_up_in = answer.claimed_at + call.settings.unfinished_for - adapters.clock.now()
    if given_up_in > timedelta(0):
        raise RequestInProgress(retry_after=1)
    looked_up = _ENCODER.encode(await show(answer.subject))
    async with adapters.begin() as uow:  # from now on this is the answer: the order moves on
        await uow.answers.fill(key, how.status, looked_up)
        kept = await uow.answers.recall(key.owner, key.text)
    first = kept.body if kept is not None and kept.body is not None else looked_up
    return _respond(first, how.status, replayed=True)


def _respond(body: bytes, status: int, *, replayed: bool = False) -> Response[View]:
    return Response(
        cast("View", body),  # rendered already, so that a repetition gets the same bytes
        status_code=status,
        media_type="application/json",
        headers={REPLAYED: "true"} if replayed else {},
    )
