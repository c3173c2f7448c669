"""Doing to processes and lines what the schedule says."""

import asyncio
import os
import signal
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Protocol

from attrs import define, field

from foodmarket.entrypoints.simulation.ordeal.schedule import DATABASE, Blow, Incident
from foodmarket.entrypoints.simulation.ordeal.stage import Stage


class Server(Protocol):
    """PostgreSQL or Redis."""

    @property
    def pid(self) -> int | None:
        """The process number while it runs."""
        ...

    async def clear_leftovers(self) -> None:
        """Stop what an accident has left running."""
        ...

    async def start(self) -> None:
        """Start, and wait for the first answer."""
        ...

    async def stop(self) -> None:
        """Stop, politely first."""
        ...


@define
class Trouble:
    """Carries the incidents out; ``done`` counts the blows by whom they hit."""

    stage: Stage
    incidents: Sequence[Incident]
    done: Counter[tuple[Blow, str]] = field(factory=Counter)
    _busy: defaultdict[str, asyncio.Lock] = field(factory=lambda: defaultdict(asyncio.Lock))

    async def happen(self) -> None:
        """Return when all has happened and everything is running again."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        async with asyncio.TaskGroup() as group:
            for incident in self.incidents:
                await asyncio.sleep(max(began + incident.at - loop.time(), 0))
                group.create_task(self._strike(incident))
        for line in self.stage.lines.values():
            line.calm()

    async def _strike(self, incident: Incident) -> None:
        match incident.blow:
            case Blow.KILL:
                async with self._busy[incident.target]:  # nobody is killed twice without a life
                    await self._kill(incident)
            case Blow.STOP | Blow.CRASH:
                async with self._busy[incident.target]:
                    await self._take_away(incident)
            case _:
                self.stage.lines[incident.target].suffer(incident)

    async def _kill(self, incident: Incident) -> None:
        program = self.stage.programs[incident.target]
        await program.kill()
        self.done[incident.blow, incident.target] += 1
        await asyncio.sleep(incident.seconds)
        await program.start()

    async def _take_away(self, incident: Incident) -> None:
        services = self.stage.services
        server: Server = services.postgres if incident.target == DATABASE else services.redis
        if incident.blow is Blow.CRASH and server.pid is not None:
            os.kill(server.pid, signal.SIGKILL)
        await server.stop()
        self.done[incident.blow, incident.target] += 1
        await asyncio.sleep(incident.seconds)
        await server.clear_leftovers()
        await server.start()
