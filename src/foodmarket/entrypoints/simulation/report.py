"""What a run has shown, as data and as a page that needs nothing but itself."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from foodmarket.domain.kernel.language import Language
from foodmarket.domain.ledger.model import AccountKind
from foodmarket.entrypoints.simulation.charts import lines, rows, stacked
from foodmarket.entrypoints.simulation.faults import Fault
from foodmarket.entrypoints.simulation.running import Tally
from foodmarket.entrypoints.simulation.situations import Situation, untried
from foodmarket.entrypoints.texts import load

Say = Callable[..., str]
MOST_BARS = 96
_STYLE = """
:root{color-scheme:light dark;--ink:#1c2430;--paper:#fbfaf7;--soft:#e4e2dc}
@media(prefers-color-scheme:dark){:root{--ink:#e9e6df;--paper:#171a1f;--soft:#333842}}
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);
max-width:62rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.7rem;margin:0 0 .3rem}h2{font-size:1.1rem;margin:2.2rem 0 .6rem}
svg{width:100%;height:auto;font-size:12px}svg text{fill:var(--ink)}
svg .grid{stroke:var(--soft)}table{border-collapse:collapse;font-variant-numeric:tabular-nums}
td,th{padding:.2rem .9rem .2rem 0;text-align:left;border-bottom:1px solid var(--soft)}
td.n{text-align:right}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;padding:0}
.legend i{display:inline-block;width:.8rem;height:.8rem;border-radius:2px;margin-right:.4rem}
.good,.bad{padding:.7rem 1rem;border-radius:.5rem;font-weight:600;color:#fff}
.good{background:#1f7a4d}.bad{background:#a83733}pre{overflow:auto;font-size:.82rem}
"""


def facts(tally: Tally) -> dict[str, Any]:
    """Return everything as plain values, for JSON."""
    return {
        "sound": tally.sound,
        "faults": tally.profile,
        "rail": tally.rail,
        "seeds": tally.seeds,
        "orders": tally.orders,
        "fewest_orders": tally.fewest,
        "virtual_days": round(tally.days, 2),
        "seconds": round(tally.seconds, 2),
        "processor_seconds": round(tally.work, 2),
        "digest": tally.digest,
        "ends": dict(sorted(tally.ends.items())),
        "trial_balance": dict(sorted(tally.balances.items())),
        "difference": difference(tally.balances),
        "injected": dict(sorted(tally.injected.items())),
        "reached": dict(sorted(tally.reached.items())),
        "missing": tally.missing,
        "untried": untried(),
        "violations": [
            {
                "seed": history.seed,
                "broken": [
                    {"rule": it.rule, "subject": it.subject, "text": it.text}
                    for it in history.violations
                ],
                "story": list(history.story),
            }
            for history in tally.broken
        ],
    }


def difference(balances: Mapping[str, int]) -> int:
    """Return credits less debits over all kinds of accounts: zero in a sound book."""
    return sum(AccountKind(kind).side * amount for kind, amount in balances.items())


def fault_name(fault: Fault) -> str:
    """Return the name of a fault's sentence."""
    return f"fault-{fault.name.lower().replace('_', '-')}"


def situation_name(situation: Situation) -> str:
    """Return the name of a situation's sentence."""
    return f"situation-{situation.name.lower().replace('_', '-')}"


def state_name(state: str, language: Language) -> str:
    """Return what people call the state of an order."""
    return load().word(language, "state", state)


def page(tally: Tally, say: Say, language: Language, first_seed: int) -> str:
    """Return the report as one page, in the language that ``say`` speaks."""
    verdict = (
        f'<p class="good">{escape(say("simulate-sound"))}</p>'
        if tally.sound
        else f'<p class="bad">{escape(say("simulate-broken", histories=len(tally.broken)))}</p>'
    )
    sections = [
        f"<h1>{escape(say('simulate-title'))}</h1>",
        f"<p>{escape(summary(tally, say, first_seed))}</p>",
        verdict,
        _section(say("simulate-chart-orders"), _orders(tally, say, language)),
        _section(say("simulate-chart-money"), _money(tally, say)),
        _section(say("simulate-chart-faults"), _faults(tally, say)),
        _section(say("simulate-trial-balance"), _trial_balance(tally, say)),
        _section(say("simulate-reached"), _reached(tally, say)),
        *(_story(tally, say)),
    ]
    title = escape(say("simulate-title"))
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><title>{title}</title>'
        f"<style>{_STYLE}</style></head><body><main>{''.join(sections)}</main></body></html>\n"
    )


def summary(tally: Tally, say: Say, first_seed: int) -> str:
    """Say in one sentence what was run."""
    return say(
        "simulate-summary",
        seeds=tally.seeds,
        orders=tally.orders,
        days=round(tally.days),
        seed=str(first_seed),
        faults=tally.profile,
        rail=tally.rail,
    )


def _section(title: str, content: str) -> str:
    return f"<section><h2>{escape(title)}</h2>{content}</section>"


def _buckets(hours: set[int]) -> tuple[int, int]:
    """Return the last hour and how many hours one bar stands for."""
    last = max(hours, default=0)
    return last, last // MOST_BARS + 1


def _labels(last: int, size: int, say: Say) -> dict[int, str]:
    days = last // 24 + 1
    every = max(days // 10, 1)
    return {day * 24 // size: say("simulate-day", day=day + 1) for day in range(0, days, every)}


def _orders(tally: Tally, say: Say, language: Language) -> str:
    last, size = _buckets({hour for hour, _ in tally.hours})
    bars: list[Counter[str]] = [Counter() for _ in range(last // size + 1)]
    for (hour, end), count in tally.hours.items():
        bars[hour // size][state_name(end, language)] += count
    return stacked(bars, _labels(last, size, say), say("simulate-chart-orders"))


def _money(tally: Tally, say: Say) -> str:
    last, size = _buckets({hour for hour, _ in tally.money})
    moved: defaultdict[str, list[int]] = defaultdict(lambda: [0] * (last // size + 1))
    for (hour, kind), amount in tally.money.items():
        moved[kind][hour // size] += amount
    series = {}
    for kind in sorted(moved):
        standing, points = 0, []
        for amount in moved[kind]:
            standing += amount
            points.append(standing)
        series[kind] = points
    return lines(series, _labels(last, size, say), say("simulate-chart-money"))


def _faults(tally: Tally, say: Say) -> str:
    named = {say(fault_name(fault)): count for fault, count in tally.injected.most_common()}
    survived = say("simulate-survived", count=sum(tally.injected.values()))
    told = f"<p>{escape(survived)}</p>" if not tally.broken else ""
    return told + rows(named, say("simulate-chart-faults"))


def _trial_balance(tally: Tally, say: Say) -> str:
    lines_ = {**dict(sorted(tally.balances.items()))}
    body = "".join(_row(kind, f"{amount / 100:,.2f}") for kind, amount in lines_.items())
    off = _row(say("simulate-difference"), f"{difference(tally.balances) / 100:,.2f}")
    return f"<table>{body}{off}</table>"


def _reached(tally: Tally, say: Say) -> str:
    body = "".join(
        _row(say(situation_name(situation)), f"{tally.reached[situation]:,}")
        for situation in Situation
    )
    missing = ", ".join(tally.missing)
    told = f"<p>{escape(say('simulate-missing'))} {escape(missing)}</p>" if missing else ""
    return f"<table>{body}</table>{told}"


def _story(tally: Tally, say: Say) -> list[str]:
    sections = []
    for history in tally.broken:
        first = history.violations[0]
        title = say("simulate-story", seed=str(history.seed), rule=str(first.rule), text=first.text)
        sections.append(_section(title, f"<pre>{escape(chr(10).join(history.story))}</pre>"))
    return sections


def _row(name: str, value: str) -> str:
    return f'<tr><td>{escape(name)}</td><td class="n">{escape(value)}</td></tr>'
