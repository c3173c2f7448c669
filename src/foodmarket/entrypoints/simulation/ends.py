"""What a replay led to, in words that hold no id of any store."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TypeVar

from attrs import frozen

from foodmarket import ports
from foodmarket.adapters.sandbox import SandboxBank
from foodmarket.domain.orders.model import OrderId
from foodmarket.entrypoints.marketplace import Marketplace
from foodmarket.entrypoints.simulation.town import RUB, Town

T = TypeVar("T")
READS = 16  # at the same time


@frozen(kw_only=True)
class Ends:
    """Where everything stands in the end: equal ends, equal stores."""

    answers: tuple[str, ...]
    orders: dict[int, str]
    balances: dict[str, int]
    bank: int
    broken: tuple[str, ...]

    def differences(self, other: "Ends") -> list[str]:
        """Name what differs."""
        found = [
            f"command {number}: {ours} or {theirs}"
            for number, (ours, theirs) in enumerate(zip(self.answers, other.answers, strict=True))
            if ours != theirs
        ]
        found += [
            f"order {number}: {told} or {other.orders.get(number)}"
            for number, told in self.orders.items()
            if other.orders.get(number) != told
        ]
        for name in sorted(set(self.balances) | set(other.balances)):
            ours, theirs = self.balances.get(name, 0), other.balances.get(name, 0)
            if ours != theirs:
                found.append(f"{name}: {ours} or {theirs}")
        if self.bank != other.bank:
            found.append(f"bank: {self.bank} or {other.bank}")
        return [*found, *self.broken, *other.broken]


async def ends_of(
    market: Marketplace,
    town: Town,
    bank: SandboxBank,
    orders: Sequence[tuple[int, OrderId]],
    answers: Sequence[str],
) -> Ends:
    """Return where everything stands; ``orders`` with their numbers."""
    begin = market.adapters.begin
    told: dict[int, str] = {}
    for part in parts(sorted(orders), READS):
        about = await asyncio.gather(*(_told(begin, order_id) for _, order_id in part))
        told |= {number: text for (number, _), text in zip(part, about, strict=True)}
    balances: Counter[str] = Counter()
    async with begin() as uow:
        while await uow.ledger.extend_chain(10_000):
            pass
        for balance in await uow.ledger.balances():
            balances[str(balance.account)] += balance.amount.amount
        for cook in town.cooks:
            for mine in await uow.ledger.cook_balances(cook.profile.id):
                balances[f"payable {cook.profile.id}"] = mine.payable
                balances[f"owed {cook.profile.id}"] = mine.owed
    broken = [
        f"{finding.name}: {text}"
        async for finding in market.adapters.audit.findings()
        for text in finding.violations
    ]
    return Ends(
        answers=tuple(answers),
        orders=told,
        balances=dict(balances),
        bank=(await bank.totals(RUB)).amount,
        broken=tuple(broken),
    )


async def _told(begin: ports.Begin, order_id: OrderId) -> str:
    """Return everything about an order that does not depend on what its ids are."""
    async with begin() as uow:
        purchase = await uow.orders.purchase(order_id)
        steps = await uow.orders.steps(order_id)
        entries = await uow.ledger.entries(order_id)
    if purchase is None:
        return "lost"
    payment = purchase.payment
    path = " ".join(f"{step.trigger}@{step.at:%d%H%M%S}" for step in steps)
    booked = " ".join(
        f"{entry.kind}:{','.join(f'{it.account.kind}{it.amount:+}' for it in entry.postings)}"
        for entry in entries
    )
    refunds = " ".join(f"{it.reason}:{it.amount.amount}:{it.state}" for it in purchase.refunds)
    taken = f"{payment.captured.amount}/{payment.refunded.amount}/{payment.keep.amount}"
    return f"{purchase.order.state} {payment.state} {taken} | {path} | {booked} | {refunds}"


def parts(things: Sequence[T], size: int) -> Iterator[tuple[T, ...]]:
    """Yield the things, so many at a time."""
    rest = iter(things)
    while part := tuple(islice(rest, size)):
        yield part
