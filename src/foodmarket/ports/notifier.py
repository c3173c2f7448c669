"""Messages to people, outside of the marketplace."""

from typing import Protocol

from foodmarket.domain.accounts.messages import Channel, Message


class Notifier(Protocol):
    """Sends messages to people's addresses, perhaps slowly: never within a request."""

    @property
    def channels(self) -> frozenset[Channel]:
        """Return the channels that messages can take."""
        ...

    async def send(self, message: Message) -> None:
        """Hand the message over to whoever brings it.

        Refuses with `MessageNotSent` where that may work later, and with `NoWayToReach` for a
        channel that is not among ours.
        """
        ...
