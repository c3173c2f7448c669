"""Messages to people, kept for whoever wants to look."""

from foodmarket.domain.accounts.messages import Channel, Message


class MemoryNotifier:
    """Keeps every message in ``sent``, oldest first."""

    def __init__(self) -> None:
        self.sent: list[Message] = []

    @property
    def channels(self) -> frozenset[Channel]:
        return frozenset(Channel)

    async def send(self, message: Message) -> None:
        self.sent.append(message)
