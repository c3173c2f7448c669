"""Everything that watches, as one thing to pass around."""

from attrs import field, frozen

from foodmarket import ports
from foodmarket.adapters.memory import SilentMetrics
from foodmarket.adapters.system import CarryingTracer


@frozen(kw_only=True)
class Observers:
    """By default nothing is kept, and every piece of work has a trace id."""

    metrics: ports.Metrics = field(factory=SilentMetrics)
    tracer: ports.Tracer = field(factory=CarryingTracer)
