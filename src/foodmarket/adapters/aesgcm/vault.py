"""A vault on AES-256-GCM (NIST SP 800-38D), with keys derived by HKDF (RFC 5869)."""

import hmac
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from hashlib import sha256

from attrs import field, frozen
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from foodmarket.domain.accounts.errors import SecretUnreadable

SHORTEST_KEY = 32  # characters: what `openssl rand -hex 16` prints, or more
NONCE = 12  # bytes; random ones are safe for 2^32 texts under one key
PSEUDONYM = 32  # characters, of a SHA-256 in hex


class BadVaultKey(ValueError):
    """A key is too short to be secret, or there is none."""


@frozen
class _Key:
    name: str
    sealing: bytes = field(repr=False)
    naming: bytes = field(repr=False)


class AesVault:
    """Seals as ``<name of the key>.<nonce and text in base64url>``.

    The first of ``keys`` seals; all of them open, so that a key is replaced by putting the new one
    in front, and taken away when nothing is sealed under it any more.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys or any(len(key) < SHORTEST_KEY for key in keys):
            raise BadVaultKey(f"a key has {SHORTEST_KEY} characters or more")
        derived = [_derived(key) for key in keys]
        self._first = derived[0]
        self._by_name = {key.name: key for key in derived}

    def seal(self, text: str, owner: str) -> str:
        nonce = os.urandom(NONCE)
        sealed = AESGCM(self._first.sealing).encrypt(nonce, text.encode(), owner.encode())
        return f"{self._first.name}.{urlsafe_b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str, owner: str) -> str:
        name, _, rest = sealed.partition(".")
        key = self._by_name.get(name)
        if key is None:
            raise SecretUnreadable
        try:
            raw = urlsafe_b64decode(rest.encode())
            return AESGCM(key.sealing).decrypt(raw[:NONCE], raw[NONCE:], owner.encode()).decode()
        except (InvalidTag, ValueError):
            raise SecretUnreadable from None

    def pseudonym(self, text: str) -> str:
        told = text.encode(errors="surrogatepass")
        return hmac.digest(self._first.naming, told, "sha256").hex()[:PSEUDONYM]


def _derived(key: str) -> _Key:
    def part(purpose: bytes) -> bytes:
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(key.encode())

    name = sha256(part(b"foodmarket vault: name")).hexdigest()[:8]
    return _Key(name, part(b"foodmarket vault: seal"), part(b"foodmarket vault: pseudonym"))
