"""What must always be true of what a commit touched; the numbers are those of the architecture.

Everything here derives what should be from other facts than those that it checks: balances from
entries, portions from histories, events from steps.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from attrs import define, field, frozen

from foodmarket.adapters.memory.tables import Book, Commit, Tables
from foodmarket.domain.catalogue.model import SlotId
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.ledger.model import (
    PAYOUTS_IN_TRANSIT,
    EntryKind,
    escrow,
    retention,
)
from foodmarket.domain.orders.model import Order, OrderId, OrderMoved, OrderState, Step
from foodmarket.domain.orders.process import BY_STATE, ENDS, Effect, Trigger
from foodmarket.domain.payments.model import OperationKind, OperationState, Payment, PaymentState
from foodmarket.domain.refunds.model import Refund, RefundState

Broken = tuple[int, str, str]  # the number of what is broken, its subject, and how
MOVES_ON = frozenset({EntryKind.RELEASED, EntryKind.RETENTION_SETTLED})


WATCHED = ("payments", "entries", "balances", "slots", "refunds", "unsent")
DUE = {"orders": "timers", "operations": "resumer", "webhooks": "webhooks", "payouts": "payer"}


@frozen
class Touched:
    """What one commit changed: by table, each row's key, what stood there (None: nothing), and row.

    ``pokes`` are the steps that it made work for, and when at the earliest; None is at once.
    """

    rows: Mapping[str, Sequence[tuple[Any, Any, Any]]]
    pokes: Mapping[str, datetime | None]

    def of(self, table: str) -> Sequence[tuple[Any, Any, Any]]:
        """Return what was changed of a table."""
        return self.rows.get(table, ())


def names_of(tables: Tables) -> dict[int, str]:
    """Return the names of the tables that are watched, by the table's identity."""
    return {id(getattr(tables, name)): name for name in (*WATCHED, *DUE)}


def touched_by(commit: Commit, names: dict[int, str]) -> Touched | None:
    """Sort what a commit changed; None where that was nothing that is watched."""
    rows: defaultdict[str, list[tuple[Any, Any, Any]]] = defaultdict(list)
    pokes: dict[str, datetime | None] = {}
    for table, key, old in commit.touched():
        name = names.get(id(table))
        if name is None:
            continue
        row: Any = table.get(key)
        rows[name].append((key, old, row))
        step = DUE.get(name)
        if step is not None and row is not None and row.due_at is not None:  # None: it has ended
            known = pokes.get(step)
            pokes[step] = row.due_at if known is None else min(known, row.due_at)
    if "unsent" in rows:
        pokes["relay"] = None
    return Touched(rows, pokes) if rows else None


@define
class Rules:
    """The checks, with the little that they have to remember of what was before."""

    tables: Tables
    sums: Counter[Book] = field(factory=Counter)
    booked: int = 0
    moving: int = 0
    held: dict[OrderId, tuple[SlotId, int]] = field(factory=dict)
    taken: defaultdict[SlotId, int] = field(factory=lambda: defaultdict(int))
    taken_steps: Counter[OrderId] = field(factory=Counter)

    def broken(self, seen: Touched) -> Iterator[Broken]:
        """Yield what is not true any more."""
        yield from self._book(seen)
        yield from self._balances(seen)
        for _, _, payment in seen.of("payments"):
            yield from self._payment(payment)
        for _, _, refund in seen.of("refunds"):
            yield from _refund(refund)
        for _, before, order in seen.of("orders"):
            yield from self._order(order, before)
        yield from self._slots(seen)
        yield from self._payouts(seen)

    def _book(self, seen: Touched) -> Iterator[Broken]:
        tables, entries = self.tables, seen.of("entries")
        for key, before, _ in entries:
            if before is None:
                self.booked += 1
            else:
                yield 2, key, "an entry was edited"
        if len(tables.entries) != self.booked:
            yield 2, "book", f"{self.booked} entries were booked, {len(tables.entries)} are there"
        for _, _, entry in entries:
            off = 0
            for posting in entry.postings:
                off += posting.amount
                side = posting.account.kind.side
                self.sums[posting.account, entry.currency] += side * posting.amount
            if off:
                yield 1, entry.order_id, f"entry {entry.key} is off by {off}"
            if entry.kind is EntryKind.CAPTURED:
                booked = tables.entries_of[entry.order_id]
                if sum(it.kind is EntryKind.CAPTURED for it in booked) > 1:
                    yield 3, entry.order_id, "captured more than once"
            if entry.kind in MOVES_ON and self._frozen(entry.order_id):
                yield 9, entry.order_id, f"{entry.kind} while a bank disputes the payment"

    def _balances(self, seen: Touched) -> Iterator[Broken]:
        for book, _, _ in seen.of("balances"):
            kept = self.tables.balances[book]
            if kept < 0:
                yield 5, book[0].owner, f"{book[0]} is {kept}"
            if kept != self.sums[book]:
                yield 5, book[0].owner, f"{book[0]} is kept as {kept}, booked {self.sums[book]}"

    def _frozen(self, order_id: Id) -> bool:
        disputes = (self.tables.disputes[it] for it in self.tables.disputes_of.get(order_id, ()))
        return any(it.chargeback is not None and not it.state.final for it in disputes)

    def _payment(self, payment: Payment) -> Iterator[Broken]:
        captured, refunded = payment.captured.amount, payment.refunded.amount
        moved = self._moved(payment.order_id)
        if not 0 <= captured <= payment.amount.amount:
            yield 3, payment.order_id, f"captured {captured} of {payment.amount}"
        if bool(captured) != (payment.state is PaymentState.CAPTURED):
            yield 3, payment.order_id, f"is {payment.state} with {captured} captured"
        if refunded > captured or (refunded and refunded > captured - payment.keep.amount):
            yield 4, payment.order_id, f"refunded {refunded} of {captured}, keeps {payment.keep}"
        lost = moved[EntryKind.DISPUTE_LOST]
        for kind, amount in (
            (EntryKind.CAPTURED, captured),
            (EntryKind.REFUND_SUCCEEDED, refunded - lost),
        ):
            if moved[kind] != amount:
                yield 16, payment.order_id, f"{kind} is {amount}, booked {moved[kind]}"
        ids = self.tables.operations_of.get(payment.order_id, ())
        operations = [self.tables.operations[it] for it in ids]
        done = [it for it in operations if it.state is OperationState.SUCCEEDED]
        returned = sum(it.amount.amount for it in done if it.kind is OperationKind.REFUND)
        if returned + lost != refunded:
            yield 16, payment.order_id, f"refunded {refunded}, operations say {returned}"
        if captured:
            asked = moved[EntryKind.REFUND_ASKED] - moved[EntryKind.REFUND_ABANDONED]
            if asked != captured - payment.keep.amount:
                yield 16, payment.order_id, f"gives back {asked}, but keeps {payment.keep}"

    def _moved(self, order_id: Id) -> dict[EntryKind, int]:
        """Return what was booked of the order, by kind of entry, in minor units."""
        moved: dict[EntryKind, int] = defaultdict(int)
        for entry in self.tables.entries_of.get(order_id, ()):
            moved[entry.kind] += entry.moved.amount
        return moved

    def _order(self, order: Order, before: Order | None) -> Iterator[Broken]:
        tables, ended = self.tables, order.state in ENDS
        if (order.deadline is None or order.due_at is None) != ended:
            yield 8, order.id, f"is {order.state} with deadline {order.deadline}"
        if ended:
            code = order.bill.items.currency
            left = tables.funds(escrow(order.id), code) + tables.funds(retention(order.id), code)
            if left:
                yield 9, order.id, f"is {order.state}, {left} are held or retained"
        steps = tables.steps.get(order.id, [])
        if before is None or before.state is not order.state:
            yield from self._moved_to(order, before.state if before else OrderState.PLACED, steps)
            told = sum(
                isinstance(it.event, OrderMoved) for it in tables.events_of.get(order.id, ())
            )
            if told != len(steps):
                yield 10, order.id, f"took {len(steps)} steps, told of {told}"
        self.taken_steps[order.id] = len(steps)

    def _moved_to(self, order: Order, start: OrderState, steps: Sequence[Step]) -> Iterator[Broken]:
        """Check the steps of one commit: a bank may have decided before we heard that it asked."""
        at = start
        for step in steps[self.taken_steps[order.id] :]:
            if step.before is not at:
                yield 13, order.id, f"was {at}, its history goes on from {step.before}"
            elif not _declared(step):
                yield 13, order.id, f"went {step.before} -> {step.after} by {step.trigger}"
            at = step.after
        if at is not order.state or len(steps) == self.taken_steps[order.id]:
            yield 13, order.id, f"is {order.state}, its history ends {at}"

    def _slots(self, seen: Touched) -> Iterator[Broken]:
        slots: set[SlotId] = {key for key, _, _ in seen.of("slots")}
        for _, _, order in seen.of("orders"):
            slot_id = order.reservation.slot_id
            was = self.held.get(order.id, (slot_id, 0))[1]
            now = 0 if _freed(self.tables.steps.get(order.id, ())) else order.reservation.portions
            self.held[order.id] = slot_id, now
            self.taken[slot_id] += now - was
            slots.add(slot_id)
        for slot_id in sorted(slots):
            slot, held = self.tables.slots[slot_id], self.taken[slot_id]
            if slot.portions_taken != held:
                yield 6, slot_id, f"counts {slot.portions_taken} portions, orders hold {held}"
            if slot.portions_taken > slot.portions or slot.work_taken > slot.work_units:
                yield 6, slot_id, f"is oversold: {slot.portions_taken} of {slot.portions}"

    def _payouts(self, seen: Touched) -> Iterator[Broken]:
        for _, old, new in seen.of("payouts"):
            was = 0 if old is None or old.state.final else old.amount.amount
            self.moving += (0 if new.state.final else new.amount.amount) - was
            booked = self.sums[PAYOUTS_IN_TRANSIT, new.amount.currency]
            if self.moving != booked:
                yield 11, new.id, f"{booked} are booked in transit, payouts say {self.moving}"


def _refund(refund: Refund) -> Iterator[Broken]:
    whole = refund.returned == refund.amount
    if refund.parts.total != refund.amount or whole != (refund.state is RefundState.SUCCEEDED):
        yield 4, refund.order_id, f"refund {refund.id} of {refund.amount} does not add up"


def _declared(step: Step) -> bool:
    if step.trigger == "place":
        return step.before is step.after is OrderState.PLACED
    row = BY_STATE[step.before].get(Trigger(step.trigger))
    return row is not None and row.after is step.after and step.actor in row.actors


def _freed(steps: Iterable[Step]) -> bool:
    for step in steps:
        row = BY_STATE[step.before].get(Trigger(step.trigger)) if step.trigger != "place" else None
        if row is not None and Effect.FREE_PORTIONS in row.effects:
            return True
    return False
