"""Who brings our messages to people, as the settings say."""

from foodmarket import ports
from foodmarket.adapters.mailbox import FileNotifier
from foodmarket.adapters.smtp.config import SmtpConfig
from foodmarket.entrypoints.config import Settings
from foodmarket.entrypoints.config.mail import Transport
from foodmarket.entrypoints.letters import write_letter

MESSAGES = "messages.txt"


def open_notifier(settings: Settings, clock: ports.Clock) -> ports.Notifier:
    """Return the notifier that the settings name. It connects for each message anew."""
    mail = settings.mail
    if mail.transport is Transport.FILE:
        return FileNotifier(settings.data.folder / MESSAGES, write_letter, clock)
    from foodmarket.adapters.smtp.notifier import SmtpNotifier

    config = SmtpConfig(
        host=mail.host,
        port=mail.port,
        security=mail.security,
        sender=mail.sender,
        username=mail.username,
        password=mail.password,
        timeout=mail.timeout,
    )
    return SmtpNotifier(config, write_letter)
