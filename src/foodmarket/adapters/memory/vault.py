"""A vault that hides nothing from whoever looks twice: for tests and demonstrations."""

import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

from foodmarket.domain.accounts.errors import SecretUnreadable

MARK = "memory"


class MemoryVault:
    """Writes a text in base64 with a check sum. Never for a database: there is no key."""

    def seal(self, text: str, owner: str) -> str:
        told = json.dumps([os.urandom(8).hex(), owner, text]).encode()
        return f"{MARK}.{urlsafe_b64encode(sha256(told).digest() + told).decode()}"

    def open(self, sealed: str, owner: str) -> str:
        mark, _, rest = sealed.partition(".")
        try:
            raw = urlsafe_b64decode(rest.encode())
        except ValueError:
            raise SecretUnreadable from None
        digest, told = raw[:32], raw[32:]
        if mark != MARK or sha256(told).digest() != digest:
            raise SecretUnreadable
        _, whose, text = json.loads(told)
        if whose != owner:
            raise SecretUnreadable
        return str(text)

    def pseudonym(self, text: str) -> str:
        return sha256(f"{MARK}:{text}".encode(errors="surrogatepass")).hexdigest()[:32]
