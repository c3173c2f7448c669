"""Instants and windows, always in UTC. A city's own time zone is kept beside them, by IANA name."""

from datetime import UTC, datetime, timedelta

from attrs import define, frozen

from foodmarket.domain.kernel.errors import Invalid


@define
class NotUtc(Invalid):
    """An instant without a zone, or in another zone than UTC, where UTC is due."""

    instant: str


@define
class EmptyWindow(Invalid):
    """A window ends before it starts."""

    start: datetime
    end: datetime


def require_utc(instant: datetime) -> datetime:
    """Return the instant unchanged, or refuse with `NotUtc`."""
    if instant.utcoffset() != timedelta(0):
        raise NotUtc(instant=instant.isoformat())
    return instant.replace(tzinfo=UTC)


@frozen
class Window:
    """The half-open span from ``start`` up to, not including, ``end`` (UTC)."""

    start: datetime
    end: datetime

    def __attrs_post_init__(self) -> None:
        require_utc(self.start)
        require_utc(self.end)
        if self.end <= self.start:
            raise EmptyWindow(start=self.start, end=self.end)

    def __contains__(self, instant: datetime) -> bool:
        return self.start <= instant < self.end

    def overlaps(self, other: "Window") -> bool:
        """Tell whether the two windows share an instant."""
        return self.start < other.end and other.start < self.end
