"""What is seen of a running marketplace: log lines, figures, traces, reports of errors."""

from foodmarket.entrypoints.observing.observers import Observers

__all__ = ["Observers"]
