"""One history of one city: faults first, then calm, until everything has come to rest."""

import asyncio
from collections import Counter
from collections.abc import Mapping

from attrs import field, frozen

from foodmarket import ports
from foodmarket.adapters.memory import MemoryStore
from foodmarket.adapters.memory.tables import Commit
from foodmarket.adapters.sandbox import SandboxBank, SandboxProvider
from foodmarket.adapters.sandbox.bank import Notify
from foodmarket.domain.orders.model import OrderEvent
from foodmarket.domain.orders.process import ENDS
from foodmarket.entrypoints.simulation.crew import STEPS, TRIES, Rota, Shared, due_of
from foodmarket.entrypoints.simulation.errands import Desk
from foodmarket.entrypoints.simulation.faults import Fault, Profile
from foodmarket.entrypoints.simulation.line import FarProvider
from foodmarket.entrypoints.simulation.machines import Server, Site
from foodmarket.entrypoints.simulation.people import People
from foodmarket.entrypoints.simulation.post import Post
from foodmarket.entrypoints.simulation.store import Machine
from foodmarket.entrypoints.simulation.stream import Hashes, Stream
from foodmarket.entrypoints.simulation.town import settle_town, terms_of
from foodmarket.entrypoints.simulation.verdict import judge
from foodmarket.entrypoints.simulation.watch import Watch
from foodmarket.entrypoints.simulation.world import Plan, Violation, World, new_world
from foodmarket.entrypoints.worker.messages import read
from foodmarket.entrypoints.worker.notices import note
from foodmarket.entrypoints.worker.parking import Parking
from foodmarket.ports.outbox import Envelope

HOUR, DAY = 3_600.0, 86_400.0
API, WORKERS = 2, 2
LONGEST = 120  # days after which everything has to have come to rest


class Poisoned(Exception):
    """An event that can't be handled, for a reason that somebody will have to mend."""


@frozen(kw_only=True)
class History:
    """What became of one seed."""

    seed: int
    digest: str
    orders: int
    days: float
    ends: Counter[str]
    injected: Counter[Fault]
    reached: Counter[str]
    violations: tuple[Violation, ...]
    story: tuple[str, ...] = field(default=(), repr=False)


class City:
    """Everything of one history, wired together."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.bank = SandboxBank(
            ":memory:", page_url="https://bank.example", notify=Notify.EVERYTHING
        )
        self.store = MemoryStore()
        self.watch = Watch(world, self.store.tables)
        self.broken: dict[str, float] = {}
        self.secret = f"{world.chance.getrandbits(128):032x}"
        terms = terms_of(world)
        site = Site(
            store=self.store, observe=self._committed, providers=self._providers, terms=terms
        )
        self.api = [Server(world, site, f"api-{n}", n + 1) for n in range(API)]
        self.workers = [Server(world, site, f"worker-{n}", n + 11) for n in range(WORKERS)]
        self.hashes = Hashes()
        self.stream = Stream(world, self._arrived)
        self.post = Post(world, self.bank, self.secret, self.api)
        self.desk = Desk(world, self.api)
        self.rotas = self._rotas()
        self.poisoned: set[str] = set()
        self.people: People | None = None

    async def live(self) -> None:
        """Live through the days, then through the calm."""
        world = self.world
        town = await settle_town(world, self.store)
        self.people = People(world, town, self.desk, self.store.tables, self.bank, self.post.poke)
        tasks = [asyncio.ensure_future(rota.run()) for rota in self.rotas.values()]
        tasks.append(asyncio.ensure_future(self.post.run()))
        self.people.start()
        await asyncio.sleep(world.plan.days * DAY + 12 * HOUR)
        world.note("world", "calm")
        world.calm = True
        await self._replay_parked()
        for _ in range(4 * LONGEST):
            if self._at_rest():
                break
            await asyncio.sleep(DAY / 4)
        for task in tasks:
            task.cancel()
        await asyncio.sleep(HOUR)  # whoever was at work lays it down

    async def _replay_parked(self) -> None:
        """Mend what poisoned events, and send them again, as staff does."""
        parking = Parking(redis=self.hashes, tries=TRIES)
        for parked in await parking.parked():
            self.world.reach("parked event replayed")
            await self.stream.send(self.workers[0], read(parked.message))

    async def judge(self) -> None:
        """Check everything once more, now that it is over."""
        async with self.store.begin() as uow:
            while await uow.ledger.extend_chain(10_000):
                pass
        await judge(self.watch, self.store, self.bank)

    def history(self) -> History:
        """Return what is worth keeping."""
        world, tables = self.world, self.store.tables
        ends = Counter(order.state.value for order in tables.orders.values())
        return History(
            seed=world.seed,
            digest=world.digest(),
            orders=len(tables.orders),
            days=world.loop.time() / DAY,
            ends=ends,
            injected=world.injected,
            reached=world.reached,
            violations=tuple(world.violations),
        )

    def _at_rest(self) -> bool:
        tables = self.store.tables
        return (
            (self.people is None or self.people.idle)
            and not tables.unfinished
            and not tables.unsent
            and all(order.state in ENDS for order in tables.orders.values())
            and all(payout.state.final for payout in tables.payouts.values())
        )

    def _providers(
        self, machine: Machine, clock: ports.Clock
    ) -> Mapping[str, ports.PaymentProvider]:
        del clock  # the bank goes by the true time
        sandbox = SandboxProvider(bank=self.bank, clock=self.world.clock, secret=self.secret)
        line = FarProvider(provider=sandbox, machine=machine, told=self._told, broken=self.broken)
        return {sandbox.name: line}

    def _rotas(self) -> dict[str, Rota]:
        world, tables, stream = self.world, self.store.tables, self.stream
        shared = Shared(stream=stream, hashes=self.hashes, consume=self._consume)
        dues = due_of(tables, world)
        dues["deliver"] = lambda: world.now() if stream.unread_messages else None
        return {step: Rota(world, step, dues[step], self.workers, shared) for step in STEPS}

    def _committed(self, commit: Commit) -> None:
        for step in self.watch.committed(commit):
            self.rotas[step].poke()

    def _told(self) -> None:
        self.post.poke()

    def _arrived(self) -> None:
        self.rotas["deliver"].poke()

    async def _consume(self, server: Server, envelope: Envelope) -> None:
        world, event = self.world, envelope.event
        if world.hits(Fault.POISON, event.subject):
            self.poisoned.add(envelope.id)
            self.watch.exempt.add(envelope.id)
        if envelope.id in self.poisoned and not world.calm:
            raise Poisoned
        await note(server.market.adapters.begin, envelope)
        self.watch.note_consumed(envelope)
        server.moment(Fault.CRASH_BEFORE_ACKNOWLEDGE, event.subject)
        if isinstance(event, OrderEvent) and self.people is not None:
            self.people.hear(event)


def simulate(seed: int, plan: Plan, profile: Profile) -> History:
    """Live one history, from its seed to its end."""
    world = new_world(seed, plan, profile)

    async def story() -> History:
        city = City(world)
        await city.live()
        await city.judge()
        return city.history()

    return world.loop.run(story())
