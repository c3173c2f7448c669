"""A marketplace in memory behind the HTTP API, driven in-process, with a clock that we move."""

import itertools
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from attrs import define, field
from litestar import Litestar

from foodmarket.adapters.memory import MemoryNotifier
from foodmarket.adapters.system import AdjustableClock
from foodmarket.domain.accounts import Duty, Role, SessionTerms
from foodmarket.domain.accounts.messages import Message
from foodmarket.entrypoints.bootstrap import in_memory
from foodmarket.entrypoints.marketplace import Marketplace
from foodmarket.entrypoints.worker.consume import Consume
from tests.integration.http.apps import served

NOON = datetime(2030, 5, 1, 9, 0, tzinfo=UTC)
LONG = timedelta(weeks=20)  # people stay signed in while weeks pass in a test
WEEKS = SessionTerms(idle=LONG, lasting=LONG, staff_idle=LONG, staff_lasting=LONG)
PASSWORD = "a long sentence nobody guesses"
ADDRESS = {"city": "Самара", "street": "ул. Куйбышева, 10", "details": "кв. 5", "phone": "+7900"}


@define
class Person:
    """Somebody who is signed in, and calls the API."""

    http: httpx.AsyncClient
    token: str
    keys: Any = field(factory=lambda: itertools.count(1))

    async def get(self, path: str, **params: Any) -> httpx.Response:
        return await self.http.get(path, headers=self.headers(), params=params)

    async def post(
        self, path: str, body: object = None, key: str | None = "", **headers: str
    ) -> httpx.Response:
        """``key``: empty for a new one, None for none."""
        sent = self.headers() | {name.replace("_", "-"): text for name, text in headers.items()}
        if key is not None:
            sent["idempotency-key"] = key or f"{self.token[:8]}-{next(self.keys)}"
        return await self.http.post(path, json=body, headers=sent)

    async def patch(self, path: str, body: object) -> httpx.Response:
        return await self.http.patch(path, json=body, headers=self.headers())

    async def put(self, path: str, body: object) -> httpx.Response:
        return await self.http.put(path, json=body, headers=self.headers())

    async def delete(self, path: str) -> httpx.Response:
        return await self.http.delete(path, headers=self.headers())

    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"} if self.token else {}


@define
class Town:
    """Everything that a story needs."""

    market: Marketplace
    clock: AdjustableClock
    http: httpx.AsyncClient
    ready: dict[str, bool]

    @property
    def nobody(self) -> Person:
        return Person(self.http, "")

    async def customer(
        self, name: str = "anna", card: str = "sandbox_ok", provider: str = "sandbox"
    ) -> Person:
        email = f"{name}@example.org"
        made = await self.http.post(
            "/v1/customers", json={"name": name, "email": email, "password": PASSWORD}
        )
        assert made.status_code == 201, made.text
        person = await self.sign_in(email)
        saved = await person.post(
            "/v1/payment-methods", {"provider": provider, "token": card, "label": "карта"}
        )
        assert saved.status_code == 201, saved.text
        return person

    async def staff(self, *duties: Duty, name: str = "staff") -> Person:
        email = f"{name}@example.org"
        await self.market.register_account(
            name=name,
            email=email,
            password=PASSWORD,
            role=Role.STAFF,
            duties=frozenset(duties),
        )
        return await self.sign_in(email)

    async def sign_in(self, email: str, password: str = PASSWORD) -> Person:
        opened = await self.http.post("/v1/sessions", json={"email": email, "password": password})
        assert opened.status_code == 201, opened.text
        self.http.cookies.clear()
        return Person(self.http, opened.json()["token"])

    async def cook(self, name: str = "vera") -> tuple[Person, str]:
        email = f"{name}@example.org"
        made = await self.http.post(
            "/v1/cooks",
            json={
                "name": name,
                "email": email,
                "password": PASSWORD,
                "kitchen": {"ru": f"Кухня {name}"},
                "city": "Самара",
                "time_zone": "Europe/Samara",
                "delivery_fee": {"amount": 15000, "currency": "RUB"},
            },
        )
        assert made.status_code == 201, made.text
        return await self.sign_in(email), made.json()["id"]

    async def dish(self, cook: Person, name: str = "Борщ", portions: int = 10) -> str:
        made = await cook.post("/v1/dishes", complete_dish(name) | {"portions": portions})
        assert made.status_code == 201, made.text
        dish_id = str(made.json()["id"])
        published = await cook.post(f"/v1/dishes/{dish_id}/publish")
        assert published.json()["status"] == "published", published.text
        return dish_id

    async def slot(self, cook: Person, days: int = 1, portions: int = 20) -> str:
        start = self.clock.now() + timedelta(days=days)
        body = slot_body(start) | {"portions": portions}
        opened = await cook.post("/v1/slots", {"slots": [body]})
        assert opened.status_code == 201, opened.text
        return str(opened.json()["items"][0]["id"])

    async def told(self) -> list[Message]:
        """Have the events handled, and return every message that anybody got."""
        adapters = self.market.adapters
        consume = Consume(self.market)
        async with adapters.begin() as uow:
            for envelope in await uow.outbox.claim(self.clock.now(), timedelta(seconds=1), 1000):
                await consume(envelope)
                await uow.outbox.sent([envelope.id])
        assert isinstance(adapters.notifier, MemoryNotifier)
        return adapters.notifier.sent

    async def code(self) -> str:
        """Return the code that was sent last."""
        return (await self.told())[-1].facts["code"]

    async def order_body(
        self, customer: Person, slot: str, wanted: Mapping[str, int]
    ) -> dict[str, Any]:
        methods = (await customer.get("/v1/payment-methods")).json()["items"]
        return {
            "slot_id": slot,
            "lines": [{"dish_id": dish, "quantity": count} for dish, count in wanted.items()],
            "address": dict(ADDRESS),
            "payment_method_id": methods[0]["id"],
        }


@define
class Dinner:
    """A cook with one dish and one slot, and a customer who can order it."""

    town: Town
    cook: Person
    cook_id: str
    customer: Person
    dish: str
    slot: str

    async def body(self, quantity: int = 2) -> dict[str, Any]:
        return await self.town.order_body(self.customer, self.slot, {self.dish: quantity})

    async def order(self, body: dict[str, Any] | None = None) -> dict[str, Any]:
        placed = await self.customer.post("/v1/orders", body or await self.body())
        assert placed.status_code == 201, placed.text
        return dict(placed.json())

    async def move(self, who: Person, order: dict[str, Any], verb: str, body: Any = None) -> Any:
        moved = await who.post(f"/v1/orders/{order['id']}/{verb}", body)
        assert moved.status_code == 200, moved.text
        return moved.json()

    async def delivered(self, body: dict[str, Any] | None = None) -> dict[str, Any]:
        order = await self.order(body)
        for verb in ("accept", "start", "ready"):
            await self.move(self.cook, order, verb)
        await self.move(self.cook, order, "hand-over", {"code": order["delivery_code"]})
        return order


def complete_dish(name: str = "Борщ") -> dict[str, Any]:
    return {
        "name": {"ru": name},
        "price": {"amount": 45000, "currency": "RUB"},
        "portions": 10,
        "grams": 400,
        "allergens": ["celery"],
        "ingredients": {"ru": "свёкла, говядина"},
    }


def slot_body(start: datetime) -> dict[str, Any]:
    return {
        "start": start.isoformat(),
        "end": (start + timedelta(hours=2)).isoformat(),
        "portions": 20,
        "work_units": 100,
    }


def problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """Return the problem, after checking that it is one, and which."""
    assert (answer.status_code, answer.json().get("code")) == (status, code), answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    found = answer.json()
    assert found["type"] == f"urn:foodmarket:problem:{code}"
    assert found["status"] == status
    assert found["title"]
    assert found["detail"]
    assert found["trace_id"]
    return dict(found)


def client(
    app: Litestar, base_url: str = "http://127.0.0.1:8000", peer: str = "127.0.0.1"
) -> httpx.AsyncClient:
    """Return a client that calls the application in-process."""
    asgi: Any = app  # the same interface, in other words
    transport = httpx.ASGITransport(app=asgi, raise_app_exceptions=False, client=(peer, 40_000))
    return httpx.AsyncClient(transport=transport, base_url=base_url)


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    clock = AdjustableClock(NOON)
    ready = {"postgres": True, "redis": True}

    async def look() -> Mapping[str, bool]:
        return ready

    market = in_memory(clock, WEEKS)
    with served(market, look) as app:
        async with client(app) as http:
            yield Town(market, clock, http, ready)


@pytest.fixture
async def dinner(town: Town) -> Dinner:
    cook, cook_id = await town.cook()
    customer = await town.customer()
    return Dinner(
        town=town,
        cook=cook,
        cook_id=cook_id,
        customer=customer,
        dish=await town.dish(cook),
        slot=await town.slot(cook),
    )
