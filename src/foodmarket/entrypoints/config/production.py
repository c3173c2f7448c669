"""What can't work at all, and what production refuses: all that is only fit for development."""

from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_address

from foodmarket.adapters.smtp.config import Security
from foodmarket.domain.accounts.regions import Region
from foodmarket.entrypoints.config.mail import Transport
from foodmarket.entrypoints.config.problems import Problem
from foodmarket.entrypoints.config.rails import STRIPE_API, YOOKASSA_API
from foodmarket.entrypoints.config.settings import SANDBOX_SECRET, LogFormat, Settings

MOST_TRUSTED = {4: 2**24, 6: 2**88}  # addresses: 10.0.0.0/8, or a /40
LONGEST_SESSION = timedelta(days=90)
LONGEST_STAFF_SESSION = timedelta(days=1)


def unfit(settings: Settings) -> Iterator[Problem]:
    """Yield one problem for each setting that has to be set differently in production."""
    if not settings.database.url:
        yield Problem("database.url", "production-embedded-postgres")
    if not settings.redis.url:
        yield Problem("redis.url", "production-embedded-redis")
    if not settings.database.role:
        yield Problem("database.role", "production-no-role")
    if not settings.vault.keys:
        yield Problem("vault.keys", "production-no-vault-key")
    if settings.cell.region is Region.ANYWHERE:
        yield Problem("cell.region", "production-anywhere")
    if "sandbox" in settings.payments.providers:
        yield Problem("payments.providers", "production-sandbox")
        if settings.payments.sandbox_secret == SANDBOX_SECRET:
            yield Problem("payments.sandbox_secret", "production-default-secret")
    if not settings.public_url.startswith("https://"):
        yield Problem("server.public_url", "production-http")
    if not settings.server.secure_cookies:
        yield Problem("server.secure_cookies", "production-cookies")
    yield from _unfit_edge(settings)
    if settings.mail.transport is Transport.FILE:
        yield Problem("mail.transport", "production-mail-file")
    if settings.mail.security is Security.NONE:
        yield Problem("mail.security", "production-mail-plain")
    yield from _unfit_sights(settings)
    yield from _unfit_rails(settings)


def _unfit_edge(settings: Settings) -> Iterator[Problem]:
    server = settings.server
    if not settings.limits.enabled:
        yield Problem("limits.enabled", "production-uncounted")
    for network in server.trusted_proxies:
        if network.num_addresses > MOST_TRUSTED[network.version]:
            yield Problem("server.trusted_proxies", "production-wide-trust", {"name": str(network)})
    for origin in server.cors_origins:
        if not origin.startswith("https://"):
            yield Problem("server.cors_origins", "production-http-origin", {"name": origin})
    if settings.sessions.lasting > LONGEST_SESSION:
        yield Problem("sessions.lasting", "production-long-session")
    if settings.sessions.staff_lasting > LONGEST_STAFF_SESSION:
        yield Problem("sessions.staff_lasting", "production-long-session")


def _unfit_sights(settings: Settings) -> Iterator[Problem]:
    if settings.log_format is LogFormat.TEXT:
        yield Problem("log.format", "production-text-log")
    served = settings.metrics.port or settings.metrics.worker_port
    if served and not settings.metrics.on_network and not _loopback(settings.metrics.host):
        yield Problem("metrics.host", "production-public-metrics")


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _unfit_rails(settings: Settings) -> Iterator[Problem]:
    stripe, yookassa = settings.stripe, settings.yookassa
    if "stripe" in settings.payments.providers:
        if stripe.api_base.rstrip("/") != STRIPE_API:
            yield Problem("stripe.api_base", "production-simulator")
        if stripe.api_key.startswith(("sk_test_", "rk_test_")):
            yield Problem("stripe.api_key", "production-test-key")
    if "yookassa" in settings.payments.providers:
        if yookassa.endpoint.rstrip("/") != YOOKASSA_API:
            yield Problem("yookassa.endpoint", "production-simulator")
        if yookassa.secret_key.startswith("test_"):
            yield Problem("yookassa.secret_key", "production-test-key")
        if yookassa.networks:
            yield Problem("yookassa.networks", "production-simulator")


def incomplete(settings: Settings) -> Iterator[Problem]:
    """Yield one problem for each thing that an offered provider lacks, in any mode."""
    yield from _abroad(settings)
    needed: dict[str, dict[str, object]] = {
        "stripe": {
            "stripe.api_key": settings.stripe.api_key,
            "stripe.webhook_secrets": settings.stripe.webhook_secrets,
        },
        "yookassa": {
            "yookassa.shop_id": settings.yookassa.shop_id,
            "yookassa.secret_key": settings.yookassa.secret_key,
        },
    }
    for name in settings.payments.providers:
        for key, value in needed.get(name, {}).items():
            if not value:
                yield Problem(key, "provider-lacks", {"name": name})
    if settings.mail.transport is Transport.SMTP and not settings.mail.host:
        yield Problem("mail.host", "mail-lacks-host")
    if "stripe" in settings.payments.providers:
        key = settings.stripe.api_key
        if key and not key.startswith(("sk_", "rk_")):
            yield Problem("stripe.api_key", "not-stripe-key")
    deal = settings.yookassa.deal_lasts
    if settings.yookassa.safe_deal and not timedelta(days=1) <= deal <= timedelta(days=180):
        yield Problem("yookassa.deal_lasts", "deal-out-of-bounds")
    for name in {name for rail in settings.payments.rails for name in rail.providers}:
        if name not in settings.payments.providers:
            yield Problem("payments.rails", "rail-not-offered", {"name": name[:40]})


def _abroad(settings: Settings) -> Iterator[Problem]:
    """Yield one problem for each host where a Russian cell would keep personal data abroad.

    Redis holds sessions, with what devices call themselves.
    """
    addresses = {
        "database.url": settings.database.url,
        "database.migrate_url": settings.database.migrate_url,
        "redis.url": settings.redis.url,
    }
    for key, url in addresses.items():
        for host in settings.cell.foreign(url):
            yield Problem(key, "foreign-host", {"host": host[:80]})
    if settings.cell.region is not Region.ANYWHERE and not settings.cell.elsewhere:
        yield Problem("cell.elsewhere", "cell-lacks-elsewhere")
