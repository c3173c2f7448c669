"""One message, one connection: letters are few, and a worker sends them."""

from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid, parseaddr

import aiosmtplib

from foodmarket.adapters.smtp.config import Security, SmtpConfig
from foodmarket.domain.accounts.errors import MessageNotSent, NoWayToReach
from foodmarket.domain.accounts.messages import Letter, Medium, Message

PERMANENT = 500  # RFC 5321, 4.2.1: such a reply will be the same next time


class MessageRefused(Exception):
    """The mail server will never take this message; its answer says why."""


class SmtpNotifier:
    """Sends e-mail. ``write`` puts a message into words."""

    def __init__(self, config: SmtpConfig, write: Callable[[Message], Letter]) -> None:
        self._config = config
        self._write = write

    @property
    def media(self) -> frozenset[Medium]:
        return frozenset({Medium.EMAIL})

    async def send(self, message: Message) -> None:
        """Raises `MessageRefused` where trying again is of no use."""
        if message.medium is not Medium.EMAIL:
            raise NoWayToReach(medium=message.medium)
        config = self._config
        try:
            await aiosmtplib.send(
                self._mail(message),
                hostname=config.host,
                port=config.port,
                use_tls=config.security is Security.TLS,
                start_tls=config.security is Security.STARTTLS,
                username=config.username or None,
                password=config.password or None,
                timeout=config.timeout.total_seconds(),
                tls_context=config.tls,
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            if all(it.code >= PERMANENT for it in error.recipients):
                # The reply repeats the address, so it is not passed on.
                raise MessageRefused("the mail server refuses the recipient") from None
            raise MessageNotSent from error
        except aiosmtplib.SMTPResponseException as error:
            if error.code >= PERMANENT and not isinstance(error, _OUR_SETTINGS):
                raise MessageRefused(f"the mail server answers {error.code}") from None
            raise MessageNotSent from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise MessageNotSent from error

    def _mail(self, message: Message) -> EmailMessage:
        letter, sender = self._write(message), self._config.sender
        mail = EmailMessage(policy=SMTP)
        mail["From"] = sender
        mail["To"] = message.to
        mail["Subject"] = letter.subject
        mail["Date"] = formatdate()
        mail["Message-ID"] = make_msgid(domain=parseaddr(sender)[1].rpartition("@")[2])
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
        mail.set_content(letter.text)
        return mail


# These speak of our own settings: nothing is wrong with the message.
_OUR_SETTINGS = (aiosmtplib.SMTPAuthenticationError, aiosmtplib.SMTPSenderRefused)
