"""Messages to people, kept for whoever wants to look."""

from foodmarket.domain.accounts.messages import Medium, Message


class MemoryNotifier:
    """Keeps every message in ``sent``, oldest first."""

    def __init__(self) -> None:
        self.sent: list[Message] = []

    @property
    def media(self) -> frozenset[Medium]:
        return frozenset(Medium)

    async def send(self, message: Message) -> None:
        self.sent.append(message)
