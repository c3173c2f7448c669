"""What is needed to speak to a mail server."""

from datetime import timedelta
from enum import StrEnum
from ssl import SSLContext

from attrs import field, frozen


class Security(StrEnum):
    """How the way to the mail server is kept private.

    ``STARTTLS`` refuses to go on where the server offers none; nothing falls back to plain text.
    """

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


@frozen(kw_only=True)
class SmtpConfig:
    """Where the mail server is, and as whom we write.

    ``sender`` is an address, perhaps with a name: ``foodmarket <no-reply@example.org>``. ``tls``
    replaces the machine's own list of authorities.
    """

    host: str
    port: int = 587
    security: Security = Security.STARTTLS
    sender: str
    username: str = ""
    password: str = field(default="", repr=False)
    timeout: timedelta = timedelta(seconds=10)
    tls: SSLContext | None = None
