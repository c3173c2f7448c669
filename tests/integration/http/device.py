"""A device in software that makes passkeys and signs with them, as WebAuthn asks of real ones."""

import hashlib
import json
import secrets
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import cbor2
from attrs import define, field
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40  # flags of the authenticator's data


def b64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def raw(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@define
class Device:
    """One authenticator, in a browser on a page of ``origin``.

    ``verifies`` is whether it asks for a finger; ``count`` is its count of signatures.
    """

    origin: str = "http://127.0.0.1:8000"
    verifies: bool = True
    count: int = 0
    key: ec.EllipticCurvePrivateKey = field(factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential_id: bytes = field(factory=lambda: secrets.token_bytes(16))
    user: str = ""

    def make(self, options: dict[str, Any]) -> dict[str, Any]:
        """Do what ``navigator.credentials.create`` does, and return its JSON."""
        self.user = options["user"]["id"]
        numbers = self.key.public_key().public_numbers()
        x, y = numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")
        cose = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        attested = bytes(16) + struct.pack(">H", len(self.credential_id)) + self.credential_id
        data = self._data(options["rp"]["id"], ATTESTED) + attested + cose
        statement = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(
            {
                "clientDataJSON": b64(self._client("webauthn.create", options)),
                "attestationObject": b64(statement),
            }
        )

    def sign(self, options: dict[str, Any]) -> dict[str, Any]:
        """Do what ``navigator.credentials.get`` does, and return its JSON."""
        client = self._client("webauthn.get", options)
        self.count += 1
        data = self._data(options["rpId"])
        signed = data + hashlib.sha256(client).digest()
        return self._answer(
            {
                "clientDataJSON": b64(client),
                "authenticatorData": b64(data),
                "signature": b64(self.key.sign(signed, ec.ECDSA(hashes.SHA256()))),
                "userHandle": self.user,
            }
        )

    def _client(self, what: str, options: dict[str, Any]) -> bytes:
        told = {"type": what, "challenge": options["challenge"], "origin": self.origin}
        return json.dumps(told).encode()

    def _data(self, party: str, flags: int = 0) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return hashlib.sha256(party.encode()).digest() + struct.pack(">BI", flags, self.count)

    def _answer(self, response: dict[str, str]) -> dict[str, Any]:
        name = b64(self.credential_id)
        return {
            "id": name,
            "rawId": name,
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {},
        }
