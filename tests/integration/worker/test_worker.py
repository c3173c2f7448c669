import asyncio
import json
from datetime import timedelta
from functools import partial

from foodmarket import ports
from foodmarket.adapters.sandbox.webhooks import HEADER, signature
from foodmarket.domain.orders.model import OrderState
from foodmarket.domain.orders.process import Trigger
from foodmarket.entrypoints.auditing import verify_chain
from foodmarket.entrypoints.worker.broker import resend
from foodmarket.entrypoints.worker.messages import read, written
from foodmarket.entrypoints.worker.notices import note
from foodmarket.entrypoints.worker.parking import Parking
from foodmarket.ports.outbox import Envelope
from tests.integration.worker.conftest import Town, eventually


async def everything_sent(town: Town) -> bool:
    return await town.unsent() == 0


async def test_events_become_notices_in_their_order(small_town: Town) -> None:
    order = (await small_town.order()).order
    async with small_town.working():
        await eventually(partial(everything_sent, small_town))
        cook = small_town.city.cooks[0].actor
        for trigger in (Trigger.ACCEPT, Trigger.START, Trigger.FINISH):
            await small_town.market.move_order(cook, order.id, trigger)
        await eventually(partial(everything_sent, small_town))
    names = [notice.name for notice in await small_town.notices(of_cook=True)]
    assert names == ["order.authorised", "order.accepted", "order.preparing", "order.ready"]
    mine = await small_town.notices()
    assert {notice.order_id for notice in mine} == {order.id}
    assert [notice.name for notice in mine][-1] == "order.ready"


async def test_an_event_that_comes_twice_is_noticed_once(small_town: Town) -> None:
    await small_town.order()
    begin, seen = small_town.market.adapters.begin, list[Envelope]()

    async def consume(envelope: Envelope) -> None:
        await note(begin, envelope)
        seen.append(envelope)

    async def seen_twice() -> bool:
        return len(seen) == 2 * first

    async with small_town.working(consume):
        await eventually(partial(everything_sent, small_town))
        first = len(seen)
        before = await small_town.notices()
        await resend(small_town.settings.redis.url, written(seen))
        await eventually(seen_twice)
    assert await small_town.notices() == before
    assert before


async def test_messages_carry_every_event_unchanged(small_town: Town) -> None:
    await small_town.order("sandbox_second_step")
    async with small_town.market.adapters.begin() as uow:
        claimed = await uow.outbox.claim(small_town.clock.now(), timedelta(seconds=1), 100)
    assert {type(envelope.event).__name__ for envelope in claimed} >= {"PaymentActionRequired"}
    assert read(written(claimed)) == list(claimed)


async def test_a_deadline_fires(small_town: Town) -> None:
    order = (await small_town.order("sandbox_second_step")).order
    assert order.state is OrderState.PLACED

    async def expired() -> bool:
        return await small_town.state(order.id) is OrderState.EXPIRED

    async with small_town.working():
        small_town.clock.advance(timedelta(minutes=16))
        await eventually(expired)


async def test_an_unfinished_operation_is_resumed(small_town: Town) -> None:
    purchase = await small_town.order("sandbox_timeout")
    assert purchase.order.state is OrderState.PLACED
    assert purchase.operation is not None

    async def authorised() -> bool:
        return await small_town.state(purchase.order.id) is OrderState.AUTHORISED

    async with small_town.working():
        small_town.clock.advance(timedelta(minutes=5))
        await eventually(authorised)


async def test_a_poisoned_event_is_parked_and_blocks_nobody(small_town: Town) -> None:
    poisoned = (await small_town.order()).order
    healthy = (await small_town.order()).order
    begin = small_town.market.adapters.begin
    parking = Parking(redis=small_town.parts.redis, tries=2)

    async def consume(envelope: Envelope) -> None:
        if envelope.event.subject == poisoned.id and envelope.event.name == "order.authorised":
            raise ValueError("poison")
        await note(begin, envelope)

    async def healthy_noticed() -> bool:
        return healthy.id in {notice.order_id for notice in await small_town.notices()}

    async def one_waits_to_come_again() -> bool:
        return await parking.failing() == 1 and await small_town.unsent() == 1

    async with small_town.working(consume):
        await eventually(healthy_noticed)
        await eventually(one_waits_to_come_again)
        small_town.clock.advance(timedelta(minutes=1))
        await eventually(partial(everything_sent, small_town))
        cook = small_town.city.cooks[0].actor
        await small_town.market.move_order(cook, poisoned.id, Trigger.ACCEPT)
        await eventually(partial(everything_sent, small_town))
    (parked,) = await parking.parked()
    assert (parked.subject, parked.name) == (poisoned.id, "order.authorised")
    assert (parked.reason, parked.tries) == ("ValueError: poison", 2)
    names = [n.name for n in await small_town.notices() if n.order_id == poisoned.id]
    assert names[-1] == "order.accepted"
    assert "order.authorised" not in names


async def test_a_parked_event_can_be_sent_once_more(small_town: Town) -> None:
    await small_town.order()
    broken = True
    begin = small_town.market.adapters.begin
    parking = Parking(redis=small_town.parts.redis, tries=1)

    async def consume(envelope: Envelope) -> None:
        if broken:
            raise ValueError("poison")
        await note(begin, envelope)

    async def nothing_parked() -> bool:
        return not await parking.parked()

    async with small_town.working(consume):
        small_town.clock.advance(timedelta(seconds=31))
        await eventually(partial(everything_sent_with_time, small_town))
        parked = await parking.parked()
        broken = False
        for event in parked:
            await resend(small_town.settings.redis.url, event.message)
        await eventually(nothing_parked)
    assert len(await small_town.notices()) == len(parked) > 0


async def everything_sent_with_time(town: Town) -> bool:
    town.clock.advance(timedelta(seconds=31))
    return await everything_sent(town)


async def test_a_worker_that_is_stopped_finishes_what_it_holds(small_town: Town) -> None:
    await small_town.order()
    began, go_on = asyncio.Event(), asyncio.Event()
    begin = small_town.market.adapters.begin

    async def consume(envelope: Envelope) -> None:
        began.set()
        await go_on.wait()
        await note(begin, envelope)

    async with small_town.working(consume) as stop:
        await began.wait()
        stop.set()
        go_on.set()
    noticed = await small_town.notices()
    assert noticed
    assert await small_town.unsent() == 0


async def test_the_book_is_sealed(small_town: Town) -> None:
    order = (await small_town.order()).order
    await small_town.market.move_order(small_town.city.cooks[0].actor, order.id, Trigger.ACCEPT)
    begin = small_town.market.adapters.begin

    async def sealed() -> bool:
        return (await verify_chain(begin)).checked > 0

    async with small_town.working():
        await eventually(sealed)
    assert (await verify_chain(begin)).violations == ()


async def test_a_notification_is_applied_by_the_worker(small_town: Town) -> None:
    """And counts for nothing more than a look at the payment."""
    placed = await small_town.order("sandbox_timeout")
    order = placed.order
    assert order.state is OrderState.PLACED
    body = json.dumps({"id": "n1", "type": "news", "payment_id": placed.payment.id}).encode()
    secret = small_town.settings.payments.sandbox_secret
    signed = {HEADER: signature(body, secret, small_town.clock.now())}
    for _ in range(3):
        await small_town.market.receive_webhook("sandbox", signed, body)

    async def held() -> bool:
        return await small_town.state(order.id) is OrderState.AUTHORISED

    async with small_town.working():
        await eventually(held)
    (kept,) = await small_town.market.list_webhooks(ports.Page())
    assert (kept.state, kept.attempts) == ("applied", 1)
