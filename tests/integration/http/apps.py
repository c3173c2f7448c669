"""Applications for tests: building one takes a tenth of a second, so they are taken again."""

from collections.abc import Iterator
from contextlib import contextmanager

from litestar import Litestar
from litestar.datastructures import State

from foodmarket.adapters.sandbox import SandboxProvider
from foodmarket.entrypoints.http import HttpSettings, create_app
from foodmarket.entrypoints.http.app import state_of
from foodmarket.entrypoints.http.health import Migrated, Ready
from foodmarket.entrypoints.marketplace import Marketplace

_free: list[tuple[HttpSettings, bool, Litestar]] = []


@contextmanager
def served(
    market: Marketplace,
    ready: Ready,
    settings: HttpSettings | None = None,
    migrated: Migrated | None = None,
) -> Iterator[Litestar]:
    """Yield an application that serves the marketplace, for as long as the caller needs it."""
    settings = settings or HttpSettings()
    sandbox = isinstance(market.adapters.providers.get("sandbox"), SandboxProvider)
    app = _taken(settings, sandbox)
    if app is None:
        app = create_app(market, settings=settings, ready=ready, migrated=migrated)
    else:
        app.state = state_of(market, settings, ready, migrated)
    try:
        yield app
    finally:
        app.state = State()  # whoever calls it from now on sees that it serves nobody
        _free.append((settings, sandbox, app))


def _taken(settings: HttpSettings, sandbox: bool) -> Litestar | None:
    for at, (by, with_sandbox, app) in enumerate(_free):
        if (by, with_sandbox) == (settings, sandbox):
            del _free[at]
            return app
    return None
