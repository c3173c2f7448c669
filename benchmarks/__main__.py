"""``make bench``: measure everything in one run, print it, and keep it as JSON."""

import argparse
import json
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvloop
from rich.console import Console

from benchmarks.bigbook import big_book
from benchmarks.captures import captures
from benchmarks.edge import limits, sign_in_storm
from benchmarks.floor import open_floor
from benchmarks.library import import_times, orders_in_memory
from benchmarks.menu import menu_reads
from benchmarks.month import month
from benchmarks.orders import paid_orders
from benchmarks.popular import popular_slot
from benchmarks.report import show
from benchmarks.stand import open_stand
from benchmarks.statements import per_order
from benchmarks.webhooks import webhook_intake
from foodmarket.adapters.postgres import PostgresStore

RESULTS = Path(__file__).with_name("results")
AT_ONCE = (1, 8, 32)
BOOK = 60_000  # entries; `python -m benchmarks.bigbook --entries` takes any number


def main() -> None:
    """Run with ``--seconds`` for each measurement, ``--rounds`` for each concurrency."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=main.__doc__)
    parser.add_argument("--seconds", type=float, default=6.0)
    parser.add_argument("--rounds", type=int, default=2)
    asked = parser.parse_args()
    console = Console()
    results = uvloop.run(measure(console, asked.seconds, asked.rounds))
    show(console, results)
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}.json"
    path.write_text(json.dumps(results, indent=2) + "\n")
    console.print(f"Kept in {path}")


async def measure(console: Console, seconds: float, rounds: int) -> dict[str, Any]:
    """Return every figure by its name."""
    results: dict[str, Any] = {"python": platform.python_version(), "seconds": seconds}
    with console.status("imports") as status:
        results["imports"] = import_times()
        status.update("the library alone")
        results["library"] = await orders_in_memory(3000)
        status.update("the audit of a book")
        results["book"] = await big_book(BOOK, Console(quiet=True))
        status.update("starting the servers and the API")
        async with open_stand() as stand:
            floor = await open_floor(stand)
            results["orders"] = {at_once: [] for at_once in AT_ONCE}
            for turn in range(rounds):
                for at_once, found in results["orders"].items():
                    # One right after the other: a machine that others use is rarely twice the same.
                    status.update(f"{at_once} at once, round {turn + 1}: floor")
                    number = 100 * turn + at_once
                    plain = await floor.run("plain", at_once, seconds, number)
                    one_call = await floor.run("one_call", at_once, seconds, number + 50)
                    status.update(f"{at_once} at once, round {turn + 1}: orders over HTTP")
                    http = await paid_orders(stand, at_once, seconds)
                    found.append({"plain": plain, "one_call": one_call, "http": http})
            status.update("menu")
            results["menu"] = await menu_reads(stand, seconds)
            status.update("a popular slot")
            results["popular"] = await popular_slot(stand)
            status.update("webhooks")
            results["webhooks"] = await webhook_intake(stand, seconds)
            status.update("rates counted and not")
            results["limits"] = await limits(stand, seconds)
            status.update("a sign-in storm")
            results["storm"] = await sign_in_storm(stand, seconds)
            status.update("statements")
            results["statements"] = await per_order(stand)
            status.update("captures on one clearing account and on many")
            async with PostgresStore.open(stand.settings.database.url, max_size=16) as store:
                results["captures"] = await captures(store.begin)
            status.update("statements of a month")
            results["month"] = await month(stand.services)
            status.update("audit of everything that was placed")
            async with PostgresStore.open(stand.settings.database.url) as store:
                violations = [it async for it in store.audit.findings() if it.violations]
            assert not violations, violations
    return results


if __name__ == "__main__":
    main()
