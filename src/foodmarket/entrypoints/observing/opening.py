"""Settings -> observers, with the figures served for as long as the process works."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import foodmarket
from foodmarket.adapters.prometheus import PrometheusMetrics
from foodmarket.entrypoints.config import Settings
from foodmarket.entrypoints.observing.observers import Observers
from foodmarket.entrypoints.observing.scraping import Scraped, scraped


@asynccontextmanager
async def observing(settings: Settings, process: str, port: int) -> AsyncIterator[Observers]:
    """Yield what watches a process: ``api`` or ``worker``. Port 0 serves no figures."""
    if not port:
        yield Observers()
        return
    metrics = PrometheusMetrics(process, foodmarket.__version__)
    async with scraped(Scraped(metrics), settings.metrics.host, port):
        yield Observers(metrics=metrics)
