"""Messages to people, outside of the marketplace."""

from typing import Protocol

from foodmarket.domain.accounts.messages import Medium, Message


class Notifier(Protocol):
    """Sends messages to people's addresses, perhaps slowly: never within a request."""

    @property
    def media(self) -> frozenset[Medium]:
        """Return the media that messages can take."""
        ...

    async def send(self, message: Message) -> None:
        """Hand the message over to whoever brings it.

        Refuses with `MessageNotSent` where that may work later, and with `NoWayToReach` for a
        medium that is not among ours.
        """
        ...
