"""Names of classes as figures and logs spell them."""

import re
from functools import lru_cache

_INNER_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


@lru_cache(maxsize=256)
def snake(name: str) -> str:
    """Return ``HoldCancelled`` as ``hold_cancelled``."""
    return _INNER_CAPITAL.sub("_", name).lower()
