"""What the command shows of a simulated city, in each form."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from foodmarket.domain.kernel.language import Language
from foodmarket.entrypoints.cli.app import program
from foodmarket.entrypoints.cli.endings import Ending
from foodmarket.entrypoints.cli.simulate import RAILS
from foodmarket.entrypoints.cli.talk import speaking
from foodmarket.entrypoints.simulation.mutants import MUTANTS
from foodmarket.entrypoints.simulation.town import WALLETS

SMALL = ("--days", "1", "--customers", "40", "--cooks", "3", "--processes", "1")


def simulate(*arguments: str, language: Language = Language.EN) -> tuple[int, str]:
    done = CliRunner().invoke(program(speaking(language)), ["simulate", *SMALL, *arguments])
    return done.exit_code, done.stdout


def test_every_rail_that_a_city_has_can_be_chosen() -> None:
    assert set(RAILS) == set(WALLETS)


def test_json_holds_everything_and_the_book_adds_up() -> None:
    code, text = simulate("--report", "json", "--seed", "3")
    told = json.loads(text)
    assert code == Ending.DONE
    assert told["sound"] is True
    assert told["difference"] == 0
    assert sum(told["ends"].values()) == told["orders"] > 5
    assert told["violations"] == []


@pytest.mark.parametrize(("language", "word"), [(Language.RU, "Отказы"), (Language.EN, "Faults")])
def test_the_page_needs_nothing_but_itself(language: Language, word: str, tmp_path: Path) -> None:
    file = tmp_path / "city.html"
    code, _ = simulate("--report", "html", "--output", str(file), language=language)
    page = file.read_text(encoding="utf-8")
    assert code == Ending.DONE
    assert page.count("<svg") == 3
    assert word in page
    assert "http" not in page.replace("http-equiv", "")
    assert "src=" not in page


def test_what_is_broken_is_told_with_its_story() -> None:
    no_fee = next(mutant for mutant in MUTANTS if mutant.name == "no-fee")
    with no_fee.planted():
        code, text = simulate("--faults", "none")
    assert code == Ending.NOT_SO
    assert "rule 7" in text
    assert "clearing" in text
    assert "Again: foodmarket simulate --seed 1" in text
