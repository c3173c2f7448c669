"""The library alone: no server, no HTTP, one thread."""

import subprocess
import sys
from collections.abc import Callable
from random import Random
from statistics import median
from time import perf_counter

from benchmarks.town import ADDRESS, settle
from foodmarket import ports
from foodmarket.domain.accounts.model import AccountId
from foodmarket.domain.catalogue.model import Offer
from foodmarket.domain.escrow import Terms
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.orders.decisions import Basket, NewIds, apply_outcome, place
from foodmarket.domain.orders.model import OrderId, OrderState
from foodmarket.domain.payments.model import OperationId, PaymentId, PaymentMethod, PaymentMethodId
from foodmarket.domain.payments.outcomes import Authorised
from foodmarket.entrypoints.bootstrap import in_memory
from foodmarket.entrypoints.marketplace import Marketplace

STARTS = 10
IMPORTED = {
    "foodmarket.domain": "import foodmarket.domain",
    # A name, not the package alone: that imports its names when they are first used.
    "foodmarket.domain.orders": "from foodmarket.domain.orders import PlaceOrder",
}


async def orders_in_memory(count: int) -> dict[str, float]:
    """Place orders through the use case on the memory adapters and the sandbox bank."""
    market = in_memory()
    town = await settle(market, cooks=8, customers=8)
    random = Random(5)
    began = perf_counter()
    for number in range(count):
        buyer, table, (first, second) = town.basket(random)
        placed = await market.place_order(
            buyer.actor,
            slot_id=table.slot_id,
            wanted={first: 1, second: 2},
            address=ADDRESS,
            method_id=buyer.method_id,
            key=_key(buyer.actor.account_id, number),
        )
        assert placed.order.state is OrderState.AUTHORISED
    took = perf_counter() - began
    table = town.tables[0]
    async with market.adapters.begin() as uow:
        offer = await uow.catalogue.offer(table.slot_id, sorted(table.dishes))
    assert offer is not None
    return {"orders_per_second": count / took, **_decisions(market, offer, count)}


def _key(owner: AccountId | None, number: int) -> ports.Key | None:
    return None if owner is None else ports.Key(owner=owner, text=f"bench-{number}", fingerprint="")


def _decisions(market: Marketplace, offer: Offer, count: int) -> dict[str, float]:
    ids, now, terms = market.adapters.ids, market.adapters.clock.now(), Terms()
    provider = market.adapters.providers["sandbox"]
    method = PaymentMethod(
        id=ids.new(PaymentMethodId),
        customer_id=ids.new(AccountId),
        provider=provider.name,
        token="sandbox_ok",
        label="Visa 4242",
    )
    first, second = offer.dishes[:2]
    basket = Basket(wanted={first.id: 1, second.id: 2}, tip=Money.zero(offer.cook.currency))
    new = NewIds(
        order=ids.new(OrderId),
        payment=ids.new(PaymentId),
        operation=ids.new(OperationId),
        delivery_code="123456",
    )
    decided = place(offer, basket, ADDRESS, method, provider.capabilities, terms, new, now)
    purchase, held = decided.purchase, Authorised("sandbox", now + terms.payment_time)
    return {
        "placing_decisions_per_second": _speed(
            count,
            lambda: place(offer, basket, ADDRESS, method, provider.capabilities, terms, new, now),
        ),
        "outcome_decisions_per_second": _speed(
            count, lambda: apply_outcome(purchase, held, now, ids.new(OperationId))
        ),
    }


def _speed(count: int, act: Callable[[], object]) -> float:
    began = perf_counter()
    for _ in range(count):
        act()
    return count / (perf_counter() - began)


def import_times() -> dict[str, float]:
    """Return milliseconds that an import adds to a bare start, as the median of fresh starts."""
    bare = _start("pass")
    return {f"{name}_ms": max(0.0, _start(program) - bare) for name, program in IMPORTED.items()}


def _start(program: str) -> float:
    command = [sys.executable, "-c", program]
    subprocess.run(command, check=True)  # noqa: S603 - writes the bytecode, where it is missing
    times = []
    for _ in range(STARTS):
        began = perf_counter()
        subprocess.run(command, check=True)  # noqa: S603
        times.append(1000 * (perf_counter() - began))
    return median(times)
