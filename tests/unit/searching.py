"""How far tests that search for counterexamples look."""

import os

QUICK = 5  # times fewer where ``QUICK`` is set, as `make check` does; `make test` looks at all


def examples(most: int) -> int:
    """Return how many examples to try of that many."""
    return most // QUICK if os.environ.get("QUICK") else most
