"""Notifications of a payment provider over HTTP: authenticated, kept once, answered."""

import itertools
from collections.abc import Callable
from datetime import UTC, datetime

from benchmarks.load import drive
from benchmarks.orders import summary
from benchmarks.stand import Cpu, Stand
from foodmarket.adapters.sandbox.webhooks import HEADER, signature
from foodmarket.domain.payments.model import PaymentId

CONNECTIONS = 32
_COUNT = "SELECT count(*) FROM webhooks"


def notifications(secret: str) -> Callable[[], bytes]:
    """Return what makes notifications, each of its own and signed just now."""
    numbers = itertools.count(1)

    def make() -> bytes:
        number = next(numbers)
        payment_id = PaymentId.of(number)
        body = b'{"id":"bench-%d","type":"payment.captured","payment_id":"%s"}' % (
            number,
            payment_id.encode(),
        )
        signed = signature(body, secret, datetime.now(UTC))
        head = (
            "POST /webhooks/sandbox HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n{HEADER}: {signed}\r\n\r\n"
        )
        return head.encode() + body

    return make


def is_accepted(answer: bytes) -> bool:
    """Tell whether a notification was taken."""
    return answer.startswith(b"HTTP/1.1 200 ")


async def webhook_intake(stand: Stand, seconds: float) -> dict[str, float]:
    """Notify for that long; everything that was accepted has to be in the database."""
    moments: list[Cpu] = []
    async with stand.database() as database:
        before = await database.fetchval(_COUNT)
        run = await drive(
            stand.port,
            notifications(stand.settings.payments.sandbox_secret),
            is_accepted,
            connections=CONNECTIONS,
            seconds=seconds,
            measured=lambda: moments.append(stand.cpu()),
        )
        kept = await database.fetchval(_COUNT) - before
    assert kept >= run.count, f"{run.count} were accepted, {kept} were kept"
    return summary(run) | {
        f"{name}_cpu_ms": spent for name, spent in moments[1].per(run.count, moments[0]).items()
    }
