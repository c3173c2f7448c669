"""How the whole marketplace stands, as Prometheus reads it."""

from collections import Counter
from functools import partial
from pathlib import Path

from foodmarket.adapters.prometheus import PrometheusMetrics
from foodmarket.domain.orders.process import Trigger
from foodmarket.entrypoints.observing import Observers
from tests.integration.worker.conftest import Town, eventually, town


async def test_the_gauges_are_what_book_and_process_say(
    migrated_url: str, redis_url: str, tmp_path: Path
) -> None:
    metrics = PrometheusMetrics("worker", "1")
    observers = Observers(metrics=metrics)
    async with town(migrated_url, redis_url, tmp_path / "data", observers) as settled:
        order = (await settled.order()).order
        await settled.order()
        await settled.market.move_order(settled.city.cooks[0].actor, order.id, Trigger.ACCEPT)
        await metrics.refresh()
        before = _figures(metrics)
        assert before['foodmarket_orders{state="accepted"}'] == 1
        assert before['foodmarket_orders{state="authorised"}'] == 1
        assert before["foodmarket_outbox_events"] == await settled.unsent() > 0
        oldest = settled.clock.now().timestamp()
        assert before["foodmarket_outbox_oldest_timestamp_seconds"] == oldest
        assert not [name for name in before if "money" in name]  # nothing is chained yet

        async def all_done() -> bool:
            async with settled.market.adapters.begin() as uow:
                return not await uow.ledger.extend_chain(1) and await settled.unsent() == 0

        async with settled.working():
            await eventually(partial(all_done))
            await _refreshed(metrics)
        after = _figures(metrics)
        assert after["foodmarket_queue_messages"] == 0
        assert after["foodmarket_outbox_events"] == 0
        assert "foodmarket_outbox_oldest_timestamp_seconds" not in after
        assert after["foodmarket_gauges_readable"] == 1
        assert _money(after) == await _book(settled)
        assert _money(after)["escrow"] == order.bill.total.amount


async def test_a_store_that_is_away_leaves_no_old_figures() -> None:
    metrics = PrometheusMetrics("worker", "1")

    async def away() -> list[object]:
        raise ConnectionRefusedError

    metrics.watch_gauges(away)  # type: ignore[arg-type]  # it never answers
    await metrics.refresh()
    assert _figures(metrics)["foodmarket_gauges_readable"] == 0


async def _refreshed(metrics: PrometheusMetrics) -> None:
    metrics._gauges._asked_at = float("-inf")
    await metrics.refresh()


def _figures(metrics: PrometheusMetrics) -> dict[str, float]:
    lines = metrics.exposition().decode().splitlines()
    pairs = (line.rpartition(" ") for line in lines if line.startswith("foodmarket_"))
    return {name: float(value) for name, _, value in pairs}


def _money(figures: dict[str, float]) -> dict[str, float]:
    prefix = 'foodmarket_money_minor_units{account="'
    return {
        name.removeprefix(prefix).partition('"')[0]: value
        for name, value in figures.items()
        if name.startswith(prefix)
    }


async def _book(settled: Town) -> dict[str, float]:
    found: Counter[str] = Counter()
    async with settled.market.adapters.begin() as uow:
        for balance in await uow.ledger.balances():
            found[balance.account.kind] += balance.amount.amount
    return dict(found)
