from datetime import timedelta
from pathlib import Path

import attrs
import pytest

from foodmarket.domain.escrow import Terms
from foodmarket.domain.kernel.money import BasisPoints
from foodmarket.entrypoints.config import SETTINGS, BadSettings, Mode, Origin, Settings, load
from foodmarket.entrypoints.config.terms import TermsSettings

PRODUCTION = {
    "FOODMARKET_MODE": "production",
    "DATABASE_URL": "postgresql://db.internal/foodmarket",
    "REDIS_URL": "rediss://cache.internal/0",
    "FOODMARKET_PAYMENTS_PROVIDERS": "",
    "FOODMARKET_SERVER_PUBLIC_URL": "https://food.example",
    "FOODMARKET_SERVER_SECURE_COOKIES": "yes",
    "FOODMARKET_MAIL_TRANSPORT": "smtp",
    "FOODMARKET_MAIL_HOST": "mail.internal",
    "FOODMARKET_CELL_REGION": "world",
    "FOODMARKET_VAULT_KEYS": "not a key " * 4,
    "FOODMARKET_CELL_ELSEWHERE": "https://ru.food.example",
}


def problems(path: Path | None = None, **environ: str) -> dict[str, str]:
    with pytest.raises(BadSettings) as refused:
        load(path, environ)
    return {problem.key: problem.code for problem in refused.value.problems}


def written(folder: Path, text: str) -> Path:
    file = folder / "settings.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_nothing_has_to_be_set() -> None:
    assert load(None, {}).settings == Settings()


def test_environment_wins_over_file_and_file_over_default(tmp_path: Path) -> None:
    file = written(tmp_path, '[server]\nport = 9000\nhost = "::1"\n[terms]\nretention = "12.5%"\n')
    loaded = load(file, {"FOODMARKET_SERVER_PORT": "9001"})
    assert (loaded.settings.server.port, loaded.settings.server.host) == (9001, "::1")
    assert loaded.settings.terms.terms().retention == BasisPoints(1250)
    origins = loaded.origins
    assert origins["server.port"] is Origin.ENVIRONMENT
    assert origins["server.host"] is Origin.FILE
    assert origins["server.processes"] is Origin.DEFAULT


def test_a_secret_may_be_in_a_file_and_is_never_shown(tmp_path: Path) -> None:
    file = tmp_path / "dsn"
    file.write_text("postgresql://me:hush@db/food\n", encoding="utf-8")
    settings = load(None, {"DATABASE_URL_FILE": str(file)}).settings
    assert settings.database.url == "postgresql://me:hush@db/food"
    assert "hush" not in repr(settings)
    setting = next(setting for setting in SETTINGS if setting.key == "database.url")
    assert "hush" not in setting.shown(settings.database.url)


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    file = written(tmp_path, '[server]\nprot = 1\nport = 70000\n[terms]\nretention = "101%"\n')
    assert problems(file, FOODMARKET_TERMS_PAYMENT_TIME="soon", FOODMARKET_SEVER_HOST="x") == {
        "server.prot": "unknown",
        "FOODMARKET_SEVER_HOST": "unknown-variable",
        "server.port": "out-of-bounds",
        "terms.payment_time": "not-duration",
        "terms.retention": "not-rate",
    }


@pytest.mark.parametrize(
    ("name", "closest"),
    [
        ("PORT", "SERVER_PORT MAIL_PORT METRICS_PORT METRICS_WORKER_PORT"),
        ("PORT_FILE", "SERVER_PORT MAIL_PORT METRICS_PORT METRICS_WORKER_PORT"),
        ("SEVER_PORT", "SERVER_PORT"),
        ("LOGLEVEL", "LOG_LEVEL"),
        ("URL_DATABASE", "DATABASE_URL DATABASE_MIGRATE_URL"),
        ("XYZ", ""),
        ("FILE", ""),
        ("TERMS_RETENTION_TO_WHOM", "TERMS_RETENTION_TO"),
    ],
)
def test_an_unknown_variable_is_told_what_may_have_been_meant(name: str, closest: str) -> None:
    with pytest.raises(BadSettings) as refused:
        load(None, {f"FOODMARKET_{name}": "1"})
    [problem] = refused.value.problems
    meant = [f"FOODMARKET_{it}" for it in closest.split()]
    assert problem.facts == {"closest": ", ".join(meant) or "none"}


@pytest.mark.parametrize(
    ("variable", "value", "code"),
    [
        ("FOODMARKET_SERVER_PORT", "eighty", "not-whole"),
        ("FOODMARKET_SERVER_SECURE_COOKIES", "maybe", "not-flag"),
        ("FOODMARKET_MODE", "staging", "not-choice"),
        ("DATABASE_URL", "mysql://db/food", "not-url"),
        ("DATABASE_URL", "postgresql://[", "not-url"),
        ("FOODMARKET_SERVER_PUBLIC_URL", "http://", "not-origin"),
        ("FOODMARKET_SERVER_PUBLIC_URL", "https://food.example/market", "not-origin"),
        ("FOODMARKET_SERVER_PUBLIC_URL", "https://food.example?x=1", "not-origin"),
        ("FOODMARKET_SERVER_HOST", "", "empty"),
        ("FOODMARKET_SERVER_ALLOWED_HOSTS", "*", "not-hosts"),
        ("FOODMARKET_SERVER_ALLOWED_HOSTS", "https://food.example", "not-hosts"),
        ("FOODMARKET_SERVER_CORS_ORIGINS", "*", "not-url"),
        ("FOODMARKET_SERVER_CORS_ORIGINS", "https://*.food.example", "not-origins"),
        ("FOODMARKET_SERVER_CORS_ORIGINS", "https://food.example/", "not-origins"),
        ("FOODMARKET_SERVER_TRUSTED_PROXIES", "10.0.0.1/8", "not-networks"),
        ("FOODMARKET_LIMITS_READ", "often", "not-quota"),
        ("FOODMARKET_LIMITS_READ", "0/1m per account", "not-quota"),
        ("FOODMARKET_LIMITS_READ", "1/1m per account, 2/1m per account", "not-quota"),
        ("FOODMARKET_LIMITS_READ", "1/150ms per address", "not-quota"),
        ("FOODMARKET_PAYMENTS_SANDBOX_SECRET", "", "empty"),
        ("FOODMARKET_PAYMENTS_PROVIDERS", "paypal", "unknown-provider"),
        ("FOODMARKET_PAYMENTS_RAILS", "RUB:sandbox", "not-rails"),
        ("FOODMARKET_PAYMENTS_RAILS", "ROUBLE/RU:sandbox", "not-rails"),
        ("FOODMARKET_PAYMENTS_RAILS", "RUB/Russia:sandbox", "not-rails"),
        ("FOODMARKET_PAYMENTS_RAILS", "RUB/RU:", "not-rails"),
        ("FOODMARKET_PAYMENTS_RAILS", "RUB/RU:stripe", "rail-not-offered"),
        ("FOODMARKET_YOOKASSA_VAT_CODE", "13", "out-of-bounds"),
        ("FOODMARKET_TERMS_DISPUTE_WINDOW", "0d", "not-duration"),
        ("FOODMARKET_TERMS_DISPUTE_WINDOW", "99999999999999d", "not-duration"),
        ("FOODMARKET_TERMS_DISPUTE_WINDOW", "100000d", "not-duration"),
        ("FOODMARKET_TERMS_RETENTION", "10", "not-rate"),
        ("FOODMARKET_TERMS_RETENTION", "0.001%", "not-rate"),
        ("FOODMARKET_DATA_FOLDER", "", "not-text"),
        ("DATABASE_URL_FILE", "/nowhere/dsn", "secret-unreadable"),
    ],
)
def test_a_bad_value_is_refused(variable: str, value: str, code: str) -> None:
    assert list(problems(None, **{variable: value}).values()) == [code]


def test_a_missing_or_malformed_file_is_refused(tmp_path: Path) -> None:
    missing = tmp_path / "missing.toml"
    assert problems(missing) == {str(missing): "file-unreadable"}
    malformed = written(tmp_path, "[server\n")
    assert problems(malformed) == {str(malformed): "file-malformed"}


def test_production_can_be_configured() -> None:
    settings = load(None, PRODUCTION).settings
    assert settings.mode is Mode.PRODUCTION
    assert settings.payments.providers == ()
    assert settings.email_must_be_verified
    assert not Settings().email_must_be_verified
    assert settings.staff_need_second_factor
    assert not Settings().staff_need_second_factor


def test_figures_may_be_served_on_a_network_that_keeps_strangers_out() -> None:
    told = {"FOODMARKET_METRICS_HOST": "10.0.0.7", "FOODMARKET_METRICS_ON_NETWORK": "yes"}
    assert load(None, PRODUCTION | told).settings.metrics.host == "10.0.0.7"


@pytest.mark.parametrize(
    ("variable", "value", "code"),
    [
        ("DATABASE_URL", "", "production-embedded-postgres"),
        ("REDIS_URL", "", "production-embedded-redis"),
        ("FOODMARKET_DATABASE_ROLE", "", "production-no-role"),
        ("FOODMARKET_CELL_REGION", "anywhere", "production-anywhere"),
        ("FOODMARKET_CELL_ELSEWHERE", "", "cell-lacks-elsewhere"),
        ("FOODMARKET_SERVER_PUBLIC_URL", "http://food.example", "production-http"),
        ("FOODMARKET_SERVER_SECURE_COOKIES", "no", "production-cookies"),
        ("FOODMARKET_MAIL_TRANSPORT", "file", "production-mail-file"),
        ("FOODMARKET_MAIL_SECURITY", "none", "production-mail-plain"),
        ("FOODMARKET_MAIL_HOST", "", "mail-lacks-host"),
        ("FOODMARKET_LOG_FORMAT", "text", "production-text-log"),
        ("FOODMARKET_METRICS_HOST", "0.0.0.0", "production-public-metrics"),
        ("FOODMARKET_METRICS_HOST", "metrics.example", "production-public-metrics"),
    ],
)
def test_production_refuses_what_is_fit_for_development_only(
    variable: str, value: str, code: str
) -> None:
    assert list(problems(None, **PRODUCTION | {variable: value}).values()) == [code]


def test_production_refuses_the_sandbox_and_its_known_secret() -> None:
    found = problems(None, **PRODUCTION | {"FOODMARKET_PAYMENTS_PROVIDERS": "sandbox"})
    assert found == {
        "payments.providers": "production-sandbox",
        "payments.sandbox_secret": "production-default-secret",
    }


STRIPE = {
    "FOODMARKET_PAYMENTS_PROVIDERS": "stripe",
    "FOODMARKET_STRIPE_API_KEY": "sk_live_key",
    "FOODMARKET_STRIPE_WEBHOOK_SECRETS": "whsec_one, whsec_two",
}
YOOKASSA = {
    "FOODMARKET_PAYMENTS_PROVIDERS": "yookassa",
    "FOODMARKET_YOOKASSA_SHOP_ID": "100500",
    "FOODMARKET_YOOKASSA_SECRET_KEY": "live_key",
}


@pytest.mark.parametrize("rail", [STRIPE, YOOKASSA], ids=["stripe", "yookassa"])
def test_production_takes_a_rail_with_live_keys(rail: dict[str, str]) -> None:
    settings = load(None, PRODUCTION | rail).settings
    assert "live" not in repr(settings)
    assert "whsec" not in repr(settings)


@pytest.mark.parametrize(
    ("rail", "variable", "value", "code"),
    [
        (STRIPE, "FOODMARKET_STRIPE_API_KEY", "sk_test_key", "production-test-key"),
        (STRIPE, "FOODMARKET_STRIPE_API_BASE", "http://127.0.0.1:1", "production-simulator"),
        (YOOKASSA, "FOODMARKET_YOOKASSA_SECRET_KEY", "test_key", "production-test-key"),
        (YOOKASSA, "FOODMARKET_YOOKASSA_ENDPOINT", "https://a.example", "production-simulator"),
        (YOOKASSA, "FOODMARKET_YOOKASSA_NETWORKS", "127.0.0.0/8", "production-simulator"),
    ],
)
def test_production_refuses_simulators_and_test_keys(
    rail: dict[str, str], variable: str, value: str, code: str
) -> None:
    assert list(problems(None, **PRODUCTION | rail | {variable: value}).values()) == [code]


@pytest.mark.parametrize(
    ("rail", "variable", "code"),
    [
        (STRIPE, "FOODMARKET_STRIPE_API_KEY", "provider-lacks"),
        (STRIPE, "FOODMARKET_STRIPE_WEBHOOK_SECRETS", "provider-lacks"),
        (YOOKASSA, "FOODMARKET_YOOKASSA_SHOP_ID", "provider-lacks"),
        (YOOKASSA, "FOODMARKET_YOOKASSA_SECRET_KEY", "provider-lacks"),
    ],
)
def test_an_offered_provider_needs_its_keys(rail: dict[str, str], variable: str, code: str) -> None:
    lacking = {name: value for name, value in rail.items() if name != variable}
    assert list(problems(None, **lacking).values()) == [code]


def test_rails_are_read_from_text_and_from_tables(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        """
[payments]
providers = ["sandbox", "stripe"]
[[payments.rails]]
currency = "RUB"
country = "RU"
providers = ["sandbox", "stripe"]
[[payments.rails]]
providers = ["stripe"]
""",
    )
    keys = {name: value for name, value in STRIPE.items() if "STRIPE" in name}
    tables = load(file, keys).settings.payments.rails
    shown = "RUB/RU:sandbox>stripe, */*:stripe"
    assert ", ".join(map(str, tables)) == shown
    keys |= {"FOODMARKET_PAYMENTS_PROVIDERS": "sandbox,stripe", "FOODMARKET_PAYMENTS_RAILS": shown}
    assert load(None, keys).settings.payments.rails == tables


def test_the_terms_settings_are_the_terms_of_the_domain() -> None:
    assert [f.name for f in attrs.fields(TermsSettings)] == [f.name for f in attrs.fields(Terms)]
    assert TermsSettings().terms() == Terms()


def test_every_setting_explains_itself_and_reads_what_it_shows() -> None:
    assert SETTINGS
    for setting in SETTINGS:
        assert setting.purpose.ru
        assert setting.purpose.en
        if not setting.secret:
            assert setting.read(setting.shown(setting.default)) == setting.default


def test_durations_are_shown_as_they_are_written() -> None:
    setting = next(setting for setting in SETTINGS if setting.key == "worker.pause")
    for text in ("250ms", "30s", "15m", "36h", "14d"):
        assert setting.shown(setting.read(text)) == text
    assert setting.read("1.5h") == timedelta(minutes=90)
