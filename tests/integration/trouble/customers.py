"""People who call the API and do not give up: what got no answer is sent again, with its key."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeVar

import httpx
from attrs import define, field

PATIENCE_SECONDS = 40
AGAIN_SECONDS = 0.05
T = TypeVar("T")


@define
class Person:
    """Somebody who is signed in. ``met`` counts what else than an answer came back."""

    http: httpx.AsyncClient
    token: str
    met: Counter[str] = field(factory=Counter)

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"}

    async def post(self, path: str, body: object, key: str) -> httpx.Response:
        """Send it once."""
        headers = self.headers | {"idempotency-key": key}
        return await self.http.post(path, json=body, headers=headers)

    async def insist(self, path: str, body: object, key: str) -> httpx.Response:
        """Send it until it is answered; whatever is neither done nor "try again" is returned."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                try:
                    answer = await self.post(path, body, key)
                except httpx.TransportError:
                    self.met["no answer"] += 1
                else:
                    code = "" if answer.is_success else answer.json()["code"]
                    if code not in {"request_in_progress", "store_unavailable"}:
                        self.met["replayed"] += "idempotency-replayed" in answer.headers
                        return answer
                    self.met[code] += 1
                await asyncio.sleep(AGAIN_SECONDS)

    async def order(self, basket: dict[str, Any], key: str) -> dict[str, Any]:
        """Order, whatever happens meanwhile."""
        answer = await self.insist("/v1/orders", basket, key)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def move(self, order_id: str, verb: str, body: object = None) -> dict[str, Any]:
        """Move an order on, whatever happens meanwhile."""
        answer = await self.insist(f"/v1/orders/{order_id}/{verb}", body, f"{verb}-{order_id}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


async def crowd(
    things: Iterable[T], act: Callable[[T], Awaitable[object]], at_once: int = 8
) -> None:
    """Act on each thing, so many at once."""
    waiting = iter(list(things))

    async def one_after_the_other() -> None:
        for thing in waiting:
            await act(thing)

    async with asyncio.TaskGroup() as group:
        for _ in range(at_once):
            group.create_task(one_after_the_other())


class Progress:
    """Counts what is done, and wakes those who wait for a number."""

    def __init__(self) -> None:
        self.done = 0
        self._changed = asyncio.Condition()

    async def step(self) -> None:
        async with self._changed:
            self.done += 1
            self._changed.notify_all()

    async def reaches(self, number: int) -> None:
        async with self._changed:
            await self._changed.wait_for(lambda: self.done >= number)
