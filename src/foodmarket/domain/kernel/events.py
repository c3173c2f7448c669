"""Events: facts that other parts of the marketplace, and partners, may want to know of."""

from datetime import datetime

from attrs import frozen

from foodmarket.domain.kernel.ids import Id


class EventId(Id):
    """Identifies one event; consumers apply each event once by it."""

    __slots__ = ()
    prefix = "evt"


@frozen(kw_only=True)
class Event:
    """Something that happened at an instant (UTC)."""

    at: datetime

    @property
    def name(self) -> str:
        """Return the public name, ``<noun>.<what happened>``."""
        raise NotImplementedError

    @property
    def subject(self) -> Id:
        """Return the id of what it happened to; events of one subject keep their order."""
        raise NotImplementedError
