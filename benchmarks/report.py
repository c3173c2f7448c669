"""The figures of a run as tables for people."""

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

AIM_RATIO, AIM_CPU, AIM_STATEMENTS, AIM_IMPORT = 0.20, 1.5, 8.0, 100.0
AIM_CAPTURES = 0.80
AIM_STORM, AIM_ADDED_TRIPS = 2.0, 1.05
_Round = Mapping[str, Mapping[str, float]]


def show(console: Console, results: Mapping[str, Any]) -> None:
    """Print everything; aims that were missed are marked."""
    console.print(_orders(results["orders"]))
    console.print(_cpu(results["orders"]))
    console.print(_rest(results))


def typical(rounds: Sequence[_Round], who: str, figure: str) -> float:
    """Return the median of a figure over the rounds."""
    return median(it[who][figure] for it in rounds)


def ratio(rounds: Sequence[_Round], floor: str) -> float:
    """Return orders over HTTP for each order of the floor, as the median over the rounds."""
    return median(it["http"]["per_second"] / it[floor]["per_second"] for it in rounds)


def _orders(orders: Mapping[int, Sequence[_Round]]) -> Table:
    table = Table("at once", title="Paid orders per second", title_justify="left")
    for name in ("HTTP", "p50 ms", "p95 ms", "p99 ms", "floor", "ratio", "one call", "ratio"):
        table.add_column(name, justify="right")
    for at_once, rounds in orders.items():
        http = [typical(rounds, "http", it) for it in ("per_second", "p50_ms", "p95_ms", "p99_ms")]
        of_plain = ratio(rounds, "plain")
        table.add_row(
            str(at_once),
            f"{http[0]:.0f}",
            *(f"{it:.1f}" for it in http[1:]),
            f"{typical(rounds, 'plain', 'per_second'):.0f}",
            _aimed(f"{of_plain:.1%}", good=of_plain >= AIM_RATIO),
            f"{typical(rounds, 'one_call', 'per_second'):.0f}",
            f"{ratio(rounds, 'one_call'):.1%}",
        )
    return table


def _cpu(orders: Mapping[int, Sequence[_Round]]) -> Table:
    table = Table("at once", title="CPU per paid order, ms", title_justify="left")
    for name in ("API", "PostgreSQL", "load generator"):
        table.add_column(name, justify="right")
    for at_once, rounds in orders.items():
        api, postgres, load = (
            typical(rounds, "http", f"{it}_cpu_ms") for it in ("api", "postgres", "load")
        )
        spent = _aimed(f"{api:.2f}", good=api <= AIM_CPU)
        table.add_row(str(at_once), spent, f"{postgres:.2f}", f"{load:.2f}")
    return table


def _rest(results: Mapping[str, Any]) -> Table:
    asked, menu, sold = results["statements"], results["menu"], results["popular"]
    news = results["webhooks"]
    taken, month, book = results["captures"], results["month"], results["book"]
    alone, starts = results["library"], results["imports"]
    few = asked["statements"] <= AIM_STATEMENTS
    crowd = f"popular slot, {sold['buyers']} buyers for {sold['portions']} portions"
    table = Table("what", "figure", title="Everything else", title_justify="left")
    rows = {
        "statements per paid order": _aimed(f"{asked['statements']:.2f}", good=few),
        "round trips to PostgreSQL per paid order": f"{asked['postgres_round_trips']:.2f}",
        "round trips to Redis per paid order": f"{asked['redis_round_trips']:.2f}",
        "menu reads per second, 8 at once": f"{menu['per_second']:.0f}",
        "menu, p95": f"{menu['p95_ms']:.1f} ms",
        "menu, CPU of the API": f"{menu['api_cpu_ms']:.2f} ms",
        "webhooks accepted per second by one process, 32 at once": f"{news['per_second']:.0f}",
        "webhooks, p95": f"{news['p95_ms']:.1f} ms",
        "webhooks, CPU of the API": f"{news['api_cpu_ms']:.2f} ms",
        crowd: f"{sold['answers_per_second']:.0f} answers per second, none oversold, no deadlock",
        "captures per second on one clearing account, 64 at once": (
            f"{taken['one_account_per_second']:.0f}"
        ),
        "of what as many accounts do": _aimed(
            f"{taken['ratio']:.0%}", good=taken["ratio"] >= AIM_CAPTURES
        ),
        f"audit of {book['entries']:,} entries": f"{book['audit_seconds']:.1f} s",
        "its memory; that of PostgreSQL": (
            f"{book['audit_peak_mb']:.0f} MB; {book['postgres_peak_mb']:.0f} MB"
        ),
        **_edge(results["limits"], results["storm"]),
        f"statements of a month, {month['orders']:,} orders of {month['cooks']} cooks": (
            f"{month['seconds']:.1f} s, at most {month['peak_mb']:.0f} MB"
        ),
        f"the same for {month['more_orders']:,} orders": (
            f"{month['more_seconds']:.1f} s, at most {month['more_peak_mb']:.0f} MB"
        ),
        "library in memory: orders per second": f"{alone['orders_per_second']:.0f}",
        "library: decisions to place per second": f"{alone['placing_decisions_per_second']:.0f}",
        "library: outcomes applied per second": f"{alone['outcome_decisions_per_second']:.0f}",
        **{
            f"import {name.removesuffix('_ms')}": _aimed(f"{time:.0f} ms", good=time < AIM_IMPORT)
            for name, time in starts.items()
        },
    }
    for name, figure in rows.items():
        table.add_row(name, figure)
    return table


def _edge(limits: Mapping[str, float], storm: Mapping[str, float]) -> dict[str, str]:
    counted, plain = limits["counted_round_trips"], limits["uncounted_round_trips"]
    calm = storm["ratio"] <= AIM_STORM
    return {
        "menu reads with rates counted, of those without": f"{limits['menu']:.0%}",
        "orders with rates counted, of those without": f"{limits['orders']:.0%}",
        "CPU that counting adds to a menu read": f"{limits['menu_cpu']:.2f} ms",
        "CPU that counting adds to an order": f"{limits['orders_cpu']:.2f} ms",
        "round trips to Redis per menu read": _aimed(
            f"{counted:.2f} (uncounted {plain:.2f})", good=counted - plain <= AIM_ADDED_TRIPS
        ),
        "menu p95 while 64 sign in, of idle": _aimed(
            f"{storm['ratio']:.2f} ({storm['idle_p95_ms']:.1f} to {storm['storm_p95_ms']:.1f} ms)",
            good=calm,
        ),
        "sign-ins per second meanwhile": f"{storm['sign_ins_per_second']:.0f}",
    }


def _aimed(figure: str, *, good: bool) -> str:
    return f"[green]{figure}[/]" if good else f"[red]{figure} ![/]"
