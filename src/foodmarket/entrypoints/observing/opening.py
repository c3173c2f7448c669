"""Settings -> observers: what watches a process, opened and closed with it.

The libraries of what the settings leave out are not imported.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import foodmarket
from foodmarket import ports
from foodmarket.adapters.memory import SilentMetrics
from foodmarket.adapters.system import CarryingTracer
from foodmarket.domain.kernel.money import WHOLE
from foodmarket.entrypoints.config import Settings
from foodmarket.entrypoints.observing.observers import Observers
from foodmarket.entrypoints.observing.reporting import Reporting
from foodmarket.entrypoints.observing.telling import told


@asynccontextmanager
async def observing(settings: Settings, process: str, port: int) -> AsyncIterator[Observers]:
    """Yield what watches a process, which is ``api`` or ``worker``. Port 0 serves no figures."""
    async with AsyncExitStack() as stack:
        if settings.errors.dsn:
            await stack.enter_async_context(_reporting(settings))
        tracer: ports.Tracer = CarryingTracer()
        if settings.tracing.endpoint:
            tracer = await stack.enter_async_context(_recording(settings, process))
        metrics: ports.Metrics = SilentMetrics()
        if port:
            metrics = await stack.enter_async_context(_counting(settings, process, port))
        yield Observers(metrics=metrics, tracer=tracer)


@asynccontextmanager
async def _reporting(settings: Settings) -> AsyncIterator[None]:
    from foodmarket.adapters.sentry import SentryConfig, SentryErrorReports

    reports = SentryErrorReports(
        SentryConfig(
            dsn=settings.errors.dsn,
            release=f"foodmarket@{foodmarket.__version__}",
            environment=settings.errors.environment or settings.mode.value,
            describe=told,
        )
    )
    handler = Reporting(reports)
    logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)
        await asyncio.to_thread(reports.close)


@asynccontextmanager
async def _recording(settings: Settings, process: str) -> AsyncIterator[ports.Tracer]:
    from foodmarket.adapters.opentelemetry import OpenTelemetryTracer, sending_to

    tracer = OpenTelemetryTracer(
        sending_to(settings.tracing.endpoint),
        service=f"foodmarket-{process}",
        version=foodmarket.__version__,
        ratio=int(settings.tracing.ratio) / WHOLE,
    )
    try:
        yield tracer
    finally:
        await asyncio.to_thread(tracer.close)


@asynccontextmanager
async def _counting(settings: Settings, process: str, port: int) -> AsyncIterator[ports.Metrics]:
    from foodmarket.adapters.prometheus import PrometheusMetrics
    from foodmarket.entrypoints.observing.scraping import Scraped, scraped

    metrics = PrometheusMetrics(process, foodmarket.__version__)
    async with scraped(Scraped(metrics, metrics.refresh), settings.metrics.host, port):
        yield metrics
