"""Charts as SVG, drawn without any library: bars that stand on each other, lines, and rows."""

from collections.abc import Callable, Mapping, Sequence
from html import escape

WIDTH, HEIGHT, LEFT, BOTTOM = 960, 300, 70, 28
ENDS = {
    "settled": "#2a9d63",
    "refunded": "#3f7fd1",
    "cancelled": "#8a6fc9",
    "rejected": "#d98c2b",
    "expired": "#9aa3ad",
    "declined": "#c4534f",
}
LINES = ("#2a9d63", "#3f7fd1", "#d98c2b", "#8a6fc9", "#c4534f", "#4fb3bf", "#9aa3ad", "#7a5c3e")


def stacked(bars: Sequence[Mapping[str, int]], labels: Mapping[int, str], title: str) -> str:
    """Draw one bar per mapping, its parts upon each other in the order of `ENDS`."""
    most = max((sum(bar.values()) for bar in bars), default=0) or 1
    wide = (WIDTH - LEFT) / max(len(bars), 1)
    parts = [_scale(most, lambda value: f"{value:,.0f}")]
    for number, bar in enumerate(bars):
        foot = float(HEIGHT - BOTTOM)
        for name in (*ENDS, *sorted(set(bar) - set(ENDS))):
            high = bar.get(name, 0) / most * (HEIGHT - BOTTOM - 10)
            if high:
                foot -= high
                parts.append(
                    f'<rect x="{LEFT + number * wide:.1f}" y="{foot:.1f}" '
                    f'width="{max(wide - 1, 0.6):.1f}" height="{high:.1f}" '
                    f'fill="{ENDS.get(name, "#555")}"><title>{escape(name)}: {bar[name]}'
                    f"</title></rect>"
                )
    parts += [_label(LEFT + at * wide, text) for at, text in labels.items()]
    return _picture(parts, title) + _legend({name: ENDS.get(name, "#555") for name in ENDS})


def lines(series: Mapping[str, Sequence[int]], labels: Mapping[int, str], title: str) -> str:
    """Draw a line per series; values are in minor units and shown in whole ones."""
    values = [value for points in series.values() for value in points]
    most, least = max(values, default=0) or 1, min(values, default=0)
    span, count = (most - least) or 1, max((len(it) for it in series.values()), default=1)
    wide = (WIDTH - LEFT) / max(count - 1, 1)

    def height(value: int) -> float:
        return HEIGHT - BOTTOM - (value - least) / span * (HEIGHT - BOTTOM - 10)

    parts = [_scale(most, lambda value: f"{value / 100:,.0f}", least)]
    colours = {name: LINES[number % len(LINES)] for number, name in enumerate(series)}
    for name, points in series.items():
        path = " ".join(f"{LEFT + n * wide:.1f},{height(v):.1f}" for n, v in enumerate(points))
        parts.append(
            f'<polyline points="{path}" fill="none" stroke="{colours[name]}" stroke-width="2">'
            f"<title>{escape(name)}</title></polyline>"
        )
    parts += [_label(LEFT + at * wide, text) for at, text in labels.items()]
    return _picture(parts, title) + _legend(colours)


def rows(values: Mapping[str, int], title: str) -> str:
    """Draw one horizontal bar per value, with its name."""
    most, high = max(values.values(), default=0) or 1, 24
    parts = []
    for number, (name, value) in enumerate(values.items()):
        top = number * high
        wide = value / most * (WIDTH - 480)
        parts.append(
            f'<text x="400" y="{top + 16}" text-anchor="end">{escape(name)}</text>'
            f'<rect x="410" y="{top + 4}" width="{max(wide, 1):.1f}" height="{high - 8}" '
            f'fill="#2a9d63"/><text x="{418 + wide:.1f}" y="{top + 16}">{value:,}</text>'
        )
    return _picture(parts, title, height=len(values) * high + 8)


def _scale(most: float, shown: Callable[[float], str], least: float = 0) -> str:
    parts = []
    for step in range(5):
        y = HEIGHT - BOTTOM - step / 4 * (HEIGHT - BOTTOM - 10)
        value = least + (most - least) * step / 4
        parts.append(
            f'<line x1="{LEFT}" x2="{WIDTH}" y1="{y:.1f}" y2="{y:.1f}" class="grid"/>'
            f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{shown(value)}</text>'
        )
    return "".join(parts)


def _label(x: float, text: str) -> str:
    return f'<text x="{x:.1f}" y="{HEIGHT - 8}">{escape(text)}</text>'


def _picture(parts: Sequence[str], title: str, height: int = HEIGHT) -> str:
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )


def _legend(colours: Mapping[str, str]) -> str:
    marks = "".join(
        f'<li><i style="background:{colour}"></i>{escape(name)}</li>'
        for name, colour in colours.items()
    )
    return f'<ul class="legend">{marks}</ul>'
