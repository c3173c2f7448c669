"""Watching over a history: each commit when it is made, each event when it is consumed."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime

from foodmarket.adapters.memory.tables import Commit, Tables
from foodmarket.domain.kernel.events import EventId
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.payments.model import PaymentState
from foodmarket.domain.refunds.model import RefundReason
from foodmarket.entrypoints.simulation.rules import Rules, Touched, names_of, touched_by
from foodmarket.entrypoints.simulation.situations import Situation, booking, transition
from foodmarket.entrypoints.simulation.world import World
from foodmarket.ports.outbox import Envelope


class Watch:
    """Checks, and keeps what the end of the history will ask for."""

    def __init__(self, world: World, tables: Tables) -> None:
        self.world = world
        self.tables = tables
        self.consumed: Counter[EventId] = Counter()
        self.exempt: set[EventId] = set()  # parked, so that later ones overtook them
        self._rules = Rules(tables)
        self._names = names_of(tables)
        self._last: defaultdict[Id, str] = defaultdict(str)

    def committed(self, commit: Commit) -> Mapping[str, datetime | None]:
        """Check what a commit changed; return which steps it made work for, and when."""
        seen = touched_by(commit, self._names)
        if seen is None:
            return {}
        self._tell(seen)
        for number, subject, text in self._rules.broken(seen):
            self.violate(number, subject, text)
        return seen.pokes

    def note_consumed(self, envelope: Envelope) -> None:
        """Check that the events of a subject come in their order."""
        subject, number = envelope.event.subject, envelope.id
        self.consumed[number] += 1
        if self.consumed[number] > 1:
            self.world.reach(Situation.CONSUMED_TWICE)
        elif number < self._last[subject] and number not in self.exempt:
            self.violate(10, subject, f"event {number} came after {self._last[subject]}")
        self._last[subject] = max(self._last[subject], number)

    def violate(self, number: int, subject: str, text: str) -> None:
        """Note what is not true."""
        self.world.violate(number, subject, text)

    def _tell(self, seen: Touched) -> None:
        world = self.world
        for _, before, order in seen.of("orders"):
            if before is None or before.state is not order.state:
                world.note(order.id, f"is {order.state}")
                step = self.tables.steps[order.id][-1]
                world.reach(transition(step.before, step.trigger))
        for _, _, payment in seen.of("payments"):
            world.note(
                payment.order_id,
                f"payment {payment.state}, captured {payment.captured.amount}, "
                f"refunded {payment.refunded.amount}, keeps {payment.keep.amount}",
            )
            if payment.state is PaymentState.AUTHORISED and not payment.keep:
                world.reach(Situation.LATE_AUTHORISATION)
        for _, _, refund in seen.of("refunds"):
            if refund.reason is RefundReason.LATE_CAPTURE:
                world.reach(Situation.LATE_CAPTURE)
        for _, _, entry in seen.of("entries"):
            world.note(entry.order_id, f"booked {entry.kind} {entry.moved.amount}")
            world.reach(booking(entry.kind))
