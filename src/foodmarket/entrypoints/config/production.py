"""What production refuses: everything that is only fit for development."""

from collections.abc import Iterator

from foodmarket.entrypoints.config.problems import Problem
from foodmarket.entrypoints.config.settings import SANDBOX_SECRET, Settings


def unfit(settings: Settings) -> Iterator[Problem]:
    """Yield one problem for each setting that has to be set differently in production."""
    if not settings.database.url:
        yield Problem("database.url", "production-embedded-postgres")
    if not settings.redis.url:
        yield Problem("redis.url", "production-embedded-redis")
    if "sandbox" in settings.payments.providers:
        yield Problem("payments.providers", "production-sandbox")
        if settings.payments.sandbox_secret == SANDBOX_SECRET:
            yield Problem("payments.sandbox_secret", "production-default-secret")
    if not settings.public_url.startswith("https://"):
        yield Problem("server.public_url", "production-http")
    if not settings.server.secure_cookies:
        yield Problem("server.secure_cookies", "production-cookies")
