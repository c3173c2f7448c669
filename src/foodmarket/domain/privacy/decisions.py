"""What becomes of a wish to be forgotten."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from attrs import evolve

from foodmarket.domain.privacy.model import Erasure, ErasureState, Hindrance, Kept


def hindered(erasure: Erasure, hindrances: Sequence[Hindrance]) -> Erasure:
    """Return the erasure as it waits; the same object where nothing changed."""
    found = tuple(sorted(hindrances))
    if erasure.waits_for == found:
        return erasure
    return evolve(erasure, waits_for=found, version=erasure.version + 1)


def done(erasure: Erasure, erased: Mapping[str, int], now: datetime) -> Erasure:
    """Return the deletion act: what was erased when, and what is kept under an opaque id."""
    return evolve(
        erasure,
        state=ErasureState.DONE,
        waits_for=(),
        erased_at=now,
        erased=dict(erased),
        kept=tuple(Kept),
        version=erasure.version + 1,
    )
