"""One log line and figures for each turn of a worker's loop in which something was done."""

import logging
from time import perf_counter

import attrs

from foodmarket.entrypoints.observing import Observers
from foodmarket.entrypoints.worker.loops import Loop

log = logging.getLogger("foodmarket.worker")


def observed(loop: Loop, observers: Observers) -> Loop:
    """Return the loop with its turns noted."""
    work, metrics = loop.work, observers.metrics

    async def noted() -> int:
        began = perf_counter()
        try:
            done = await work()
        except Exception:
            metrics.stumbled(loop.name)
            raise
        seconds = perf_counter() - began
        metrics.stepped(loop.name, done, seconds)
        if done:
            facts = {"loop": loop.name, "done": done, "ms": round(1000 * seconds, 1)}
            log.info("step", extra={"facts": facts})
        return done

    return attrs.evolve(loop, work=noted)
