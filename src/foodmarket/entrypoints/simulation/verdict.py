"""The end of a history: everything is checked once more, and against the bank's own book."""

from collections import Counter
from collections.abc import Iterator

from foodmarket.adapters.memory import MemoryStore
from foodmarket.adapters.memory.tables import Tables
from foodmarket.domain.accounts.model import CookId, Role
from foodmarket.domain.ledger.model import clearing, payable
from foodmarket.domain.orders.model import OrderEvent, OrderId
from foodmarket.domain.orders.process import ENDS
from foodmarket.domain.payments.model import Payment, PaymentState
from foodmarket.domain.payouts.model import PayoutState
from foodmarket.domain.refunds.model import RefundId
from foodmarket.entrypoints.simulation.banks import Bank, BankRecord
from foodmarket.entrypoints.simulation.town import RUB, WALLETS
from foodmarket.entrypoints.simulation.watch import Watch
from foodmarket.entrypoints.worker.notices import readers

HOPELESS = frozenset(rail.hopeless for rail in WALLETS.values())
WORTH_IT = 1_000  # minor units; less than that may wait


async def judge(watch: Watch, store: MemoryStore, bank: Bank) -> None:
    """Check a history that has ended."""
    _rest(watch, store.tables)
    await _audit(watch, store)
    await _bank(watch, store, bank)
    _events(watch, store.tables)
    _keys(watch, store.tables)


def _rest(watch: Watch, tables: Tables) -> None:
    for order in tables.orders.values():
        if order.state not in ENDS:
            watch.violate(8, order.id, f"never ends: still {order.state}")
    for payment_id, operation_id in tables.unfinished.items():
        operation = tables.operations[operation_id]
        watch.violate(8, tables.payments[payment_id].order_id, f"{operation.kind} never ends")
    for payout in tables.payouts.values():
        if not payout.state.final:
            watch.violate(8, payout.id, f"payout never ends: {payout.state}")
    for cook_id in unpaid(tables):
        watch.violate(8, cook_id, "is owed enough for a payout, and gets none")


def unpaid(tables: Tables) -> Iterator[CookId]:
    """Yield cooks who are owed enough for a payout, have a good account, and were not paid."""
    for cook_id, plan in tables.plans.items():
        owed = tables.funds(payable(cook_id), plan.currency)
        if owed >= max(plan.minimum, WORTH_IT) and plan.destination not in HOPELESS:
            yield cook_id


async def _audit(watch: Watch, store: MemoryStore) -> None:
    async for finding in store.audit.findings():
        for text in finding.violations:
            watch.violate(finding.number, _subject(text), f"{finding.name}: {text}")


def _subject(text: str) -> str:
    words = text.replace(":", " ").split()
    return next((word for word in words if word.startswith(f"{OrderId.prefix}_")), "")


async def _bank(watch: Watch, store: MemoryStore, bank: Bank) -> None:
    tables, world = store.tables, watch.world
    async with store.begin() as uow:
        ours = (await uow.ledger.balance(clearing(bank.name), RUB)).amount.amount
    theirs = await bank.total()
    if ours != theirs:
        watch.violate(7, "book", f"clearing is {ours}, the bank holds {theirs}")
    for payment in tables.payments.values():
        _compare(watch, payment, await bank.record_of(payment.id, world.now()))
    for payout in tables.payouts.values():
        paid = await bank.has_paid(payout)
        if paid != (payout.state is PayoutState.PAID):
            says = "paid" if paid else "not paid"
            watch.violate(7, payout.id, f"payout is {payout.state}, the bank says {says}")


def _compare(watch: Watch, payment: Payment, there: BankRecord | None) -> None:
    if payment.captured and payment.captured != payment.amount:
        text = f"{payment.captured} was taken where {payment.amount} was asked for"
        watch.violate(16, payment.order_id, text)
    if there is None:
        if payment.captured or payment.state is PaymentState.AUTHORISED:
            watch.violate(7, payment.order_id, f"is {payment.state}, the bank knows nothing")
        return
    ours = (payment.captured.amount, payment.refunded.amount)
    theirs = (there.captured, there.refunded)
    if ours != theirs:
        watch.violate(7, payment.order_id, f"we have {ours}, the bank has {theirs}")
    if there.open:
        watch.violate(7, payment.order_id, f"has ended, the bank still says {there.state}")


def _events(watch: Watch, tables: Tables) -> None:
    noticed = {account_id: Counter(ids) for account_id, ids in tables.notices_of.items()}
    for subject, envelopes in tables.events_of.items():
        for envelope in envelopes:
            if not watch.consumed[envelope.id]:
                watch.violate(10, subject, f"{envelope.event.name} was never delivered")
                continue
            event = envelope.event
            if not isinstance(event, OrderEvent):
                continue
            accounts = []
            if Role.CUSTOMER in readers(event):
                accounts.append(event.customer_id)
            if Role.COOK in readers(event):
                accounts.append(tables.cooks[event.cook_id].account_id)
            for account_id in accounts:
                times = noticed.get(account_id, Counter())[envelope.id]
                if times != 1:
                    watch.violate(10, subject, f"{event.name} took effect {times} times")


def _keys(watch: Watch, tables: Tables) -> None:
    """What people asked for under one key was done once, and is on record."""
    placed = {it.subject for (_o, text), it in tables.answers.items() if text.startswith("place-")}
    for order_id in tables.orders:
        if order_id not in placed:
            watch.violate(15, order_id, "was placed twice under one key")
    asked = Counter(it.order_id for it in tables.refunds.values() if it.asked_by is not None)
    for refunded, times in asked.items():
        if times > 1:  # people ask once in the life of an order, however often they send it
            watch.violate(15, refunded, f"was refunded by staff {times} times under one key")
    if len(tables.chain) != len(tables.entries):
        watch.violate(2, "book", f"{len(tables.entries)} entries, {len(tables.chain)} in the chain")
    recorded = {sealed.record.subject for sealed in tables.audit_log.values()}
    for refund in tables.refunds.values():
        by_staff = refund.asked_by is not None
        if by_staff and RefundId(refund.id) not in recorded:
            watch.violate(16, refund.order_id, f"refund {refund.id} has no record of who asked")
