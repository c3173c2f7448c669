"""What is planted into a provider's own report is named for what it is, over HTTP.

`PlantedReports` drives orders and staff against a provider's double. A rail takes part with a
fixture ``planter`` (`Planter`) in a test module of its own, like `rails.matrix.FaultMatrix`.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, Protocol

from attrs import define

from foodmarket.adapters.memory import (
    MemoryGate,
    MemoryLimiter,
    MemoryNotifier,
    MemoryPasswords,
    MemoryPresence,
    MemorySessions,
    MemoryStore,
    MemoryTombstones,
    MemoryVault,
)
from foodmarket.adapters.system import SystemIds
from foodmarket.adapters.webauthn import WebauthnAuthenticators
from foodmarket.domain.accounts import Duty
from foodmarket.domain.orders.process import Trigger
from foodmarket.entrypoints.http import HttpSettings, create_app
from foodmarket.entrypoints.marketplace import Adapters, Marketplace, wire
from foodmarket.ports.contracts.samples import an_address
from foodmarket.ports.contracts.stage import Stage
from tests.integration.http.conftest import Person, Town, client
from tests.integration.rails.matrix import Rail

FEE, LESS = 7, 100  # minor units by which a fee and an amount are changed
KINDS = (
    *("missing", "duplicate", "wrong_amount", "wrong_day"),
    *("unknown_reference", "fee_difference"),
)


class Planter(Protocol):
    """The side door into a double's report. ``reference`` is the payment's at the provider."""

    @property
    def rail(self) -> Rail:
        """Return the rail whose double it is."""
        ...

    def missing(self, reference: str) -> None:
        """Take the capture out."""
        ...

    def duplicate(self, reference: str) -> None:
        """Report the capture once more."""
        ...

    def wrong_amount(self, reference: str) -> None:
        """Report `LESS` than was captured."""
        ...

    def wrong_day(self, reference: str) -> None:
        """Report the capture two days late."""
        ...

    def unknown_reference(self, reference: str) -> None:
        """Report a capture like it that is nobody's."""
        ...

    def fee_difference(self, reference: str) -> None:
        """Report `FEE` more than was kept."""
        ...

    def keep(self) -> Callable[[], None]:
        """Return what makes the report as it is now."""
        ...


@define
class Office:
    """Somebody of finance, and the market to look after."""

    planter: Planter
    market: Marketplace
    store: MemoryStore
    town: Town
    finance: Person

    async def captured(self, count: int) -> list[str]:
        """Sell so many meals; return the payments by their reference at the provider."""
        shop = await Stage(self.store.begin).shop()
        rail, references = self.planter.rail, []
        method = await self.market.save_method(
            shop.buyer, provider=rail.provider.name, token=rail.tokens["ok"], label="•"
        )
        for _ in range(count):
            placed = await self.market.place_order(
                shop.buyer,
                slot_id=shop.slot.id,
                wanted={shop.dishes[0].id: 1},
                address=an_address(),
                method_id=method.id,
            )
            done = await self.market.move_order(shop.chef, placed.order.id, Trigger.ACCEPT)
            assert done.payment.reference is not None
            references.append(done.payment.reference)
        return references

    async def reconciled(self, day: str) -> dict[str, Any]:
        place = f"/v1/staff/reconciliation/{self.planter.rail.provider.name}/{day}"
        answer = await self.finance.post(place, key=None)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def decided(self, it: dict[str, Any], verb: str, body: object) -> dict[str, Any]:
        answer = await self.finance.post(f"/v1/staff/discrepancies/{it['id']}/{verb}", body)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


@asynccontextmanager
async def office(planter: Planter) -> AsyncIterator[Office]:
    """Open a marketplace over the rail, behind its HTTP API."""
    store, clock = MemoryStore(), planter.rail.clock
    sessions, limiter = MemorySessions(clock), MemoryLimiter(clock)
    market = wire(
        Adapters(
            begin=store.begin,
            clock=clock,
            ids=SystemIds(),
            passwords=MemoryPasswords(),
            sessions=sessions,
            limiter=limiter,
            gate=MemoryGate(sessions, limiter),
            presence=MemoryPresence(clock),
            audit=store.audit,
            authenticators=WebauthnAuthenticators("http://127.0.0.1:8000"),
            tombstones=MemoryTombstones(),
            vault=MemoryVault(),
            notifier=MemoryNotifier(),
            providers={planter.rail.provider.name: planter.rail.provider},
        ),
        return_url="https://shop.example/orders",
    )

    async def ready() -> dict[str, bool]:
        return {}

    async with client(create_app(market, settings=HttpSettings(), ready=ready)) as http:
        town = Town(market, clock, http, {})
        finance = await town.staff(Duty.FINANCE, name="finance")
        yield Office(planter, market, store, town, finance)


class PlantedReports:
    """Fixture: ``planter``."""

    async def test_each_difference_is_classified_and_resolved(self, planter: Planter) -> None:
        async with office(planter) as at:
            references = await at.captured(7)
            clock = planter.rail.clock
            day = clock.now().date().isoformat()
            clock.advance(timedelta(days=3))
            at.finance = await at.town.sign_in("finance@example.org")
            clean = await at.reconciled(day)
            assert (clean["matched"], clean["unresolved"], clean["items"]) == (7, 0, [])

            restore = planter.keep()
            for kind, reference in zip(KINDS, references, strict=False):
                getattr(planter, kind)(reference)
            found = await at.reconciled(day)
            amount = found["items"][0]["booked"] or found["items"][0]["reported"]
            whole = amount["amount"]
            assert {it["kind"]: it["unexplained"]["amount"] for it in found["items"]} == {
                "missing_at_provider": -whole,
                "duplicate": whole,
                "wrong_amount": -LESS,
                "wrong_day": 0,
                "unknown_reference": whole,
                "fee_difference": -FEE,
            }
            assert found["unresolved"] == 6
            again = await at.reconciled(day)
            assert ids(again) == ids(found)

            by_kind = {it["kind"]: it for it in found["items"]}
            fee = await at.decided(by_kind["fee_difference"], "correct", {})
            assert (fee["state"], fee["proposal"]["against"]) == ("resolved", "provider_fees")
            strange = await at.decided(by_kind["unknown_reference"], "correct", {"note": "?"})
            assert (strange["state"], strange["proposal"]["note"]) == ("resolved", "?")
            explained = await at.decided(
                by_kind["wrong_day"], "explain", {"explanation": "other_cut_off"}
            )
            assert explained["state"] == "explained"
            restore()
            for number in (4, 5):  # what was corrected is still reported like that
                getattr(planter, KINDS[number])(references[number])
            ended = await at.reconciled(day)
            assert ended["unresolved"] == 0, ended
            assert {it["kind"]: it["resolved_by"] for it in ended["items"]} == {
                "missing_at_provider": "match",
                "duplicate": "match",
                "wrong_amount": "match",
                "wrong_day": "explanation",
                "unknown_reference": "correction",
                "fee_difference": "correction",
            }
            assert [f async for f in at.store.audit.findings() if f.violations] == []


def ids(found: dict[str, Any]) -> dict[str, str]:
    return {it["id"]: it["state"] for it in found["items"]}
