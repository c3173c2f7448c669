"""Keyed requests: a repeated one acts once and gets the first answer, byte for byte.

The use case claims the key in the commit of its effect; the answer is kept afterwards. Whatever
refusal a repetition then meets, what became of the key decides the answer. The HTTP API and the
simulator both answer by this.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from attrs import define, frozen

from foodmarket import ports
from foodmarket.domain.kernel.errors import Conflict, Invalid, Refusal
from foodmarket.domain.kernel.ids import Id
from foodmarket.entrypoints.marketplace import Adapters


class KeyReused(Invalid):
    """The idempotency key was used for another request."""


@define
class RequestInProgress(Conflict):
    """The first request with this idempotency key is not finished; ``retry_after`` in seconds."""

    retry_after: int


@frozen
class Given:
    """What is answered; ``replayed`` where the key was used before."""

    status: int
    body: bytes
    replayed: bool = False


async def answer(
    adapters: Adapters,
    key: ports.Key,
    status: int,
    act: Callable[[ports.Key], Awaitable[bytes]],
    show: Callable[[Id], Awaitable[bytes]],
    unfinished_for: timedelta,
) -> Given:
    """Act once per key, and answer with how it looks.

    ``act`` does it and claims the key; ``show`` looks at what the key made, for a repetition
    whose first answer was lost: after ``unfinished_for`` nobody works on that one any more.
    Refuses with `KeyReused`, `RequestInProgress`, and like ``act``.
    """
    try:
        body = await act(key)
    except Refusal as refusal:
        return await _again(adapters, key, status, show, refusal, unfinished_for)
    async with adapters.begin() as uow:
        stands = await uow.answers.fill(key, status, body)  # a repetition's, where this was slow
    return Given(status, stands)


async def _again(
    adapters: Adapters,
    key: ports.Key,
    status: int,
    show: Callable[[Id], Awaitable[bytes]],
    refusal: Refusal,
    unfinished_for: timedelta,
) -> Given:
    async with adapters.begin() as uow:
        found = await uow.answers.recall(key.owner, key.text)
    if found is None:
        raise refusal
    if found.key.fingerprint != key.fingerprint:
        raise KeyReused
    if found.body is not None and found.status is not None:
        return Given(found.status, found.body, replayed=True)
    given_up_in = found.claimed_at + unfinished_for - adapters.clock.now()
    if given_up_in > timedelta(0):
        raise RequestInProgress(retry_after=1)
    looked_up = await show(found.subject)
    async with adapters.begin() as uow:  # from now on this is the answer: the order moves on
        stands = await uow.answers.fill(key, status, looked_up)
    return Given(status, stands, replayed=True)
