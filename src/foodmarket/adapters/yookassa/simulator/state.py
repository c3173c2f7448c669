"""The simulator's book: everything that exists, by id, and what is to be notified."""

from attrs import define, field, frozen

from foodmarket.adapters.yookassa.mapping import money_of
from foodmarket.adapters.yookassa.simulator.records import (
    Json,
    SimDeal,
    SimPayment,
    SimPayout,
    SimRefund,
)
from foodmarket.adapters.yookassa.simulator.refusals import error
from foodmarket.domain.kernel.errors import Refusal
from foodmarket.domain.kernel.money import Money


@frozen
class Notice:
    """One notification to be sent: the event and the object as it is then."""

    event: str
    about: Json

    def wire(self) -> Json:
        """Return the body of the notification."""
        return {"type": "notification", "event": self.event, "object": self.about}


@define
class Book:
    """Ids come from a counter, so that the same story has the same ids."""

    payments: dict[str, SimPayment] = field(factory=dict)
    refunds: dict[str, SimRefund] = field(factory=dict)
    deals: dict[str, SimDeal] = field(factory=dict)
    payouts: dict[str, SimPayout] = field(factory=dict)
    notices: list[Notice] = field(factory=list)
    _made: int = 0

    def new_id(self, prefix: str = "") -> str:
        """Return the next id, 36 characters and the prefix."""
        self._made += 1
        tail = self._made * 2654435761 % (1 << 48)
        return f"{prefix}{0x2F000000 + self._made:08x}-000f-5000-8000-{tail:012x}"

    def note(self, event: str, about: Json) -> None:
        """Write a notification down."""
        self.notices.append(Notice(event, about))


def positive(body: Json, name: str = "amount") -> Money:
    """Read an amount over zero, written as the API wants it: text with two digits."""
    given = body.get(name)
    try:
        if not isinstance(given, dict) or not isinstance(given.get("value"), str):
            raise error(400, "invalid_request", parameter=name)
        amount = money_of(given)
    except (LookupError, ValueError, Refusal) as wrong:
        raise error(400, "invalid_request", parameter=name) from wrong
    if amount.amount <= 0:
        raise error(400, "invalid_request", parameter=f"{name}.value")
    return amount
