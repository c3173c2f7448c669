"""Keeping secrets of people unreadable in the stores that hold them."""

from typing import Protocol


class Vault(Protocol):
    """Seals texts under keys of the marketplace, which no store holds."""

    def seal(self, text: str, owner: str) -> str:
        """Return the text as a store may keep it: unreadable, and good for this owner alone."""
        ...

    def open(self, sealed: str, owner: str) -> str:
        """Return the text.

        Refuses with `SecretUnreadable` what was sealed for somebody else, was changed, or was
        sealed under a key that is not known any more.
        """
        ...

    def pseudonym(self, text: str) -> str:
        """Return the same short word for the same text, which leads nobody without a key back."""
        ...
