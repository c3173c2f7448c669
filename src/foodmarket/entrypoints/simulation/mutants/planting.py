"""Planting a bug for a while, and taking it out again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from attrs import define, field, frozen


@define
class Bed:
    """Where a bug is planted: attributes of modules and classes that are put back later."""

    _before: list[tuple[Any, str, Any]] = field(factory=list)

    def put(self, owner: Any, name: str, value: Any) -> Any:
        """Replace an attribute; return what stood there."""
        before = vars(owner)[name]
        self._before.append((owner, name, before))
        setattr(owner, name, value)
        return before

    def restore(self) -> None:
        """Put everything back."""
        for owner, name, before in reversed(self._before):
            setattr(owner, name, before)
        self._before.clear()


@frozen
class Mutant:
    """A bug that somebody could have written. ``plant`` plants it; ``what`` says what it is.

    ``rail`` is whom the money goes through where it shows.
    """

    name: str
    what: str
    plant: Callable[[Bed], None]
    rail: str = "sandbox"

    @contextmanager
    def planted(self) -> Iterator[None]:
        """Have the bug in the code for a while."""
        bed = Bed()
        try:
            self.plant(bed)
            yield
        finally:
            bed.restore()
