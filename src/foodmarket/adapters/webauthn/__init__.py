"""Passkeys over WebAuthn."""

from foodmarket.adapters.webauthn.authenticators import WebauthnAuthenticators

__all__ = ["WebauthnAuthenticators"]
