"""The demo from the first server to the last table."""

from __future__ import annotations

import asyncio
import json
import signal
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from attrs import define
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from foodmarket.entrypoints.cli.cards import cards_of
from foodmarket.entrypoints.cli.city import PASSWORD, plan_city
from foodmarket.entrypoints.cli.demo.agenda import Agenda
from foodmarket.entrypoints.cli.demo.day import Day, start_of_day
from foodmarket.entrypoints.cli.demo.line import Line, line_to
from foodmarket.entrypoints.cli.demo.pulse import NoRest
from foodmarket.entrypoints.cli.demo.report import Report, report
from foodmarket.entrypoints.cli.demo.settle import Town, settle
from foodmarket.entrypoints.cli.demo.show import show
from foodmarket.entrypoints.cli.demo.stage import NotForDemos, Stage, servers, staged
from foodmarket.entrypoints.cli.endings import CannotGoOn
from foodmarket.entrypoints.cli.ledger import audit_all
from foodmarket.entrypoints.cli.talk import Talk
from foodmarket.entrypoints.config import Settings
from foodmarket.entrypoints.texts import write_instant

LASTS = timedelta(days=3)  # the day, and two more for what it began


@define(kw_only=True)
class Performance:
    """One run of the demo; ``good`` tells at its end whether everything added up."""

    talk: Talk
    settings: Settings
    cooks: int
    customers: int
    orders: int
    seed: int
    until_settled: bool
    keep: bool
    as_json: bool
    good: bool = False

    async def run(self) -> None:
        """Start, settle, live, check and show; refuses with `CannotGoOn`."""
        plan = plan_city(cooks=self.cooks, customers=self.customers, seed=self.seed)
        zone = ZoneInfo(plan.time_zone)
        start = start_of_day(datetime.now(zone))
        status = self.talk.aside.status(self.talk("run-starting-servers"))
        status.start()
        try:
            async with servers(self.settings) as settings, staged(settings, start) as stage:
                status.stop()
                async with line_to(stage.url) as http:
                    line = Line(http)
                    with self._progress() as progress:
                        settling = progress.add_task(
                            self.talk("demo-settling"), total=self.cooks + self.customers
                        )
                        town = await settle(
                            line,
                            plan,
                            stage.marketplace,
                            cards_of(settings.payments.providers),
                            lambda: progress.advance(settling),
                        )
                        day = await self._live(progress, stage, line, town, zone)
                    await self._end(stage, line, day)
        except NotForDemos:
            raise CannotGoOn(self.talk("demo-not-empty")) from None
        except NoRest as error:
            raise CannotGoOn(self.talk("demo-no-rest", loops=error.busy)) from None
        finally:
            status.stop()

    async def _live(
        self, progress: Progress, stage: Stage, line: Line, town: Town, zone: ZoneInfo
    ) -> Day:
        start = stage.clock.now()
        living = progress.add_task(self.talk("demo-living"), total=LASTS / timedelta(minutes=1))

        def passed(instant: datetime) -> None:
            progress.update(
                living,
                completed=(instant - start) / timedelta(minutes=1),
                description=self._clock(instant.astimezone(zone)),
            )

        agenda = Agenda(stage, start, passed)
        day = Day(town=town, line=line, agenda=agenda, seed=self.seed, lives=[])
        day.fill(self.orders)
        await agenda.pass_until(start + LASTS)
        while self.until_settled and (due := await agenda.next_due()) is not None:
            await agenda.pass_until(due)
        return day

    def _clock(self, instant: datetime) -> str:
        return self.talk("demo-clock", time=write_instant(self.talk.language, instant))

    def _progress(self) -> Progress:
        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        return Progress(*columns, console=self.talk.aside, transient=True)

    async def _end(self, stage: Stage, line: Line, day: Day) -> None:
        await day.look()
        day.compare(settled=self.until_settled)
        await stage.pulse.rest(without=())  # the sealer, too: the whole book is chained now
        findings = await audit_all(self.talk, stage.marketplace.adapters)
        told = await report(stage, line, day, findings)
        self.good = told.good
        self._show(stage, told)
        if self.keep:
            self.talk.aside.print(self.talk("run-how-to-stop"))
            await _until_interrupted()

    def _show(self, stage: Stage, told: Report) -> None:
        if self.as_json:
            self.talk.out.print_json(json.dumps(told.facts()), indent=2)
            return
        show(self.talk, told)
        facts = {
            "url": stage.url,
            "database": stage.settings.database.url,
            "redis": stage.settings.redis.url,
            "folder": str(self.settings.data.folder),
            "log": str(stage.log),
            "password": PASSWORD,
        }
        now = write_instant(self.talk.language, stage.clock.now().astimezone(UTC))
        self.talk.out.print(self.talk("demo-over", time=now), highlight=False)
        sentence = "demo-next-kept" if self.keep else "demo-next"
        self.talk.out.print(self.talk(sentence, **facts), highlight=False, soft_wrap=True)


async def _until_interrupted() -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()
