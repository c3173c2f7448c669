"""What everybody in a simulated city shares: time, chance, the trace, and what was reached."""

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime
from hashlib import blake2b
from random import Random

from attrs import Factory, define, field, frozen

from foodmarket.entrypoints.simulation.faults import Fault, Profile
from foodmarket.entrypoints.simulation.ids import START, SkewedClock
from foodmarket.entrypoints.simulation.loop import VirtualLoop, virtual_loop


@frozen(kw_only=True)
class Plan:
    """How large a city is, and how long it lives; ``days`` have ``orders`` each.

    ``short_terms`` let dispute windows close within days, so that a history ends sooner. ``rail``
    is whom the money goes through: ``sandbox``, ``stripe`` or ``yookassa``.
    """

    days: int = 1
    orders: int = 20
    customers: int = 8
    cooks: int = 3
    short_terms: bool = True
    rail: str = "sandbox"


@frozen
class Violation:
    """Something that must always be true was not; ``subject`` is what its story is about."""

    rule: int
    subject: str
    at: float
    text: str


@define
class World:
    """One history under way.

    ``calm`` is True once nothing goes wrong any more. A ``hasty`` one ends with the first
    violation. ``trip`` is how long a commit may take, in seconds, and ``skews`` by how much each
    machine's clock is off. ``without`` are the numbers of rules that nobody looks at, to see what
    they are for.
    """

    seed: int
    plan: Plan
    profile: Profile
    chance: Random
    loop: VirtualLoop
    calm: bool = False
    hasty: bool = False
    without: frozenset[int] = frozenset()
    trip: float = 0.02
    skews: list[float] = field(factory=list)
    injected: Counter[Fault] = field(factory=Counter)
    reached: Counter[str] = field(factory=Counter)
    violations: list[Violation] = field(factory=list)
    trace: list[tuple[float, str, str]] = field(factory=list)
    clock: SkewedClock = Factory(lambda self: SkewedClock(self.loop.time), takes_self=True)

    def now(self) -> datetime:
        """Return the true time."""
        return self.clock.now()

    def note(self, subject: str, what: str) -> None:
        """Remember what happened to a subject, for its story and for the digest of the run."""
        self.trace.append((self.loop.time(), subject, what))

    def reach(self, situation: str) -> None:
        """Count a situation that a run has to get into."""
        self.reached[situation] += 1

    def violate(self, rule: int, subject: str, text: str) -> None:
        """Note that something which must always be true is not, unless nobody looks at it."""
        if rule in self.without:
            return
        self.note(subject, f"VIOLATED {rule}: {text}")
        self.violations.append(Violation(rule, subject, self.loop.time(), text))
        if self.hasty:
            self.loop.stopped = True

    def hits(self, fault: Fault, subject: str = "") -> bool:
        """Tell whether the fault strikes now."""
        rate = self.profile.rates.get(fault)
        if rate is None or self.calm or self.chance.random() >= rate:
            return False
        self.injected[fault] += 1
        self.reached[f"fault: {fault}"] += 1
        self.note(subject, f"fault {fault}")
        return True

    def seconds_until(self, instant: datetime) -> float:
        """Return how long it takes until then; nothing where that has passed."""
        return max((instant - START).total_seconds() - self.loop.time(), 0.0)

    def seconds_until_about(self, instant: datetime) -> float:
        """Return how long it takes until about then.

        Mostly that is when a machine takes it to be then, give or take a commit, so that whoever
        comes races with what that machine does because of the time; else it is well before, or
        after a lease of a machine that died at it.
        """
        if self.chance.random() < 0.3:
            about = self.chance.uniform(-10.0, 35.0)
        else:
            about = self.chance.uniform(-self.trip, self.trip) - self.chance.choice(self.skews)
        return max(self.seconds_until(instant) + about, 0.0)

    def digest(self) -> str:
        """Return what stands for the whole history: equal digests, equal histories."""
        text = "\n".join(f"{at:.6f}|{subject}|{what}" for at, subject, what in self.trace)
        facts = f"{text}\n{self.loop.turns}|{self.loop.time():.6f}|{self.chance.random()}"
        return blake2b(facts.encode(), digest_size=16).hexdigest()


TRIPS = (0.02, 0.02, 0.5, 4.0, 12.0)  # seconds; a slow store makes races likely
Act = Callable[[], Awaitable[object]]


def new_world(seed: int, plan: Plan, profile: Profile) -> World:
    """Return a world at its beginning."""
    chance = Random(f"{seed}")
    return World(
        seed=seed,
        plan=plan,
        profile=profile,
        chance=chance,
        trip=chance.choice(TRIPS),
        loop=virtual_loop(Random(f"{seed}/turns")),
    )
