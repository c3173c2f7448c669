"""Paid orders over HTTP: the main figure."""

import itertools
import json
from collections.abc import Callable, Mapping, Sequence
from random import Random

from benchmarks.load import Run, drive
from benchmarks.stand import Cpu, Stand
from benchmarks.town import ADDRESS, Buyer
from foodmarket.domain.catalogue.model import DishId, SlotId

_PAID = b'"state":"authorised"'
_PLACED_BY_US = "SELECT count(*) FROM orders WHERE state = 'authorised'"
_numbers = itertools.count(1)


def order_request(buyer: Buyer, slot_id: SlotId, wanted: Mapping[DishId, int]) -> tuple[bytes, ...]:
    """Return an order in two pieces: a new Idempotency-Key goes between them."""
    lines = [{"dish_id": dish, "quantity": quantity} for dish, quantity in wanted.items()]
    body = json.dumps(
        {
            "slot_id": slot_id,
            "lines": lines,
            "address": {
                "city": ADDRESS.city,
                "street": ADDRESS.street,
                "details": ADDRESS.details,
                "phone": ADDRESS.phone,
            },
            "payment_method_id": buyer.method_id,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()
    head = (
        "POST /v1/orders HTTP/1.1\r\nHost: bench\r\nAccept: application/json\r\n"
        f"Authorization: Bearer {buyer.token}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nIdempotency-Key: "
    )
    return head.encode(), b"\r\n\r\n" + body


def with_new_key(pieces: Sequence[bytes]) -> bytes:
    """Return the request with a key that was never used."""
    before, after = pieces
    return b"%sbench-%012d%s" % (before, next(_numbers), after)


def random_orders(stand: Stand, seed: int, many: int = 2000) -> Callable[[], bytes]:
    """Return what makes orders of two lines, of random people, for random slots."""
    random = Random(seed)
    made = []
    for _ in range(many):
        buyer, table, (first, second) = stand.town.basket(random)
        made.append(order_request(buyer, table.slot_id, {first: 1, second: 2}))
    turn = itertools.cycle(made)
    return lambda: with_new_key(next(turn))


def is_paid(answer: bytes) -> bool:
    """Tell whether an answer is that of an order whose money is held."""
    return answer.startswith(b"HTTP/1.1 201 ") and _PAID in answer


async def paid_orders(stand: Stand, connections: int, seconds: float) -> dict[str, float]:
    """Place orders for that long; check every answer, and count them in the database."""
    moments: list[Cpu] = []
    sent = 0
    following = random_orders(stand, seed=connections)

    def request() -> bytes:
        nonlocal sent
        sent += 1
        return following()

    async with stand.database() as database:
        before = await database.fetchval(_PLACED_BY_US)
        run = await drive(
            stand.port,
            request,
            is_paid,
            connections=connections,
            seconds=seconds,
            measured=lambda: moments.append(stand.cpu()),
        )
        placed = await database.fetchval(_PLACED_BY_US) - before
    assert placed == sent, f"{sent} orders were answered, {placed} are there"
    return summary(run) | {
        f"{name}_cpu_ms": spent for name, spent in moments[1].per(run.count, moments[0]).items()
    }


def summary(run: Run) -> dict[str, float]:
    """Return a run in figures: per second, and latencies in milliseconds."""
    return {
        "count": run.count,
        "per_second": run.per_second,
        "p50_ms": run.percentile(50),
        "p95_ms": run.percentile(95),
        "p99_ms": run.percentile(99),
    }
