"""People who call the API and do not give up: what got no answer is sent again, with its key."""

import asyncio
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any

import httpx
from attrs import define, field, frozen

from foodmarket.domain.accounts.model import Role
from foodmarket.entrypoints.simulation.ordeal.bank import Bank
from foodmarket.entrypoints.simulation.ordeal.residents import Buyer, Kitchen, Resident, Residents
from foodmarket.entrypoints.simulation.ordeal.stories import BANK, STORIES, Act, Story, filled

PATIENCE = 120.0  # seconds that somebody sends the same request again and again
AGAIN = (0.1, 0.4)  # seconds until the first repetition, from and to; each next one waits longer
LONGER, LONGEST = 1.5, 3.0  # times, seconds
HESITATES = (0.02, 0.4)  # seconds that people take before they act
LATE = 15.0  # seconds in which an order is paid, or over, and a dispute is heard of
BANKS_WAIT = 0.5  # the share of disputes that are decided after we have heard of them
ONE_IN_REPEATED = 8  # so many requests are sent again although they were answered
ONE_IN_LEAVES = 10  # so many customers leave at the first unclear answer
TOO_LATE = "illegal_transition"  # the order has moved on by itself meanwhile
LATER = frozenset({"request_in_progress", "payment_not_confirmed"})  # to be tried again


@frozen
class Reply:
    """An answer; ``code`` is the refusal's, and empty where it was none."""

    status: int
    code: str
    body: Any

    @property
    def good(self) -> bool:
        """Tell whether what was asked for was done."""
        return self.status < httpx.codes.BAD_REQUEST

    @property
    def clear(self) -> bool:
        """Tell whether the request is answered for good."""
        return self.status < httpx.codes.INTERNAL_SERVER_ERROR and self.code not in LATER


@define
class Crowd:
    """Everybody's requests, and what came back.

    ``placed`` are the acknowledged orders by their keys, ``left`` the keys of those who were not
    told whether they had ordered and did not ask again. ``problems`` is what must never happen.
    """

    http: httpx.AsyncClient
    bank: Bank
    residents: Residents
    seed: int
    placed: dict[str, "Life"] = field(factory=dict)
    left: dict[str, str] = field(factory=dict)
    unclear: Counter[str] = field(factory=Counter)
    refused: Counter[str] = field(factory=Counter)
    repeated: int = 0
    requests: int = 0
    problems: list[str] = field(factory=list)

    async def ask(self, who: Resident, path: str, body: object, key: str) -> Reply | None:
        """Send a request once. None where no answer came."""
        headers = {"authorization": f"Bearer {who.token}", "idempotency-key": key}
        self.requests += 1
        try:
            answer = await self.http.post(path, json=body, headers=headers)
        except httpx.TransportError as error:
            self.unclear[type(error).__name__] += 1
            return None
        reply = _read(answer)
        if not reply.clear:
            self.unclear[reply.code] += 1
        if reply.code == "unexpected":
            self.problems.append(f"POST {path}: {reply.status} {reply.body}")
        return reply

    async def insist(
        self, who: Resident, path: str, body: object, key: str, chance: Random, *, leaves: bool
    ) -> Reply | None:
        """Send it until it is answered; None for whoever ``leaves`` at the first unclear answer."""
        loop = asyncio.get_running_loop()
        deadline, rest = loop.time() + PATIENCE, chance.uniform(*AGAIN)
        while loop.time() < deadline:
            reply = await self.ask(who, path, body, key)
            if reply is not None and reply.clear:
                return await self._perhaps_again(who, path, body, key, reply, chance)
            if leaves:
                return None
            await asyncio.sleep(rest)
            rest = min(LONGER * rest, LONGEST)
        self.problems.append(f"POST {path}: no answer within {PATIENCE:.0f} s")
        return None

    def refuse(self, what: str, code: str) -> None:
        """Count a no; whoever is slow is told so, and nobody anything else."""
        self.refused[f"{what}: {code}"] += 1
        if code != TOO_LATE:
            self.problems.append(f"{what} was refused: {code}")

    async def show(self, who: Resident, path: str) -> Any:
        """Look at something; None where that does not work now."""
        try:
            answer = await self.http.get(path, headers={"authorization": f"Bearer {who.token}"})
        except httpx.TransportError:
            return None
        return answer.json() if answer.is_success else None

    async def _perhaps_again(
        self, who: Resident, path: str, body: object, key: str, first: Reply, chance: Random
    ) -> Reply:
        if first.good and not chance.randrange(ONE_IN_REPEATED):
            again = await self.ask(who, path, body, key)
            if again is not None and again.clear:
                self.same(path, first, again)
        return first

    def same(self, path: str, first: Reply, again: Reply) -> None:
        """Note where a repeated request was answered otherwise."""
        self.repeated += 1
        if (again.status, again.body) != (first.status, first.body):
            self.problems.append(f"POST {path}: the repetition was answered otherwise")


@define
class Life:
    """One order from its placing on; ``done`` are the acts that were acknowledged."""

    number: int
    crowd: Crowd
    chance: Random = field(init=False)
    story: Story = field(init=False)
    buyer: Buyer = field(init=False)
    kitchen: Kitchen = field(init=False)
    body: dict[str, Any] = field(init=False)
    answer: Reply | None = None
    done: list[Act] = field(factory=list)
    dispute: str | None = None

    def __attrs_post_init__(self) -> None:
        self.chance = Random(f"{self.crowd.seed}/life/{self.number}")
        shares = [story.share for story in STORIES]
        (self.story,) = self.chance.choices(STORIES, shares)
        self.buyer = self.chance.choice(self.crowd.residents.buyers)
        self.kitchen = self.chance.choice(self.crowd.residents.kitchens)
        self.body = self._basket()

    @property
    def key(self) -> str:
        """Return the key that the order is placed under."""
        return f"order-{self.number}"

    @property
    def order(self) -> dict[str, Any]:
        """Return the order as it was acknowledged."""
        assert self.answer is not None  # noqa: S101 - asked for after it was placed
        return dict(self.answer.body)

    @property
    def whole(self) -> bool:
        """Tell whether the whole story was done and acknowledged."""
        return len(self.done) == len(self.story.acts)

    async def live(self) -> None:
        """Place the order and do what the story says."""
        leaves = not self.chance.randrange(ONE_IN_LEAVES)
        placed = await self.crowd.insist(
            self.buyer, "/v1/orders", self.body, self.key, self.chance, leaves=leaves
        )
        if placed is None:
            self.crowd.left[self.key] = str(self.buyer.actor.account_id)
            return
        if not placed.good:
            self.crowd.refuse("order", placed.code)
            return
        self.answer = placed
        self.crowd.placed[self.key] = self
        for number, act in enumerate(self.story.acts):
            await asyncio.sleep(self.chance.uniform(*HESITATES))
            if not number and act.who is not BANK:
                await self._paid()
            if not await self._do(number, act):
                return
            self.done.append(act)

    async def _do(self, number: int, act: Act) -> bool:
        if act.who is BANK:
            try:
                return await self._at_the_bank(act.verb)
            except httpx.HTTPError as error:
                self.crowd.problems.append(f"{act.verb}: the bank's page: {type(error).__name__}")
                return False
        path = f"/v1/orders/{self.order['id']}/{act.verb}"
        body = filled(act.body, str(self.order["delivery_code"])) or None
        key = f"{act.verb}-{self.number}-{number}"
        reply = await self.crowd.insist(
            self._who(act.who), path, body, key, self.chance, leaves=False
        )
        if reply is not None and not reply.good:
            self.crowd.refuse(act.verb, reply.code)
        return reply is not None and reply.good

    async def _at_the_bank(self, verb: str) -> bool:
        match verb:
            case "pay":
                return await self._pay()
            case "charge-back":
                self.dispute = await self.crowd.bank.dispute(self.order["id"])
                return self.dispute is not None
            case _:
                if self.chance.random() < BANKS_WAIT:
                    await self._until(lambda order: order["state"] == "disputed")
                assert self.dispute is not None  # noqa: S101 - the act before made it
                await self.crowd.bank.decide(self.dispute, won=verb == "give-up")
                return True

    async def _paid(self) -> None:
        """Wait until the order is paid, or over: the provider's answer may come late."""
        if self.order["state"] == "placed":
            await self._until(lambda order: order["state"] != "placed")

    async def _pay(self) -> bool:
        """Agree on the bank's page, once the order shows where that is."""
        shown = await self._until(lambda order: order["payment"]["action_url"])
        if shown is None:
            self.crowd.refuse("pay", TOO_LATE)
            return False
        await self.crowd.bank.pay(shown["payment"]["action_url"])
        await self._paid()
        return True

    async def _until(self, so: Callable[[dict[str, Any]], object]) -> dict[str, Any] | None:
        """Look at the order again and again; return it once it is so, None where that is late."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + LATE
        while loop.time() < deadline:
            shown = await self.crowd.show(self.buyer, f"/v1/orders/{self.order['id']}")
            if shown and so(shown):
                return dict(shown)
            await asyncio.sleep(self.chance.uniform(*AGAIN))
        return None

    def _who(self, role: Role) -> Resident:
        match role:
            case Role.CUSTOMER:
                return self.buyer
            case Role.COOK:
                return self.kitchen
            case _:
                return self.crowd.residents.staff

    def _basket(self) -> dict[str, Any]:
        return {
            "slot_id": self.kitchen.slot,
            "lines": [
                {"dish_id": dish, "quantity": self.chance.randint(1, 2)}
                for dish in self.chance.sample(self.kitchen.dishes, self.chance.randint(1, 2))
            ],
            "tip": self.chance.choice((0, 0, 5_000)),
            "address": {"city": "Kazan", "street": f"Street {self.number}"},
            "payment_method_id": self.buyer.cards[self.story.card],
        }


def _read(answer: httpx.Response) -> Reply:
    try:
        body = answer.json()
    except ValueError:
        return Reply(answer.status_code, f"http_{answer.status_code}", answer.text[:200])
    code = "" if answer.is_success else str(body.get("code", f"http_{answer.status_code}"))
    return Reply(answer.status_code, code, body)
