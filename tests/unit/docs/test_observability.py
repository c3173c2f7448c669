"""The page about figures lists each of them as it is declared."""

from pathlib import Path

from prometheus_client.metrics import MetricWrapperBase

from foodmarket.adapters.prometheus import PrometheusMetrics
from foodmarket.ports.metrics import Gauge, Reading

PAGE = Path(__file__).parents[3] / "docs" / "observability.md"
SUFFIX = {"counter": "_total", "info": "_info"}


async def test_the_table_of_figures_is_the_declared_one() -> None:
    listed = {
        cells[0].strip("`"): cells[-1]
        for line in PAGE.read_text().splitlines()
        if line.startswith("| `foodmarket_")
        and (cells := [cell.strip() for cell in line.strip("|").split("|")])
    }
    metrics = PrometheusMetrics("api", "1.2.3")
    metrics.watch_gauges(_one_of_each)
    await metrics.refresh()
    declared = {
        family.name + SUFFIX.get(family.type, ""): family.documentation
        for family in metrics.registry.collect()
        if family.name.startswith("foodmarket_")
    }
    assert listed == declared


async def _one_of_each() -> list[Reading]:
    labels = {Gauge.ORDERS: 1, Gauge.WEBHOOKS: 1, Gauge.MONEY: 2, Gauge.UNEXPLAINED: 2}
    labels[Gauge.OPERATIONS] = 2
    return [Reading(gauge, ("word",) * labels.get(gauge, 0), 1) for gauge in Gauge]


def test_figures_are_named_as_prometheus_asks() -> None:
    """https://prometheus.io/docs/practices/naming/: a namespace, base units, a sentence of help."""
    made = [
        it
        for it in vars(PrometheusMetrics("api", "1")).values()
        if isinstance(it, MetricWrapperBase)
    ]
    assert len(made) > 5
    for metric in made:
        [family] = metric.describe()
        assert family.name.startswith("foodmarket_")
        assert not family.name.endswith(("_ms", "_milliseconds", "_kopeks"))
        assert family.documentation.endswith(".")
