"""One history of one city: faults first, then calm, until everything has come to rest."""

import asyncio
from collections import Counter
from collections.abc import Mapping

from attrs import field, frozen

from foodmarket import ports
from foodmarket.adapters.memory import MemoryStore
from foodmarket.adapters.memory.tables import Commit
from foodmarket.domain.orders.model import OrderEvent
from foodmarket.domain.orders.process import ENDS
from foodmarket.domain.payments.model import OperationId
from foodmarket.entrypoints.simulation.banks import ChargesBack, Ties, bank_of
from foodmarket.entrypoints.simulation.crew import (
    AT_ONCE,
    PACES,
    STEPS,
    TRIES,
    Rota,
    Shared,
    due_of,
)
from foodmarket.entrypoints.simulation.errands import Desk
from foodmarket.entrypoints.simulation.faults import Fault, Profile
from foodmarket.entrypoints.simulation.loop import NeverComesToRest, NothingEverHappens, Stopped
from foodmarket.entrypoints.simulation.machines import Server, Site
from foodmarket.entrypoints.simulation.people import People
from foodmarket.entrypoints.simulation.post import Post
from foodmarket.entrypoints.simulation.situations import Situation
from foodmarket.entrypoints.simulation.store import Machine
from foodmarket.entrypoints.simulation.story import hour_of, postings, story_of
from foodmarket.entrypoints.simulation.stream import Hashes, Stream
from foodmarket.entrypoints.simulation.town import plan_town, settle, terms_of
from foodmarket.entrypoints.simulation.verdict import judge, unpaid
from foodmarket.entrypoints.simulation.watch import Watch
from foodmarket.entrypoints.simulation.world import Plan, Violation, World, new_world
from foodmarket.entrypoints.worker.messages import read
from foodmarket.entrypoints.worker.notices import note
from foodmarket.entrypoints.worker.parking import Parking
from foodmarket.ports.outbox import Envelope

HOUR, DAY = 3_600.0, 86_400.0
API, WORKERS = 2, 2
TURNS_PER_ORDER = 3_000  # ten times what a usual history takes
AFTERMATH = 3  # days in which things still go wrong after the last order
LONGEST = 120  # days after which everything has to have come to rest


class Poisoned(Exception):
    """An event that can't be handled, for a reason that somebody will have to mend."""


@frozen(kw_only=True)
class History:
    """What became of one seed.

    ``balances`` are by kind of account, in minor units on its own side. ``hours`` are the hour in
    which each order was placed and how it ended; ``money`` is each posting's hour, kind of account
    and amount. ``story`` is told of the first violation's subject.
    """

    seed: int
    digest: str
    orders: int
    days: float
    ends: Counter[str]
    injected: Counter[Fault]
    reached: Counter[str]
    violations: tuple[Violation, ...]
    story: tuple[str, ...] = field(default=(), repr=False)
    balances: Counter[str] = field(factory=Counter)
    hours: tuple[tuple[int, str], ...] = field(default=(), repr=False)
    money: tuple[tuple[int, str, int], ...] = field(default=(), repr=False)


class City:
    """Everything of one history, wired together."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.bank = bank_of(world, Ties(told=self._told, finished=self._finished))
        self.store = MemoryStore()
        self.watch = Watch(world, self.store.tables)
        terms = terms_of(world.seed, world.plan)
        site = Site(
            store=self.store, observe=self._committed, providers=self._providers, terms=terms
        )
        self.api = [Server(world, site, f"api-{n}", n + 1) for n in range(API)]
        self.workers = [Server(world, site, f"worker-{n}", n + 11) for n in range(WORKERS)]
        self.hashes = Hashes()
        self.stream = Stream(world, arrived=self._arrived, emptied=self._emptied)
        self.post = Post(world, self.bank, self.api)
        self.desk = Desk(world, self.api)
        self.rotas = self._rotas()
        self.poisoned: set[str] = set()
        self.people: People | None = None

    async def live(self) -> None:
        """Live through the days, then through the calm."""
        world = self.world
        town = plan_town(world.seed, world.plan)
        await settle(town, self.store.begin)
        self.people = People(world, town, self.desk, self.store.tables, self.bank, self.post.poke)
        for rota in self.rotas.values():
            rota.look()
        post = asyncio.ensure_future(self.post.run())
        self.people.start()
        await world.loop.wait(world.plan.days * DAY + AFTERMATH * DAY)
        world.note("world", "calm")
        world.calm = True
        for _ in range(4 * LONGEST):
            parked = await self._replay_parked()
            await self.people.see_to_parked()
            if not parked and self._at_rest():
                break
            await world.loop.wait(DAY / 4)
        post.cancel()
        await world.loop.wait(HOUR)  # whoever was at work lays it down

    async def _replay_parked(self) -> int:
        """Send events again that were parked, as staff does; return how many there were."""
        found = await Parking(redis=self.hashes, tries=TRIES).parked()
        for parked in found:
            self.world.reach(Situation.PARKED_EVENT)
            await self.stream.send(self.workers[0], read(parked.message))
        return len(found)

    async def judge(self) -> None:
        """Check everything once more, now that it is over."""
        async with self.store.begin() as uow:
            while await uow.ledger.extend_chain(10_000):
                pass
        await judge(self.watch, self.store, self.bank)

    def history(self) -> History:
        """Return what is worth keeping."""
        world, tables = self.world, self.store.tables
        money = tuple(postings(tables))
        balances: Counter[str] = Counter()
        for _, kind, amount in money:
            balances[kind] += amount
        subject = world.violations[0].subject if world.violations else None
        return History(
            seed=world.seed,
            digest=world.digest(),
            orders=len(tables.orders),
            days=world.loop.time() / DAY,
            ends=Counter(order.state.value for order in tables.orders.values()),
            injected=world.injected,
            reached=world.reached,
            violations=tuple(world.violations),
            story=() if subject is None else tuple(story_of(world, tables, subject)),
            balances=balances,
            hours=tuple(
                (hour_of(order.placed_at), order.state.value) for order in tables.orders.values()
            ),
            money=money,
        )

    def _at_rest(self) -> bool:
        tables = self.store.tables
        return (
            (self.people is None or self.people.idle)
            and not tables.unfinished
            and not tables.unsent
            and all(order.state in ENDS for order in tables.orders.values())
            and all(payout.state.final for payout in tables.payouts.values())
            and not any(unpaid(tables))
        )

    def _providers(
        self, machine: Machine, clock: ports.Clock
    ) -> Mapping[str, ports.PaymentProvider]:
        return {self.bank.name: self.bank.reach(machine, clock)}

    def _rotas(self) -> dict[str, Rota]:
        world, tables, stream = self.world, self.store.tables, self.stream
        shared = Shared(stream=stream, hashes=self.hashes, consume=self._consume)
        dues = due_of(tables, stream)
        heard = isinstance(self.bank, ChargesBack)  # who has none to hear of need not listen
        return {
            step: Rota(world, step, dues[step], self.workers, shared, PACES.get(step, AT_ONCE))
            for step in STEPS
            if step != "listener" or heard
        }

    def _committed(self, commit: Commit) -> None:
        for step, at in self.watch.committed(commit).items():
            self.rotas[step].poke(at)

    def _finished(self, key: str) -> bool:
        operation = self.store.tables.operations.get(OperationId(key))
        return operation is not None and operation.state.final

    def _told(self) -> None:
        self.post.poke()

    def _arrived(self) -> None:
        self.rotas["deliver"].poke()

    def _emptied(self) -> None:
        self.rotas["relay"].poke()

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


def simulate(
    seed: int,
    plan: Plan,
    profile: Profile,
    without: frozenset[int] = frozenset(),
    *,
    hasty: bool = False,
) -> History:
    """Live one history, from its seed to its end.

    ``without`` are rules that nobody looks at; ``hasty`` ends it with the first violation.
    """
    world = new_world(seed, plan, profile)
    world.hasty, world.without = hasty, without
    cities: list[City] = []

    async def story() -> None:
        city = City(world)
        cities.append(city)
        await city.live()
        await city.judge()

    most = TURNS_PER_ORDER * plan.days * max(plan.orders, 20)
    try:
        world.loop.run(story(), most)
    except (NothingEverHappens, NeverComesToRest) as error:
        cities[0].watch.violate(8, "world", type(error).__name__)
    except Stopped:
        pass
    return cities[0].history()
