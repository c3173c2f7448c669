"""The page about settings lists every setting as it is declared."""

from pathlib import Path

from foodmarket.domain.kernel import Language
from foodmarket.entrypoints.config import SETTINGS

PAGE = Path(__file__).parents[3] / "docs" / "configuration.md"
HEADER = "| setting | variable | default | what it is for |\n|---|---|---|---|\n"


def test_the_table_of_settings_is_the_declared_one() -> None:
    told = HEADER + PAGE.read_text().partition(HEADER)[2].partition("\n\n")[0].strip() + "\n"
    declared = HEADER + "".join(
        f"| `{setting.key}` | {', '.join(f'`{name}`' for name in setting.variables)} "
        f"| {_default(setting.shown(setting.default))} "
        f"| {setting.purpose.in_(Language.EN)} |\n"
        for setting in SETTINGS
    )
    assert told == declared, f"The table in {PAGE.name} has to be:\n{declared}"


def _default(shown: str) -> str:
    return f"`{shown}`" if shown else "–"
