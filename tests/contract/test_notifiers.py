"""Messages reach people: in memory, in a file, and over SMTP to a real server."""

import asyncio
import email.policy
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

import attrs
import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope
from aiosmtpd.smtp import Session as Connection

from foodmarket.adapters.mailbox import FileNotifier
from foodmarket.adapters.memory import MemoryNotifier
from foodmarket.adapters.smtp.config import Security, SmtpConfig
from foodmarket.adapters.smtp.notifier import MessageRefused, SmtpNotifier
from foodmarket.adapters.system import SystemClock
from foodmarket.domain.accounts.errors import MessageNotSent
from foodmarket.domain.accounts.messages import Medium, Message, MessageKind
from foodmarket.domain.kernel.language import Language
from foodmarket.entrypoints.letters import write_letter
from foodmarket.ports.contracts.tools import NotifierSuite
from tests.certificates import Certificate, certificate

Arrived = Callable[[], Awaitable[Sequence[str]]]
MESSAGE = Message(
    medium=Medium.EMAIL,
    to="anna@example.org",
    language=Language.RU,
    kind=MessageKind.CODE_PASSWORD,
    facts={"code": "042042", "minutes": "15"},
)


class TestMemory(NotifierSuite):
    @pytest.fixture
    def notifier(self) -> MemoryNotifier:
        return MemoryNotifier()

    @pytest.fixture
    def arrived(self, notifier: MemoryNotifier) -> Arrived:
        async def read() -> Sequence[str]:
            return [f"{message.to} {message.facts['code']}" for message in notifier.sent]

        return read


class TestFile(NotifierSuite):
    @pytest.fixture
    def notifier(self, tmp_path: Path) -> FileNotifier:
        return FileNotifier(tmp_path / "messages.txt", write_letter, SystemClock())

    @pytest.fixture
    def arrived(self, tmp_path: Path) -> Arrived:
        async def read() -> Sequence[str]:
            return (tmp_path / "messages.txt").read_text().strip().split("\n\n")

        return read

    async def test_nobody_else_may_read_the_file(
        self, notifier: FileNotifier, tmp_path: Path
    ) -> None:
        await notifier.send(MESSAGE)
        assert (tmp_path / "messages.txt").stat().st_mode & 0o077 == 0


class Box:
    """Takes mail, except for those whom it does not like."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []
        self.logins: list[bytes] = []
        self.answer = "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Connection, envelope: Envelope, address: str, _: list[str]
    ) -> str:
        if address.startswith("nobody@"):
            return f"550 5.1.1 no such box {address}"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Connection, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        self.mails.append(envelope.content)
        return self.answer

    def log_in(
        self, _server: SMTP, _session: Connection, _env: Envelope, _how: str, data: Any
    ) -> AuthResult:
        self.logins.append(data.password)
        return AuthResult(success=data.password == b"mail password")


@pytest.fixture(scope="module")
def authority() -> Certificate:
    return certificate("localhost")


@pytest.fixture
def box() -> Box:
    return Box()


@asynccontextmanager
async def serving(box: Box, **how: Any) -> AsyncIterator[int]:
    """Serve mail on a port of loopback, which is yielded."""
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(box, hostname="localhost", **how), "127.0.0.1", 0
    )
    async with server:
        yield server.sockets[0].getsockname()[1]


@pytest.fixture
async def config(box: Box, authority: Certificate) -> AsyncIterator[SmtpConfig]:
    """A server that takes nothing before TLS is on, and nobody without the password."""
    how = {"require_starttls": True, "auth_required": True, "authenticator": box.log_in}
    async with serving(box, tls_context=authority.server(), **how) as port:
        yield SmtpConfig(
            host="localhost",
            port=port,
            sender="foodmarket <no-reply@foodmarket.example>",
            username="foodmarket",
            password="mail password",
            tls=authority.client(),
        )


class TestSmtp(NotifierSuite):
    @pytest.fixture
    def notifier(self, config: SmtpConfig) -> SmtpNotifier:
        return SmtpNotifier(config, write_letter)

    @pytest.fixture
    def arrived(self, box: Box) -> Arrived:
        async def read() -> Sequence[str]:
            return [_text(mail) for mail in box.mails]

        return read

    async def test_a_letter_looks_as_it_should(self, notifier: SmtpNotifier, box: Box) -> None:
        await notifier.send(MESSAGE)
        (mail,) = [message_from_bytes(it, policy=email.policy.default) for it in box.mails]
        assert mail["subject"] == write_letter(MESSAGE).subject
        assert mail["from"] == "foodmarket <no-reply@foodmarket.example>"
        assert mail["message-id"].endswith("@foodmarket.example>")
        assert mail["auto-submitted"] == "auto-generated"
        assert mail.get_content().strip() == write_letter(MESSAGE).text
        assert box.logins == [b"mail password"]

    async def test_a_recipient_that_there_is_not_is_refused_for_good(
        self, notifier: SmtpNotifier
    ) -> None:
        with pytest.raises(MessageRefused) as refused:
            await notifier.send(attrs.evolve(MESSAGE, to="nobody@example.org"))
        assert "nobody@example.org" not in str(refused.value)  # it would stand in the log

    @pytest.mark.parametrize(
        ("answer", "outcome"),
        [("451 try later", MessageNotSent), ("554 never", MessageRefused)],
    )
    async def test_a_server_that_says_later_is_tried_again(
        self, notifier: SmtpNotifier, box: Box, answer: str, outcome: type[Exception]
    ) -> None:
        box.answer = answer
        with pytest.raises(outcome):
            await notifier.send(MESSAGE)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"password": "not the password"},
            {"tls": None},  # the machine does not know the authority
            {"host": "127.0.0.1"},  # the certificate is another one's
            {"security": Security.TLS},  # the server speaks plainly first
            {"security": Security.NONE},  # the server does not take that
            {"port": 1},  # nobody listens
        ],
        ids=lambda wrong: next(iter(wrong)),
    )
    async def test_what_is_set_wrongly_here_loses_no_message(
        self, config: SmtpConfig, box: Box, wrong: dict[str, Any]
    ) -> None:
        config = attrs.evolve(config, timeout=timedelta(seconds=2), **wrong)
        with pytest.raises(MessageNotSent):
            await SmtpNotifier(config, write_letter).send(MESSAGE)
        assert box.mails == []


async def test_nothing_is_sent_in_the_clear_where_no_tls_is_offered(box: Box) -> None:
    async with serving(box) as port:
        config = SmtpConfig(host="127.0.0.1", port=port, sender="a@foodmarket.example")
        with pytest.raises(MessageNotSent):
            await SmtpNotifier(config, write_letter).send(MESSAGE)
        assert box.mails == []
        plain = attrs.evolve(config, security=Security.NONE)  # only development may say so
        await SmtpNotifier(plain, write_letter).send(MESSAGE)
        assert len(box.mails) == 1


def _text(mail: bytes) -> str:
    parsed = message_from_bytes(mail, policy=email.policy.default)
    return f"{parsed['to']} {parsed.get_content()}"
