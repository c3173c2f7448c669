import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click import Command, Group
from click.testing import CliRunner

from foodmarket.domain.kernel.language import Language
from foodmarket.entrypoints import texts
from foodmarket.entrypoints.cli.app import Later, program
from foodmarket.entrypoints.cli.talk import preferred, speaking

FOLDER = Path(texts.__file__).parent


def keys(language: Language) -> dict[str, set[str]]:
    """Every message with the facts that it names."""
    source = (FOLDER / f"cli.{language}.ftl").read_text(encoding="utf-8")
    blocks = re.split(r"^(?=[a-z])", source, flags=re.MULTILINE)[1:]
    return {block.partition(" ")[0]: set(re.findall(r"\$(\w+)", block)) for block in blocks}


def commands(command: Command, name: str = "foodmarket") -> Iterator[tuple[str, Command]]:
    command = command.command() if isinstance(command, Later) else command
    yield name, command
    if isinstance(command, Group):
        for part in command.commands.values():
            yield from commands(part, f"{name} {part.name}")


def test_both_languages_say_the_same_things() -> None:
    russian, english = keys(Language.RU), keys(Language.EN)
    assert russian.keys() == english.keys()
    for key, facts in english.items():
        assert russian[key] - {"count"} == facts - {"count"}, key


@pytest.mark.parametrize("language", Language)
def test_every_command_and_option_explains_itself(language: Language) -> None:
    found = dict(commands(program(speaking(language))))
    assert {"foodmarket run", "foodmarket ledger audit", "foodmarket config explain"} <= set(found)
    for name, command in found.items():
        assert command.help, name
        for option in command.params:
            if not getattr(option, "hidden", False) and option.param_type_name == "option":
                assert getattr(option, "help", None), (name, option.name)


@pytest.mark.parametrize(
    ("arguments", "environ", "language"),
    [
        ([], {}, Language.EN),
        ([], {"LANG": "ru_RU.UTF-8"}, Language.RU),
        ([], {"LANG": "de_DE.UTF-8"}, Language.EN),
        ([], {"LANG": "ru_RU.UTF-8", "FOODMARKET_LANGUAGE": "en"}, Language.EN),
        (["--language", "ru", "run"], {"LANG": "en_GB.UTF-8"}, Language.RU),
        (["--language=ru"], {}, Language.RU),
    ],
)
def test_the_language_is_taken_from_arguments_then_environment(
    arguments: list[str], environ: dict[str, str], language: Language
) -> None:
    assert preferred(arguments, environ) is language


def run(*arguments: str, language: Language = Language.EN, **environ: str) -> tuple[int, str]:
    result = CliRunner().invoke(program(speaking(language)), arguments, env=environ)
    return result.exit_code, result.output


def test_config_check_tells_what_is_wrong_and_what_to_set() -> None:
    code, output = run("config", "check", FOODMARKET_MODE="production")
    assert code == 1
    assert "database.url: production does not run on the embedded PostgreSQL" in output


def test_config_check_speaks_russian() -> None:
    code, output = run("config", "check", language=Language.RU, FOODMARKET_SEVER_PORT="1")
    assert code == 1
    assert "может быть, FOODMARKET_SERVER_PORT?" in " ".join(output.split())


def test_nobody_made_up_gets_into_production() -> None:
    code, output = run(
        "seed",
        FOODMARKET_MODE="production",
        DATABASE_URL="postgresql://127.0.0.1:1/food",
        REDIS_URL="redis://127.0.0.1:1",
        FOODMARKET_PAYMENTS_PROVIDERS="",
        FOODMARKET_SERVER_PUBLIC_URL="https://food.example",
        FOODMARKET_SERVER_SECURE_COOKIES="yes",
        FOODMARKET_MAIL_TRANSPORT="smtp",
        FOODMARKET_MAIL_HOST="mail.internal",
        FOODMARKET_CELL_REGION="ru",
        FOODMARKET_VAULT_KEYS="not a key " * 4,
        FOODMARKET_CELL_ELSEWHERE="https://food.example",
    )
    assert code == 3
    assert "Production takes no made-up people" in " ".join(output.split())


def test_config_show_hides_secrets() -> None:
    code, output = run("config", "show", DATABASE_URL="postgresql://me:hush@db/food")
    assert code == 0
    assert "hush" not in output
    assert "********" in output


def test_config_explain_explains_a_section() -> None:
    code, output = run("config", "explain", "terms")
    assert code == 0
    assert "terms.retention = 10%" in output
    assert "server.port" not in output


def test_an_unknown_setting_is_a_misuse() -> None:
    assert run("config", "explain", "terms.nothing")[0] == 2


@pytest.mark.parametrize(
    "command", ["api", "worker", "migrate", "seed", "ledger audit", "outbox status"]
)
def test_a_command_without_servers_says_what_to_set(command: str, tmp_path: Path) -> None:
    nowhere = tmp_path / "data"
    code, output = run(*command.split(), FOODMARKET_DATA_FOLDER=str(nowhere))
    assert code == 3
    assert "DATABASE_URL is not set" in output
    assert "FOODMARKET_DATA_FOLDER" in output
    assert not nowhere.exists()


@pytest.mark.parametrize("command", ["api", "worker"])
def test_a_process_whose_postgresql_does_not_answer_ends_with_a_sentence(
    command: str, tmp_path: Path
) -> None:
    code, output = run(
        command,
        DATABASE_URL="postgresql://127.0.0.1:1/food",
        REDIS_URL="redis://127.0.0.1:1",
        FOODMARKET_DATA_FOLDER=str(tmp_path),
        FOODMARKET_METRICS_WORKER_PORT="0",
    )
    assert code == 3
    assert "postgresql does not answer" in output
    assert "Traceback" not in output


def test_a_command_without_a_redis_says_what_to_set(tmp_path: Path) -> None:
    code, output = run(
        *("ledger", "audit"),
        DATABASE_URL="postgresql://127.0.0.1:1/food",
        FOODMARKET_DATA_FOLDER=str(tmp_path),
    )
    assert code == 3
    assert "REDIS_URL is not set" in output


def test_an_explanation_keeps_its_indent_where_it_is_wrapped() -> None:
    _, output = run("config", "explain", "terms.overdue_reminder", COLUMNS="60")
    first, *explained = output.splitlines()
    assert first == "terms.overdue_reminder = 3h"
    assert len(explained) > 2
    assert all(line.startswith("  ") and line == line.rstrip() for line in explained)


@pytest.mark.parametrize("language", Language)
def test_a_process_number_can_be_typed_as_it_is_shown(language: Language) -> None:
    assert " 16286. " in speaking(language)("already-running", folder="/food", pid=16_286)


def test_help_is_framed_in_the_readers_language() -> None:
    output = run("--help", language=Language.RU)[1]
    assert "Команды" in output
    assert "Commands" not in output
