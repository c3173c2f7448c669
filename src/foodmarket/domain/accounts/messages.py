"""What we write to people outside of the marketplace: codes, and news about their account."""

from collections.abc import Mapping
from enum import StrEnum

from attrs import field, frozen

from foodmarket.domain.kernel.language import Language


class Medium(StrEnum):
    """The way a message takes."""

    EMAIL = "email"
    PHONE = "phone"


class MessageKind(StrEnum):
    """What a message says; each kind has its words in every language."""

    CODE_EMAIL = "code-email"
    CODE_PHONE = "code-phone"
    CODE_PASSWORD = "code-password"  # noqa: S105 - a kind of message
    PHONE_VERIFIED = "phone-verified"
    PASSKEY_ADDED = "passkey-added"
    API_KEY_MADE = "api-key-made"
    SECOND_FACTOR_ON = "second-factor-on"
    SECOND_FACTOR_OFF = "second-factor-off"
    RECOVERY_CODE_USED = "recovery-code-used"
    PERMIT_APPROVED = "permit-approved"
    PERMIT_REJECTED = "permit-rejected"
    PERMIT_ENDS = "permit-ends"
    PERMIT_OVER = "permit-over"
    PAYOUT_DESTINATION_CHANGED = "payout-destination-changed"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105 - a kind of message


@frozen(kw_only=True)
class Message:
    """A message to one person. ``facts`` fill its words; a code among them is secret."""

    medium: Medium
    to: str = field(repr=False)
    language: Language
    kind: MessageKind
    facts: Mapping[str, str] = field(factory=dict, repr=False)


@frozen(kw_only=True)
class Letter:
    """A message in words; a phone gets the text alone."""

    subject: str
    text: str
