"""Figures are read from an address of their own."""

import httpx
import pytest

from foodmarket.adapters.prometheus import PrometheusMetrics
from foodmarket.entrypoints.observing.scraping import Scraped, scraped

HERE = "127.0.0.1"


async def test_prometheus_reads_the_figures_and_nothing_else_is_there() -> None:
    metrics = PrometheusMetrics("worker", "1.2.3")
    metrics.delivered("order.accepted", "done", 0.02)
    async with scraped(Scraped(metrics), HERE, 0) as port, httpx.AsyncClient() as http:
        here = f"http://{HERE}:{port}"
        read = await http.get(f"{here}/metrics")
        assert read.status_code == 200
        assert read.headers["content-type"].startswith("text/plain; version=")
        assert "process_cpu_seconds_total" in read.text
        assert 'event="order.accepted",outcome="done"} 1.0' in read.text
        for method, path in (("GET", "/"), ("GET", "/metrics/x"), ("POST", "/metrics")):
            assert (await http.request(method, here + path)).status_code == 404


async def test_a_second_process_takes_the_next_port() -> None:
    figures = Scraped(PrometheusMetrics("api", "1.2.3"))
    async with scraped(figures, HERE, 0) as any_port:
        first = any_port
    async with scraped(figures, HERE, first) as one, scraped(figures, HERE, first) as other:
        assert one == first
        assert first < other < first + 64


async def test_a_host_that_is_not_ours_is_told_at_start() -> None:
    with pytest.raises(OSError, match="assign"):
        async with scraped(Scraped(PrometheusMetrics("api", "1")), "203.0.113.1", 9464):
            pass
