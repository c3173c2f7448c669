"""Requirements 34 and 36: what production refuses to start with, and where its secrets are."""

from pathlib import Path

import pytest

from foodmarket.entrypoints.cli.app import main
from foodmarket.entrypoints.config import SETTINGS, load
from foodmarket.entrypoints.config.declaration import Setting
from tests.unit.config.test_config import PRODUCTION, STRIPE

SECRETS = [setting for setting in SETTINGS if setting.secret]
FIT = {
    "database.url": "postgresql://me:hush@db/food",
    "database.migrate_url": "postgresql://owner:hush@db/food",
    "redis.url": "rediss://:hush@cache/0",
    "errors.dsn": "https://hush@errors.example/1",
    "vault.keys": "hush-" * 8,
}
UNFIT = {
    "FOODMARKET_LIMITS_ENABLED": "no",
    "FOODMARKET_SERVER_TRUSTED_PROXIES": "0.0.0.0/0",
    "FOODMARKET_SERVER_CORS_ORIGINS": "http://app.example",
    "FOODMARKET_SERVER_SECURE_COOKIES": "no",
    "FOODMARKET_SERVER_PUBLIC_URL": "http://food.example",
    "FOODMARKET_SESSIONS_LASTING": "400d",
    "FOODMARKET_SESSIONS_STAFF_LASTING": "7d",
    "FOODMARKET_PAYMENTS_PROVIDERS": "sandbox",
    "DATABASE_URL": "",
    "FOODMARKET_VAULT_KEYS": "",
    "REDIS_URL": "",
}


@pytest.mark.parametrize("setting", SECRETS, ids=lambda setting: setting.key)
def test_requirement_34_every_secret_may_be_in_a_file_and_is_never_shown(
    setting: Setting, tmp_path: Path
) -> None:
    file = tmp_path / "secret"
    file.write_text(FIT.get(setting.key, "hush") + "\n")
    settings = load(None, {f"{setting.variables[0]}_FILE": str(file)}).settings
    value = settings
    for name in setting.attribute:
        value = getattr(value, name)
    assert "hush" in str(value)
    assert "hush" not in repr(settings)
    assert "hush" not in setting.shown(value)


def test_requirement_34_two_signing_secrets_are_live_while_one_is_replaced() -> None:
    secrets = load(None, PRODUCTION | STRIPE).settings.stripe.webhook_secrets
    assert secrets == ("whsec_one", "whsec_two")


@pytest.mark.parametrize("variable", UNFIT)
def test_requirement_34_and_36_production_refuses_each_unsafe_value_by_name(
    variable: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in (PRODUCTION | {variable: UNFIT[variable]}).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as ended:
        main(["config", "check"])
    assert ended.value.code
    told = capsys.readouterr()
    key = next(setting.key for setting in SETTINGS if variable in setting.variables)
    assert key in told.out + told.err


def test_requirement_36_production_answers_its_own_hosts_alone() -> None:
    assert load(None, PRODUCTION).settings.allowed_hosts == ()
    assert load(None, {}).settings.allowed_hosts is None
    named = PRODUCTION | {"FOODMARKET_SERVER_ALLOWED_HOSTS": "www.food.example"}
    assert load(None, named).settings.allowed_hosts == ("www.food.example",)
