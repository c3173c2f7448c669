"""The wire between a real adapter and a provider: it loses requests and answers, one by one."""

from collections.abc import Callable

import httpx
from attrs import define

from foodmarket.entrypoints.simulation.faults import Fault
from foodmarket.entrypoints.simulation.line import PATIENCE, SLOWEST
from foodmarket.entrypoints.simulation.store import Machine

Serve = Callable[[httpx.Request, bool], httpx.Response]  # True: it acts, and answers 500


@define(eq=False)
class Wire(httpx.AsyncBaseTransport):
    """What an HTTP client of one machine sends through; nothing of it leaves the process.

    ``key`` names the header by which the provider knows a repeated request.
    """

    machine: Machine
    key: str
    serve: Serve
    told: Callable[[], None]

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        subject = request.headers.get(self.key) or request.url.path
        if request.method == "GET":
            return await self._look(request, subject)
        return await self._exchange(request, subject)

    async def _look(self, request: httpx.Request, subject: str) -> httpx.Response:
        world = self.machine.world
        await world.loop.wait(world.chance.random() * SLOWEST)
        if world.hits(Fault.LOOK_UP_FAILS, subject):
            raise httpx.ConnectError("the line is down")
        return self.serve(request, False)

    async def _exchange(self, request: httpx.Request, subject: str) -> httpx.Response:
        machine, world = self.machine, self.machine.world
        life = machine.life
        machine.moment(Fault.CRASH_BEFORE_CALL, subject)
        await world.loop.wait(world.chance.random() * SLOWEST)
        machine.still(life)
        if world.hits(Fault.TIMEOUT_BEFORE, subject):
            return await self._silence()
        answer = self.serve(request, world.hits(Fault.ERROR_500, subject))
        self.told()
        machine.moment(Fault.CRASH_AFTER_CALL, subject)
        if world.hits(Fault.TIMEOUT_AFTER, subject):
            return await self._silence()
        await world.loop.wait(world.chance.random() * SLOWEST)
        return answer

    async def _silence(self) -> httpx.Response:
        # Beyond the lease now and then, so that the resumer is already at work on it.
        await self.machine.world.loop.wait(PATIENCE + self.machine.world.chance.random() * 30.0)
        raise httpx.ReadTimeout("no answer came")
