"""Errors that are kept for tests to look at."""

from attrs import field, frozen

from foodmarket.ports.tracer import CURRENT


@frozen(kw_only=True)
class Told:
    """One error, what was going on, and the id of the trace it belongs to."""

    error: BaseException
    during: str
    trace_id: str | None


@frozen
class MemoryErrorReports:
    told: list[Told] = field(factory=list)

    def tell(self, error: BaseException, *, during: str) -> None:
        trace = CURRENT.get()
        self.told.append(Told(error=error, during=during, trace_id=trace.id if trace else None))
