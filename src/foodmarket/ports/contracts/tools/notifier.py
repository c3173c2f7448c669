"""A message reaches the person it is for."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import pytest

from foodmarket.domain.accounts.errors import NoWayToReach
from foodmarket.domain.accounts.messages import Medium, Message, MessageKind
from foodmarket.domain.kernel.language import Language
from foodmarket.ports.notifier import Notifier

Arrived = Callable[[], Awaitable[Sequence[str]]]


class NotifierSuite:
    """Fixtures: ``notifier``; ``arrived`` returns each message as it came, addresses included."""

    async def test_a_message_arrives_with_its_code(
        self, notifier: Notifier, arrived: Arrived
    ) -> None:
        """At its address, in every language."""
        for language in Language:
            await notifier.send(_message(language=language, code="042042"))
        told = await arrived()
        assert len(told) == len(Language)
        for text in told:
            assert "042042" in text
            assert "anna@example.org" in text

    async def test_messages_at_once_do_not_mix(self, notifier: Notifier, arrived: Arrived) -> None:
        """Each arrives once."""
        codes = [f"{number:06d}" for number in range(100_000, 100_012)]
        await asyncio.gather(*(notifier.send(_message(code=code)) for code in codes))
        told = await arrived()
        assert len(told) == len(codes)
        for code in codes:
            assert sum(code in text for text in told) == 1

    async def test_a_channel_that_is_not_there_is_refused(self, notifier: Notifier) -> None:
        """And the others are told."""
        assert Medium.EMAIL in notifier.media
        for medium in set(Medium) - notifier.media:
            with pytest.raises(NoWayToReach):
                await notifier.send(_message(medium=medium))


def _message(
    medium: Medium = Medium.EMAIL, language: Language = Language.RU, code: str = "123456"
) -> Message:
    return Message(
        medium=medium,
        to="anna@example.org",
        language=language,
        kind=MessageKind.CODE_EMAIL,
        facts={"code": code, "minutes": "15"},
    )
