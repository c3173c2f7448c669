"""Devices that sign our challenges, as WebAuthn describes them."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from foodmarket.domain.accounts.model import Account
from foodmarket.domain.accounts.passkeys import Attested, Passkey


class Authenticators(Protocol):
    """Says what a browser has to ask of a device, and checks what the device answers.

    Options and answers are JSON values, as browsers exchange them (WebAuthn level 3, 5.1.8 ff.).
    A ``nonce`` is base64url without padding.
    """

    def registration(
        self, account: Account, nonce: str, known: Sequence[Passkey]
    ) -> Mapping[str, Any]:
        """Return the options for a new passkey, on none of the ``known`` devices."""
        ...

    def registered(self, answer: Mapping[str, Any], nonce: str) -> Attested:
        """Return the key that a device made. Refuses with `WrongPasskey`."""
        ...

    def authentication(self, nonce: str) -> Mapping[str, Any]:
        """Return the options for signing in with any passkey of ours."""
        ...

    def credential_of(self, answer: Mapping[str, Any]) -> str:
        """Return the credential that an answer names. Refuses with `WrongPasskey`."""
        ...

    def authenticated(self, answer: Mapping[str, Any], nonce: str, passkey: Passkey) -> int:
        """Return the device's new count of signatures. Refuses with `WrongPasskey`."""
        ...
