"""Bugs in the order process, in races, and in what makes trying again safe."""

from typing import Any

from attrs import evolve

from foodmarket.adapters.memory import answers, catalogue, orders, portions
from foodmarket.adapters.memory import audit_log as memory_audit_log
from foodmarket.adapters.memory import leases as memory_leases
from foodmarket.adapters.memory import outbox as memory_outbox
from foodmarket.adapters.memory import tables as memory_tables
from foodmarket.adapters.sandbox import provider as sandbox_provider
from foodmarket.domain.accounts.model import Role
from foodmarket.domain.catalogue.decisions import reserve
from foodmarket.domain.orders import decisions, effects, record
from foodmarket.domain.orders.model import OrderMoved, OrderState
from foodmarket.domain.orders.process import BY_STATE
from foodmarket.domain.orders.usecases import refund_order, webhooks
from foodmarket.domain.payments.deliveries import applied
from foodmarket.domain.payments.model import OperationKind
from foodmarket.domain.payments.outcomes import Captured, Outcome, Refunded
from foodmarket.entrypoints.simulation.mutants.planting import Bed, Mutant
from foodmarket.entrypoints.worker import deliver, resumer


def _no_version_check(bed: Bed) -> None:
    bed.put(orders, "_require_version", lambda _stored, _version: None)


def _release_races_refund(bed: Bed) -> None:
    def unguarded(self: Any) -> None:
        del self

    bed.put(memory_tables.Commit, "finish", unguarded)


def _no_resumer(bed: Bed) -> None:
    async def idle(self: Any) -> int:
        del self
        return 0

    bed.put(resumer.Resumer, "__call__", idle)


def _sent_before_done(bed: Bed) -> None:
    async def delivered(self: Any, envelope: Any) -> Any:
        async with self.begin() as uow:
            await uow.outbox.sent([envelope.id])
        return await before(self, envelope)

    before = bed.put(deliver.Deliver, "_delivered", delivered)


def _order_of_events_lost(bed: Bed) -> None:
    async def claim(self: Any, now: Any, lease: Any, limit: int) -> Any:
        sending = self._tables.sending
        free = [it for it in self._tables.unsent.values() if sending.get(it.id, now) <= now]
        for envelope in free[:limit]:
            sending[envelope.id] = now + lease
        return free[:limit]

    bed.put(memory_outbox.MemoryOutbox, "claim", claim)


def _effect_twice(bed: Bed) -> None:
    def add(self: Any, notice: Any) -> None:
        def write(commit: Any) -> None:
            tables, place = commit.tables, (notice.account_id, notice.event_id)
            commit.put(tables.notices, place, notice)
            commit.sort_in(tables.notices_of[notice.account_id], notice.event_id)

        self._later(write)

    bed.put(answers.MemoryNotices, "add", add)


def _step_not_told(bed: Bed) -> None:
    def tell(self: Any, kind: Any, **facts: Any) -> None:
        if kind is not OrderMoved or facts["after"] is not OrderState.COMPLETED:
            before(self, kind, **facts)

    before = bed.put(record.Record, "tell", tell)


def _lease_for_ever(bed: Bed) -> None:
    def leased(self: Any, thing: Any, version: int, now: Any) -> bool:
        del now
        return thing in self._leased and self._leased[thing][0] == version

    bed.put(memory_leases.Leases, "_is_leased", leased)


def _portions_kept(bed: Bed) -> None:
    def change(self: Any) -> Any:
        if self.order.state is OrderState.EXPIRED:
            self._freed = None
        return before(self)

    before = bed.put(record.Record, "change", change)


def _oversold(bed: Bed) -> None:
    def take(commit: Any, reservation: Any) -> None:
        tables = commit.tables
        for dish in reservation.dishes:
            key = (reservation.slot_id, dish.dish_id)
            commit.put(tables.taken, key, tables.taken.get(key, 0) + dish.quantity)
        portions._count(commit, reservation, 1)  # noqa: SLF001 - a bug knows no manners

    bed.put(catalogue, "take", take)
    bed.put(decisions, "reserve", _unlimited(reserve))


def _unlimited(limited: Any) -> Any:
    def without_limits(offer: Any, wanted: Any, now: Any) -> Any:
        slot = evolve(offer.slot, portions_taken=0, work_taken=0, portions=10_000, work_units=10**6)
        return limited(evolve(offer, slot=slot, taken={}), wanted, now)

    return without_limits


def _webhook_believed(bed: Bed) -> None:
    async def believed(self: Any, delivery: Any) -> Any:
        async with self.begin() as uow:
            order_id = await uow.orders.by_payment(delivery.payment_id)
        if order_id is None:
            return await before(self, delivery)
        purchase = await self.perform.load(order_id)
        operation = purchase.operation
        told: Outcome | None = None
        if operation is not None and operation.kind is OperationKind.CAPTURE:
            told = Captured(purchase.payment.reference or "", operation.amount)
        if operation is not None and operation.kind is OperationKind.REFUND:
            told = Refunded(operation.amount)
        if operation is None or told is None:
            return await before(self, delivery)
        await self.perform.record(purchase, operation.id, told)
        return applied(delivery)

    before = bed.put(webhooks.ApplyWebhook, "_apply", believed)


def _signature_not_checked(bed: Bed) -> None:
    bed.put(sandbox_provider, "verify", lambda *_: None)


def _key_not_claimed(bed: Bed) -> None:
    bed.put(answers.MemoryAnswers, "claim", lambda *_: None)


def _refund_key_forgotten(bed: Bed) -> None:
    async def carry_out(
        self: Any, actor: Any, verb: Any, order_id: Any, refund_id: Any, decide: Any, key: Any
    ) -> Any:
        del key
        return await before(self, actor, verb, order_id, refund_id, decide, None)

    before = bed.put(refund_order.RefundOrder, "_carry_out", carry_out)


def _answer_not_kept(bed: Bed) -> None:
    async def fill(self: Any, key: Any, status: int, body: bytes) -> bytes:
        del self, key, status
        return body

    bed.put(answers.MemoryAnswers, "fill", fill)


def _deadline_forgotten(bed: Bed) -> None:
    def enter(self: Any, state: Any, *rest: Any) -> None:
        before(self, state, *rest)
        if state is OrderState.COMPLETED:
            self.order = evolve(self.order, deadline=None, due_at=None)

    before = bed.put(effects.Draft, "enter", enter)


def _revived(bed: Bed) -> None:
    def pull(self: Any, trigger: Any, reason: Any = None) -> None:
        row = BY_STATE[self.order.state].get(trigger) or BY_STATE[OrderState.PLACED].get(trigger)
        if row is not None:
            self.take(row, Role.SYSTEM, reason, None)

    bed.put(effects.Draft, "pull", pull)


def _anybody_moves(bed: Bed) -> None:
    def permitted(order: Any, trigger: Any, actor: Any) -> Any:
        decisions.require_party(order, actor)
        row = BY_STATE[order.state].get(trigger)
        return row or before(order, trigger, actor)

    before = bed.put(decisions, "permitted", permitted)


def _strangers_welcome(bed: Bed) -> None:
    bed.put(decisions, "require_party", lambda _order, _actor: None)


def _any_code(bed: Bed) -> None:
    bed.put(decisions, "_same_code", lambda _told, _held: True)


def _no_record(bed: Bed) -> None:
    bed.put(memory_audit_log.MemoryAuditLog, "add", lambda *_: None)


PROCESS = (
    Mutant("no-versions", "facts are saved without looking who was faster", _no_version_check),
    Mutant(
        "release-race",
        "release and refund race for money",
        _release_races_refund,
    ),
    Mutant("no-resumer", "nobody takes unfinished operations over", _no_resumer),
    Mutant("sent-too-early", "an event is sent before its effect is done", _sent_before_done),
    Mutant("no-order", "later events overtake earlier ones", _order_of_events_lost),
    Mutant("no-dedupe", "an event takes effect each time it comes", _effect_twice),
    Mutant("not-told", "a step of the process is not told", _step_not_told),
    Mutant("endless-lease", "what a dead worker had claimed stays claimed", _lease_for_ever),
    Mutant("kept-portions", "an expired order keeps its portions", _portions_kept),
    Mutant("oversold", "portions are sold without counting", _oversold),
    Mutant("believed", "a notification is taken for the answer awaited", _webhook_believed),
    Mutant("unsigned", "signatures of notifications are not checked", _signature_not_checked),
    Mutant("unclaimed-key", "a client's key is not claimed", _key_not_claimed),
    Mutant("refund-unkeyed", "a refund by staff forgets its key", _refund_key_forgotten),
    Mutant("other-answer", "answers to keys are not kept", _answer_not_kept),
    Mutant("no-deadline", "a completed order has no deadline", _deadline_forgotten),
    Mutant("revived", "a late hold revives an order that has ended", _revived),
    Mutant("anybody", "anybody pulls any trigger", _anybody_moves),
    Mutant("strangers", "strangers act on others' orders", _strangers_welcome),
    Mutant("any-code", "a meal is handed over against any code", _any_code),
    Mutant("off-record", "what staff does is not recorded", _no_record),
)
