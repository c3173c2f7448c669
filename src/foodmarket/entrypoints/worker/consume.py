"""Who does what about an event."""

from attrs import frozen

from foodmarket.domain.accounts.events import AccountChanged, CodeAsked
from foodmarket.entrypoints.marketplace import Marketplace
from foodmarket.entrypoints.worker.notices import note
from foodmarket.ports.outbox import Envelope


@frozen
class Consume:
    """Give an event to everybody whom it concerns. Messages to people may be sent twice."""

    marketplace: Marketplace

    async def __call__(self, envelope: Envelope) -> None:
        """Do what the event asks for."""
        match envelope.event:
            case CodeAsked() as asked:
                await self.marketplace.send_code(asked)
            case AccountChanged() as changed:
                await self.marketplace.tell_owner(changed)
            case _:
                await note(self.marketplace.adapters.begin, envelope)
