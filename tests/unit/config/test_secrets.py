"""The keys of the vault: those of the settings, or one that is made once for a data folder."""

from pathlib import Path

from attrs import evolve

from foodmarket.entrypoints.config import load
from foodmarket.entrypoints.secrets import FILE, vault_keys
from tests.unit.config.test_config import problems

GIVEN = ("a key of our own, long enough to be one", "the one before it, on its way out")


def test_the_keys_of_the_settings_are_used_in_their_order(tmp_path: Path) -> None:
    environ = {
        "FOODMARKET_VAULT_KEYS": ";".join(GIVEN).replace(", ", " ").replace(";", ","),
        "FOODMARKET_DATA_FOLDER": str(tmp_path),
    }
    settings = load(None, environ).settings
    assert vault_keys(settings) == tuple(key.replace(", ", " ") for key in GIVEN)
    assert list(tmp_path.iterdir()) == []


def test_a_developers_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    settings = load(None, {"FOODMARKET_DATA_FOLDER": str(tmp_path)}).settings
    (made,) = vault_keys(settings)
    assert vault_keys(settings) == (made,)
    assert len(made) >= 32
    assert [it.name for it in tmp_path.iterdir()] == [FILE]
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0
    other = tmp_path / "other"
    other.mkdir()
    assert vault_keys(evolve(settings, data=evolve(settings.data, folder=other))) != (made,)


def test_a_key_that_can_be_guessed_is_refused() -> None:
    assert problems(FOODMARKET_VAULT_KEYS="too short") == {"vault.keys": "short-key"}
