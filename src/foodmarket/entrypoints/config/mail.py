"""``[mail]``: how messages to people leave; ``[accounts]``: what people have to show."""

from datetime import timedelta
from enum import StrEnum

from attrs import frozen

from foodmarket.adapters.smtp.config import Security
from foodmarket.domain.permits.model import PermitKind
from foodmarket.entrypoints.config.declaration import setting
from foodmarket.entrypoints.config.values import choice, duration, filled, flag, names, text, whole


def permit_kinds(value: object) -> tuple[PermitKind, ...]:
    """A list of kinds of documents."""
    return tuple(PermitKind(str(choice(PermitKind)(word))) for word in names(value))


class Transport(StrEnum):
    """Who brings messages."""

    FILE = "file"
    SMTP = "smtp"


@frozen(kw_only=True)
class MailSettings:
    """``[mail]``: messages to people."""

    transport: Transport = setting(
        Transport.FILE,
        choice(Transport),
        en="How messages leave: smtp, or file (messages.txt in the data folder).",
        ru="Как уходят сообщения: smtp или file (messages.txt в папке данных).",
    )
    host: str = setting(
        "",
        text,
        en="The mail server.",
        ru="Почтовый сервер.",
    )
    port: int = setting(
        587,
        whole(1, 65_535),
        en="The port of the mail server.",
        ru="Порт почтового сервера.",
    )
    security: Security = setting(
        Security.STARTTLS,
        choice(Security),
        en="How the way to the mail server is kept private: tls, starttls, or none.",
        ru="Чем закрыт путь к почтовому серверу: tls, starttls или none.",
    )
    username: str = setting(
        "",
        text,
        en="Our name at the mail server; empty: it asks for none.",
        ru="Наше имя на почтовом сервере; пусто: оно не нужно.",
    )
    password: str = setting(
        "",
        text,
        secret=True,
        en="Our password at the mail server.",
        ru="Наш пароль на почтовом сервере.",
    )
    sender: str = setting(
        "foodmarket <no-reply@foodmarket.example>",
        filled,
        en="The address that messages come from.",
        ru="Адрес, с которого приходят сообщения.",
    )
    timeout: timedelta = setting(
        timedelta(seconds=10),
        duration,
        en="How long the mail server may take to answer.",
        ru="Сколько почтовый сервер может думать над ответом.",
    )


@frozen(kw_only=True)
class AccountSettings:
    """``[accounts]``: what people have to show before they may do things."""

    require_verified_email: bool = setting(
        False,
        flag,
        en="Whether ordering takes a verified e-mail address; in production it always does.",
        ru="Нужен ли для заказа подтверждённый адрес почты; в production нужен всегда.",
    )
    required_permits: tuple[PermitKind, ...] = setting(
        (),
        permit_kinds,
        en="The documents without which nobody cooks: medical_book, registration, kitchen.",
        ru="Без каких документов нельзя готовить: medical_book, registration, kitchen.",
    )
    staff_second_factor: bool = setting(
        False,
        flag,
        en="Whether staff signs in with a second factor only; in production it always does.",
        ru="Входят ли сотрудники только со вторым фактором; в production — всегда.",
    )
