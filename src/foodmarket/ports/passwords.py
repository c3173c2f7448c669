"""Password hashing, kept off the event loop."""

from typing import Protocol


class Passwords(Protocol):
    """Hashes and checks passwords; slow on purpose, bounded in how many run at once.

    An adapter refuses with `TooBusy` what would wait for too long.
    """

    async def hash(self, password: str) -> str:
        """Return a salted hash that carries its own parameters."""
        ...

    async def matches(self, password: str, password_hash: str | None) -> bool:
        """Tell whether the password is right; for None, take as long and answer False."""
        ...
