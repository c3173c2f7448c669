"""Passkeys checked by py_webauthn, which is imported when the first one is."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from foodmarket.domain.accounts.errors import WrongPasskey
from foodmarket.domain.accounts.model import Account
from foodmarket.domain.accounts.passkeys import Attested, Passkey


class WebauthnAuthenticators:
    """For pages of one ``origin`` (scheme, host and port); its host is the relying party.

    The device has to ask for a finger, a face or a PIN, and has to keep the key itself, so that
    nobody needs to say who they are. We do not ask who made the device.
    """

    def __init__(self, origin: str, name: str = "foodmarket") -> None:
        self._origin = origin
        self._party = urlsplit(origin).hostname or ""
        self._name = name

    def registration(
        self, account: Account, nonce: str, known: Sequence[Passkey]
    ) -> Mapping[str, Any]:
        from webauthn import generate_registration_options
        from webauthn.helpers import base64url_to_bytes, options_to_json_dict
        from webauthn.helpers.structs import (
            AuthenticatorSelectionCriteria,
            PublicKeyCredentialDescriptor,
            ResidentKeyRequirement,
            UserVerificationRequirement,
        )

        options = generate_registration_options(
            rp_id=self._party,
            rp_name=self._name,
            user_id=account.id.encode(),
            user_name=account.email,
            user_display_name=account.name,
            challenge=base64url_to_bytes(nonce),
            exclude_credentials=[
                PublicKeyCredentialDescriptor(id=base64url_to_bytes(it.credential_id))
                for it in known
            ],
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
        )
        return options_to_json_dict(options)

    def registered(self, answer: Mapping[str, Any], nonce: str) -> Attested:
        from webauthn import verify_registration_response
        from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

        with _refusing():
            made = verify_registration_response(
                credential=json.dumps(answer),
                expected_challenge=base64url_to_bytes(nonce),
                expected_rp_id=self._party,
                expected_origin=self._origin,
                require_user_verification=True,
            )
        return Attested(
            credential_id=bytes_to_base64url(made.credential_id),
            public_key=bytes_to_base64url(made.credential_public_key),
            sign_count=made.sign_count,
        )

    def authentication(self, nonce: str) -> Mapping[str, Any]:
        from webauthn import generate_authentication_options
        from webauthn.helpers import base64url_to_bytes, options_to_json_dict
        from webauthn.helpers.structs import UserVerificationRequirement

        options = generate_authentication_options(
            rp_id=self._party,
            challenge=base64url_to_bytes(nonce),
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return options_to_json_dict(options)

    def credential_of(self, answer: Mapping[str, Any]) -> str:
        from webauthn.helpers import bytes_to_base64url, parse_authentication_credential_json

        with _refusing():
            return bytes_to_base64url(parse_authentication_credential_json(dict(answer)).raw_id)

    def authenticated(self, answer: Mapping[str, Any], nonce: str, passkey: Passkey) -> int:
        from webauthn import verify_authentication_response
        from webauthn.helpers import base64url_to_bytes

        with _refusing():
            shown = verify_authentication_response(
                credential=json.dumps(answer),
                expected_challenge=base64url_to_bytes(nonce),
                expected_rp_id=self._party,
                expected_origin=self._origin,
                credential_public_key=base64url_to_bytes(passkey.public_key),
                credential_current_sign_count=passkey.sign_count,
                require_user_verification=True,
            )
        return shown.new_sign_count


@contextmanager
def _refusing() -> Iterator[None]:
    """Refuse what the library finds wrong, and what it stumbles over: strangers wrote it."""
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        yield
    except (WebAuthnException, ValueError, KeyError, TypeError, AttributeError) as error:
        raise WrongPasskey from error
