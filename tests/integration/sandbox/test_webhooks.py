"""The sandbox's notifications over real HTTP."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from attrs import define, field

from foodmarket.adapters.sandbox import SandboxBank, SandboxProvider
from foodmarket.adapters.sandbox.sender import LEASE, WebhookSender, webhook_client
from foodmarket.adapters.system import AdjustableClock, SystemIds
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.payments.errors import ForgedWebhook
from foodmarket.domain.payments.model import OperationId, PaymentId
from foodmarket.domain.payments.requests import PaymentRequest

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECRET = "the secret of this test"
ids = SystemIds()


@define
class Receiver:
    """An HTTP server that answers with the given statuses in turn, and 204 after them."""

    url: str = ""
    statuses: list[int] = field(factory=list)
    received: list[tuple[dict[str, str], bytes]] = field(factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = dict(line.split(": ", 1) for line in head[1:] if line)
        lengths = {name.lower(): value for name, value in headers.items()}
        body = await reader.readexactly(int(lengths["content-length"]))
        self.received.append((headers, body))
        status = self.statuses.pop(0) if self.statuses else 204
        writer.write(
            f"HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".encode()
        )
        await writer.drain()
        writer.close()
        await writer.wait_closed()


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    receiver.url = f"http://127.0.0.1:{port}/v1/webhooks/sandbox"
    async with server:
        yield receiver


@define
class Scene:
    clock: AdjustableClock
    provider: SandboxProvider
    sender: WebhookSender

    async def some_news(self) -> PaymentId:
        """A payment whose answer got lost."""
        asked = PaymentRequest(
            key=ids.new(OperationId),
            payment_id=ids.new(PaymentId),
            order_id=ids.new(Id),
            amount=Money(100_000, Currency("RUB")),
            token="sandbox_timeout",
            reference=None,
        )
        await self.provider.hold(asked)
        return asked.payment_id


@pytest.fixture
async def scene(receiver: Receiver) -> AsyncIterator[Scene]:
    clock, bank = AdjustableClock(NOW), SandboxBank(":memory:")
    async with webhook_client() as client:
        sender = WebhookSender(
            bank=bank, clock=clock, secret=SECRET, url=receiver.url, client=client
        )
        yield Scene(clock, SandboxProvider(bank=bank, clock=clock, secret=SECRET), sender)
    bank.close()


async def test_news_arrive_signed_and_once(scene: Scene, receiver: Receiver) -> None:
    name = await scene.some_news()
    assert await scene.sender() == 1
    ((headers, body),) = receiver.received
    assert scene.provider.read_webhook(headers, body, None).payment_id == name
    scene.clock.advance(timedelta(days=1))
    assert await scene.sender() == 0
    assert len(receiver.received) == 1


async def test_a_payment_that_is_held_later_is_told_when_it_is(
    scene: Scene, receiver: Receiver
) -> None:
    asked = PaymentRequest(
        key=ids.new(OperationId),
        payment_id=ids.new(PaymentId),
        order_id=ids.new(Id),
        amount=Money(100_000, Currency("RUB")),
        token="sandbox_slow",
        reference=None,
    )
    await scene.provider.hold(asked)
    assert await scene.sender() == 0
    scene.clock.advance(timedelta(seconds=5))
    assert await scene.sender() == 1
    ((headers, body),) = receiver.received
    assert scene.provider.read_webhook(headers, body, None).payment_id == asked.payment_id


async def test_a_failed_notification_comes_again_with_a_fresh_signature(
    scene: Scene, receiver: Receiver
) -> None:
    receiver.statuses = [500, 404]
    name = await scene.some_news()
    assert await scene.sender() == 1
    assert await scene.sender() == 0
    scene.clock.advance(timedelta(seconds=1))
    assert await scene.sender() == 1
    scene.clock.advance(timedelta(seconds=1))
    assert await scene.sender() == 0  # the second pause is longer
    scene.clock.advance(timedelta(hours=1))
    assert await scene.sender() == 1
    assert await scene.sender() == 0
    assert len(receiver.received) == 3
    headers, body = receiver.received[-1]
    assert scene.provider.read_webhook(headers, body, None).payment_id == name
    with pytest.raises(ForgedWebhook):
        scene.provider.read_webhook(*receiver.received[0], None)  # an hour old by now


async def test_a_marketplace_that_is_away_gets_its_news_when_it_is_back(
    scene: Scene, receiver: Receiver
) -> None:
    away = await asyncio.start_server(receiver.serve, "127.0.0.1", 0)
    port = away.sockets[0].getsockname()[1]
    away.close()
    await away.wait_closed()
    scene.sender = WebhookSender(
        bank=scene.provider.bank,
        clock=scene.clock,
        secret=SECRET,
        url=f"http://127.0.0.1:{port}/",
        client=scene.sender.client,
    )
    await scene.some_news()
    assert await scene.sender() == 1
    assert receiver.received == []
    async with await asyncio.start_server(receiver.serve, "127.0.0.1", port):
        scene.clock.advance(timedelta(seconds=1))
        assert await scene.sender() == 1
    assert len(receiver.received) == 1


async def test_nobody_tries_for_longer_than_three_days(scene: Scene, receiver: Receiver) -> None:
    receiver.statuses = [500] * 3
    await scene.some_news()
    await scene.sender()
    scene.clock.advance(timedelta(days=3, seconds=1))
    assert await scene.sender() == 1
    scene.clock.advance(timedelta(days=1))
    assert await scene.sender() == 0


async def test_two_senders_of_one_bank_share_the_work(scene: Scene, receiver: Receiver) -> None:
    names = {await scene.some_news() for _ in range(12)}
    counts = await asyncio.gather(*(scene.sender() for _ in range(3)))
    assert sum(counts) == len(receiver.received) == 12
    told = {
        scene.provider.read_webhook(headers, body, None).payment_id
        for headers, body in receiver.received
    }
    assert told == names


async def test_news_of_a_sender_that_died_are_told_by_another(
    scene: Scene, receiver: Receiver
) -> None:
    await scene.some_news()
    await scene.provider.bank.lease_events(NOW, LEASE, 10)  # and is never heard of again
    assert await scene.sender() == 0
    scene.clock.advance(LEASE)
    assert await scene.sender() == 1
    assert len(receiver.received) == 1


@pytest.mark.parametrize("body", [b"{}", b'{"payment_id":"pay_00000000000000000000000000"}'])
async def test_a_changed_body_is_refused(scene: Scene, receiver: Receiver, body: bytes) -> None:
    await scene.some_news()
    await scene.sender()
    ((headers, _),) = receiver.received
    with pytest.raises(ForgedWebhook):
        scene.provider.read_webhook(headers, body, None)


async def test_a_notification_from_the_future_is_refused(scene: Scene, receiver: Receiver) -> None:
    await scene.some_news()
    scene.clock.advance(timedelta(minutes=6))
    await scene.sender()
    early = SandboxProvider(bank=scene.provider.bank, clock=AdjustableClock(NOW), secret=SECRET)
    with pytest.raises(ForgedWebhook):
        early.read_webhook(*receiver.received[0], None)
