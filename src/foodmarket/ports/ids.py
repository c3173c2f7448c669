"""New identifiers and secrets, from outside."""

from typing import Protocol, TypeVar

from foodmarket.domain.kernel.ids import Id

I = TypeVar("I", bound=Id)  # noqa: E741 - the usual name


class Ids(Protocol):
    """Makes identifiers that nobody else makes, and secrets that nobody can guess."""

    def new(self, kind: type[I]) -> I:
        """Return a new identifier; later ones sort after earlier ones of the same process."""
        ...

    def secret(self) -> str:
        """Return a URL-safe token of 256 random bits."""
        ...

    def digits(self, count: int) -> str:
        """Return random decimal digits, as people read them to each other."""
        ...
