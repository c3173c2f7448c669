"""Keyed requests whose first try is slower than a repetition of it."""

from datetime import timedelta

from foodmarket import ports
from foodmarket.domain.accounts import AccountId
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.orders import OrderId
from foodmarket.entrypoints.answering import answer
from foodmarket.entrypoints.bootstrap import in_memory
from foodmarket.ports.contracts.samples import an_id


async def test_a_first_try_that_was_overtaken_answers_as_its_repetition_did() -> None:
    adapters = in_memory().adapters
    key = ports.Key(owner=an_id(AccountId), text="dinner", fingerprint="of this")

    async def act(key: ports.Key) -> bytes:
        async with adapters.begin() as uow:
            uow.answers.claim(key, an_id(OrderId), adapters.clock.now())
            await uow.commit()
            await uow.answers.fill(key, 201, b"as the repetition saw it")
        return b"as it is by now"

    async def show(subject: Id) -> bytes:
        raise AssertionError(subject)

    given = await answer(adapters, key, 201, act, show, timedelta(minutes=1))
    assert given.body == b"as the repetition saw it"
