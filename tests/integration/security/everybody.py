"""One world with everybody and everything in it, in which each route can be called by each."""

import hashlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from attrs import define, evolve, fields

from foodmarket.adapters.memory import MemoryStore
from foodmarket.adapters.system import AdjustableClock
from foodmarket.domain.accounts import CookId, Duty, Role
from foodmarket.domain.kernel.money import Money
from foodmarket.entrypoints.bootstrap import in_memory
from foodmarket.entrypoints.http import HttpSettings
from foodmarket.entrypoints.texts.consents import consent_documents
from tests.integration.http.apps import served
from tests.integration.http.conftest import NOON, PASSWORD, WEEKS, Dinner, Person, Town, client
from tests.integration.http.device import Device
from tests.integration.http.test_passkeys import added
from tests.integration.security.test_requirement_13_api_keys import made

NOBODY = "nobody"
STAFF = {
    "staff": (),
    "support": (Duty.SUPPORT,),
    "finance": (Duty.FINANCE,),
    "chief": (Duty.SUPPORT, Duty.FINANCE),
}
EMAILS = {
    "customer": "anna@example.org",
    "other_customer": "stranger@example.org",
    "cook": "vera@example.org",
    "other_cook": "boris@example.org",
    "courier": "courier@example.org",
    "partner": "partner@example.org",
    "other_partner": "other@example.org",
    **{name: f"{name}@example.org" for name in STAFF},
}
PROGRAM = "program"  # of the partner's, with a key that opens the menu
ACTORS = (NOBODY, *EMAILS, PROGRAM)
STRANGERS = (NOBODY, "other_customer", "other_cook", "other_partner", PROGRAM)
LARGE = {"liable": "platform", "reason": "quality"}  # all of it, which needs a second person
DISPUTE = {"offer": {"words": "Простите"}}
# What a refused request may leave behind: that it came, and nothing else.
TRACES = frozenset({"audit_log", "audit_chain"})


@define
class Everybody:
    """The people by name, the ids of things by name, and what only its owners may see."""

    town: Town
    store: MemoryStore
    people: dict[str, Person]
    things: dict[str, str]
    private: dict[str, str]

    def stored(self) -> dict[str, str]:
        """Return a digest of each table, but for those that tell of refusals."""
        return {
            it.name: hashlib.sha256(repr(getattr(self.store.tables, it.name)).encode()).hexdigest()
            for it in fields(type(self.store.tables))
            if it.name not in TRACES
        }

    async def sign_in_anew(self) -> None:
        """Sign in whoever was signed out."""
        for name, email in EMAILS.items():
            if (await self.people[name].get("/v1/me")).status_code == 401:
                self.people[name] = await self.town.sign_in(email)


@asynccontextmanager
async def open_world() -> AsyncIterator[Everybody]:
    """Serve a world in memory, in which nothing is counted."""

    async def ready() -> Mapping[str, bool]:
        return {"postgres": True, "redis": True}

    clock = AdjustableClock(NOON)
    market = in_memory(clock, WEEKS)
    with served(market, ready, HttpSettings(quotas={})) as app:
        async with client(app) as http:
            town = Town(market, clock, http, {})
            begin: Any = market.adapters.begin  # of the store that lives in memory
            world = Everybody(town, begin.__self__, {NOBODY: town.nobody}, {}, {})
            await _people(world)
            await _things(world)
            yield world


async def _people(world: Everybody) -> None:
    town, people = world.town, world.people
    people["customer"] = await town.customer("anna")
    people["other_customer"] = await town.customer("stranger")
    people["cook"], world.things["cook"] = await town.cook("vera")
    people["other_cook"], world.things["other cook"] = await town.cook("boris")
    roles = {"courier": Role.COURIER, "partner": Role.PARTNER, "other_partner": Role.PARTNER}
    for name, role in roles.items():
        await town.market.register_account(
            name=name, email=EMAILS[name], password=PASSWORD, role=role
        )
        people[name] = await town.sign_in(EMAILS[name])
    for name, duties in STAFF.items():
        people[name] = await town.staff(*duties, name=name)


async def _things(world: Everybody) -> None:
    town, people, things = world.town, world.people, world.things
    cook, customer = people["cook"], people["customer"]
    dish = await town.dish(cook, portions=1000)
    things["dish"] = dish
    dinner = Dinner(town, cook, things["cook"], customer, dish, await _slot(world))
    await _payout(world, dinner)
    dinner.slot = await _slot(world)
    await _discrepancies(world, dinner)
    dinner.slot = await _slot(world)
    things["slot"], things["slot to close"] = dinner.slot, await town.slot(cook, days=3)
    await _orders(world, dinner)
    await _refunds(world, dinner)
    await _disputes(world, dinner)
    await _credentials(world)
    things["method"] = (await customer.get("/v1/payment-methods")).json()["items"][0]["id"]
    for it in consent_documents():
        things[f"consent {it.purpose}"] = it.digest


async def _slot(world: Everybody) -> str:
    return await world.town.slot(world.people["cook"], days=2, portions=1000)


async def _payout(world: Everybody, dinner: Dinner) -> None:
    order = await dinner.delivered()
    await dinner.move(dinner.customer, order, "confirm")
    where = {"provider": "sandbox", "destination": "sandbox_account", "password": PASSWORD}
    await dinner.cook.post("/v1/payout-plan/destination", where, key=None)
    world.town.clock.advance(timedelta(days=4))
    (payout,) = await world.town.market.pay_cook(CookId(dinner.cook_id))
    world.things["payout"] = world.private["payout"] = str(payout.id)


async def _discrepancies(world: Everybody, dinner: Dinner) -> None:
    """Four that a second person has to look at: two are open, two are proposed."""
    for _ in range(4):
        await dinner.delivered()
    provider: Any = world.town.market.adapters.providers["sandbox"]
    moved = provider.bank._book.pages.movements
    moved[:] = [evolve(it, fee=it.fee and it.fee + Money(500_001, it.fee.currency)) for it in moved]
    day = world.town.clock.now().date()
    world.things["day"] = str(day)
    world.town.clock.advance(timedelta(days=2))
    asker = await world.town.staff(Duty.FINANCE, name="asker")
    found = (await asker.post(f"/v1/staff/reconciliation/sandbox/{day}", key=None)).json()
    names = ("open 1", "open 2", "proposed 1", "proposed 2")
    for name, it in zip(names, found["items"], strict=True):
        world.things[f"discrepancy {name}"] = world.private[name] = it["id"]
        if "proposed" in name:
            place = f"/v1/staff/discrepancies/{it['id']}/correct"
            asked = await asker.post(place, {"against": "written_off"})
            assert asked.json()["state"] == "proposed", asked.text


async def _orders(world: Everybody, dinner: Dinner) -> None:
    """One order for each move, in the state in which it can be made."""
    ways: dict[str, tuple[str, ...]] = {
        "to accept": (),
        "to reject": (),
        "to cancel": (),
        "to start": ("accept",),
        "to ready": ("accept", "start"),
        "to hand over": ("accept", "start", "ready"),
        "to confirm": ("accept", "start", "ready", "hand-over"),
        "to complain": ("accept", "start", "ready", "hand-over"),
        "to resolve": ("accept", "start", "ready", "hand-over", "complain"),
        "delivered": ("accept", "start", "ready", "hand-over"),
    }
    for name, verbs in ways.items():
        order = await dinner.order()
        for verb in verbs:
            who = dinner.customer if verb == "complain" else dinner.cook
            body = {
                "hand-over": {"code": order["delivery_code"]},
                "complain": {"reason": "quality"},
            }
            await dinner.move(who, order, verb, body.get(verb))
        world.things[f"order {name}"] = world.private[f"order {name}"] = order["id"]
        if name == "to hand over":
            world.things["delivery code"] = order["delivery_code"]


async def _refunds(world: Everybody, dinner: Dinner) -> None:
    """Two that wait for a second person."""
    asker = await world.town.staff(Duty.SUPPORT, name="refunder")
    for name in ("requested 1", "requested 2"):
        order = await dinner.delivered(await dinner.body(quantity=12))
        asked = await asker.post(f"/v1/orders/{order['id']}/refunds", LARGE)
        assert asked.json()["state"] == "requested", asked.text
        world.things[f"refund {name}"] = asked.json()["id"]
    world.private["refund"] = world.things["refund requested 1"]


async def _disputes(world: Everybody, dinner: Dinner) -> None:
    """Complaints: two are the cook's turn, two the customer's, and one is staff's."""
    ways = {
        "opened 1": "",
        "opened 2": "",
        "offered 1": "offer",
        "offered 2": "offer",
        "escalated": "escalate",
    }
    for name, verb in ways.items():
        order = await dinner.delivered()
        await dinner.move(dinner.customer, order, "complain", {"reason": "quality"})
        (found,) = (await dinner.customer.get(f"/v1/orders/{order['id']}/disputes")).json()["items"]
        world.things[f"dispute {name}"] = world.private[f"dispute {name}"] = found["id"]
        if verb:
            moved = await dinner.cook.post(f"/v1/disputes/{found['id']}/{verb}", DISPUTE.get(verb))
            assert moved.status_code == 200, moved.text


async def _credentials(world: Everybody) -> None:
    """Two codes of the customer's, a second session and a passkey; a key; a cook's document."""
    customer, town, things = world.people["customer"], world.town, world.things
    asked = await customer.post("/v1/me/codes", {"purpose": "email"}, key=None)
    things["challenge"], things["code"] = asked.json()["id"], await town.code()
    email = {"email": EMAILS["customer"]}
    forgot = await town.nobody.post("/v1/password-resets", email, key=None)
    things["reset"], things["reset code"] = forgot.json()["id"], await town.code()
    before = {it["id"] for it in (await customer.get("/v1/sessions")).json()["items"]}
    await town.sign_in(EMAILS["customer"])
    after = {it["id"] for it in (await customer.get("/v1/sessions")).json()["items"]}
    (things["session"],) = after - before
    world.private["session"] = things["session"]
    things["passkey"] = await added(customer, Device())
    key = await made(world.people["partner"], "menu:read")
    things["key"], world.private["key"] = key["id"], key["prefix"]
    world.people[PROGRAM] = Person(town.http, key["key"])
    permit = {"kind": "medical_book", "reference": "77-0123456", "expires_on": "2031-05-01"}
    named = await world.people["cook"].post("/v1/permits", permit, key=None)
    things["permit"] = world.private["permit"] = named.json()["id"]
    things["account"] = (await customer.get("/v1/me")).json()["account_id"]
    world.private["account"], world.private["email"] = things["account"], EMAILS["customer"]
