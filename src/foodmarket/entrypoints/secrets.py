"""The keys of the vault: from the settings, or made once for a developer's data folder."""

import os
import secrets
from collections.abc import Sequence

from foodmarket.entrypoints.config import Settings

FILE = "vault.key"


def vault_keys(settings: Settings) -> Sequence[str]:
    """Return the keys, the one that seals first.

    Where the settings name none, which production refuses, the data folder has one, readable by
    its owner alone; whichever process comes first makes it.
    """
    if settings.vault.keys:
        return settings.vault.keys
    path = settings.data.folder / FILE
    made = path.with_name(f"{FILE}.{os.getpid()}")
    if not path.exists():
        made.touch(mode=0o600)
        made.write_text(secrets.token_urlsafe(32))
        try:
            os.link(made, path)  # whole or not at all, and never over another's
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return (path.read_text(encoding="utf-8").strip(),)
