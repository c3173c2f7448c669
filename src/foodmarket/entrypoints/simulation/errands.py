"""How people reach the marketplace: over lines that fail, with a key that makes trying safe."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from attrs import define, field

from foodmarket import ports
from foodmarket.domain.accounts.model import Actor
from foodmarket.domain.kernel.errors import Refusal, StaleFacts, Unavailable
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.orders.model import OrderId, Purchase
from foodmarket.entrypoints.answering import Given, KeyReused, RequestInProgress, answer
from foodmarket.entrypoints.marketplace import Marketplace
from foodmarket.entrypoints.simulation.faults import Fault
from foodmarket.entrypoints.simulation.machines import LineDown, Server
from foodmarket.entrypoints.simulation.situations import Situation
from foodmarket.entrypoints.simulation.world import World

UNFINISHED = timedelta(seconds=60)
TRIES = 15
Act = Callable[[Marketplace, ports.Key], Awaitable[Purchase]]


class GaveUp(Exception):
    """The marketplace did not answer for a long time."""


@define
class Desk:
    """Takes a request to a machine again and again until there is an answer to its key."""

    world: World
    servers: Sequence[Server]
    answers: dict[tuple[str, str], bytes] = field(factory=dict)

    async def ask(self, actor: Actor, text: str, act: Act, wanted: str = "") -> OrderId:
        """Return the order of the answer. Raises `Refusal` and `GaveUp`.

        ``wanted`` is what is asked for under the key; the same key with the same wish always has
        the same answer, which is checked here.
        """
        owner = actor.account_id
        if owner is None:
            raise ValueError("only people ask")
        key = ports.Key(owner=owner, text=text, fingerprint=wanted or text)
        for tried in range(TRIES):
            server = self.servers[int(self.world.chance.random() * len(self.servers))]
            try:
                given = await server.carry(lambda market: _keyed(market, key, act))
            except (LineDown, Unavailable, RequestInProgress, StaleFacts) as error:
                if isinstance(error, RequestInProgress):
                    self.world.reach(Situation.IN_PROGRESS)
                await self.world.loop.wait(self.world.chance.uniform(2.0, 20.0) * (1 + tried))
                continue
            if self.world.hits(Fault.ANSWER_LOST, text):
                await self.world.loop.wait(self.world.chance.uniform(1.0, 90.0))
                continue
            return self._checked(key, given)
        raise GaveUp

    async def plain(self, work: Callable[[Marketplace], Awaitable[object]]) -> Refusal | None:
        """Do something without a key of ours; return how it was refused. Raises `GaveUp`."""
        for tried in range(TRIES):
            server = self.servers[int(self.world.chance.random() * len(self.servers))]
            try:
                await server.carry(work)
            except (LineDown, Unavailable, StaleFacts):
                await self.world.loop.wait(2.0 * (1 + tried))
                continue
            except Refusal as refusal:
                return refusal
            if not self.world.hits(Fault.ANSWER_LOST):
                return None
            await self.world.loop.wait(self.world.chance.uniform(1.0, 90.0))
        raise GaveUp

    def _checked(self, key: ports.Key, given: Given) -> OrderId:
        place = (str(key.owner), key.text)
        first = self.answers.setdefault(place, given.body)
        if given.replayed:
            self.world.reach(Situation.REPLAYED)
        if first != given.body:
            text = f"first {first!r}, then {given.body!r}"
            self.world.violate(12, given.body.decode().partition(" ")[0], text)
        return OrderId(given.body.decode().partition(" ")[0])


async def _keyed(market: Marketplace, key: ports.Key, act: Act) -> Given:
    async def acted(key: ports.Key) -> bytes:
        return _shown(await act(market, key))

    async def shown(subject: Id) -> bytes:
        return _shown(await market.resume.perform.load(OrderId(subject)))

    return await answer(market.adapters, key, 200, acted, shown, UNFINISHED)


def _shown(purchase: Purchase) -> bytes:
    return f"{purchase.order.id} {purchase.order.state} {purchase.order.version}".encode()


__all__ = ["Act", "Desk", "GaveUp", "KeyReused"]
