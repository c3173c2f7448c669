"""Each rail as a journey of money needs it: a card, a cook's accounts, and a way to go wrong."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

from attrs import evolve, frozen

from foodmarket import ports
from foodmarket.adapters.sandbox import SandboxBank, SandboxProvider
from foodmarket.adapters.system import AdjustableClock
from foodmarket.domain.escrow import Terms
from foodmarket.entrypoints.bootstrap import in_memory
from foodmarket.entrypoints.marketplace import wire
from tests.integration.http.apps import served
from tests.integration.http.conftest import NOON, WEEKS, Town, client
from tests.integration.stripe import scene as stripe
from tests.integration.yookassa import scene as yookassa

RAILS = ("sandbox", "stripe-sim", "yookassa-sim")
LIMIT = 50_000  # minor units; a refund of more needs a second person


class Line(Protocol):
    """The line to a double of a provider, on which things can be made to go wrong."""

    async def go_wrong(self, operation: str, fault: str, times: int = 1) -> None:
        """Let the next ``times`` requests of an operation go wrong."""
        ...


@frozen(kw_only=True)
class MoneyRail:
    """A rail and its double.

    ``refusing_card`` is one whose first refund is refused; ``refusal`` is the fault by which a
    double refuses one, after being asked ``asked_each`` times. ``account`` can be paid,
    ``closed_account`` can't.
    """

    provider: ports.PaymentProvider
    clock: AdjustableClock
    line: Line | None
    card: str
    refusing_card: str
    refusal: str = ""
    asked_each: int = 1
    account: str
    closed_account: str

    @property
    def name(self) -> str:
        return self.provider.name

    async def refuse_refunds(self, times: int) -> None:
        """Let the provider refuse the next refunds; the sandbox's card does so by itself."""
        if self.line is not None:
            await self.line.go_wrong("refund", self.refusal, times * self.asked_each)


@asynccontextmanager
async def rail_of(name: str) -> AsyncIterator[MoneyRail]:
    """Open a rail to its double, which is served on loopback."""
    match name:
        case "stripe-sim":
            async with stripe.scene() as door:
                yield MoneyRail(
                    provider=door.provider,
                    clock=door.clock,
                    line=door,
                    card=stripe.TOKENS["ok"],
                    refusing_card=stripe.TOKENS["ok"],
                    refusal="decline",
                    account=door.destination,
                    closed_account="nobody",
                )
        case "yookassa-sim":
            async with yookassa.scene() as opened:
                yield MoneyRail(
                    provider=opened.provider,
                    clock=opened.clock,
                    line=opened,
                    card=yookassa.TOKENS["ok"],
                    refusing_card=yookassa.TOKENS["ok"],
                    refusal="refund_fails",
                    asked_each=2,  # it is pending at first
                    account=opened.destination,
                    closed_account="sim_refused_card",
                )
        case _:
            clock = AdjustableClock(NOON)
            bank = SandboxBank(":memory:")
            yield MoneyRail(
                provider=SandboxProvider(bank=bank, clock=clock, secret="only for tests"),
                clock=clock,
                line=None,
                card="sandbox_ok",
                refusing_card="sandbox_refund_fails",
                account="sandbox_account",
                closed_account="sandbox_fails",
            )
            bank.close()


@asynccontextmanager
async def town_on(rail: MoneyRail) -> AsyncIterator[Town]:
    """Open a marketplace in memory whose customers pay over the rail."""
    adapters = evolve(in_memory(rail.clock).adapters, providers={rail.name: rail.provider})
    terms = Terms(refund_approval_limit=LIMIT)
    market = wire(adapters, terms=lambda: terms, session_terms=WEEKS)

    async def ready() -> dict[str, bool]:
        return {}

    with served(market, ready) as app:
        async with client(app) as http:
            yield Town(market, rail.clock, http, {})
