"""A span for each statement of the database: its text, which holds no values, and its time."""

from collections.abc import Callable

from foodmarket import ports
from foodmarket.entrypoints.observing.telling import told

_LONGEST = 2000  # characters; a commit of many shapes is longer, and its beginning tells enough
Watch = Callable[[str, float, BaseException | None], None]


def watching(tracer: ports.Tracer) -> Watch | None:
    """Return what the database tells its statements to; None where nothing records them."""
    if not tracer.records:
        return None

    def note(sql: str, seconds: float, error: BaseException | None) -> None:
        tracer.over(
            sql.partition(" ")[0].upper(),
            seconds,
            error=None if error is None else told(error),
            **{"db.system.name": "postgresql", "db.query.text": sql[:_LONGEST]},
        )

    return note
