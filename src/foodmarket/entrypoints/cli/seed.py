"""``foodmarket seed``: fill the marketplace with a made-up city."""

from __future__ import annotations

import rich_click as click

from foodmarket.entrypoints.cli.endings import Ending, carry_out, settings_of
from foodmarket.entrypoints.cli.servers import reach
from foodmarket.entrypoints.cli.talk import Talk
from foodmarket.entrypoints.config import Mode, Settings


def command(talk: Talk) -> click.Command:
    """Make the command."""

    @click.command("seed", help=talk("help-seed"))
    @click.option(
        "--cooks",
        type=click.IntRange(1, 50),
        default=6,
        show_default=True,
        help=talk("help-cooks"),
    )
    @click.option(
        "--customers",
        type=click.IntRange(1, 5000),
        default=4,
        show_default=True,
        help=talk("help-customers"),
    )
    @click.option(
        "--days",
        type=click.IntRange(1, 31),
        default=7,
        show_default=True,
        help=talk("help-days"),
    )
    def seed(cooks: int, customers: int, days: int) -> None:
        settings = settings_of(talk)
        if settings.mode is Mode.PRODUCTION:
            talk.aside.print(f"[bold red]{talk('seed-production')}[/]", soft_wrap=True)
            raise SystemExit(Ending.CANNOT)
        settings = reach(talk, settings)
        carry_out(talk, lambda: _seed(talk, settings, cooks, customers, days))

    return seed


async def _seed(talk: Talk, settings: Settings, cooks: int, customers: int, days: int) -> None:
    from rich.progress import Progress

    from foodmarket.entrypoints.bootstrap import open_marketplace
    from foodmarket.entrypoints.cli.city import PASSWORD, is_empty, seed_city

    async with open_marketplace(settings) as marketplace:
        if not await is_empty(marketplace):
            talk.out.print(talk("seed-not-empty"))
            return
        with Progress(console=talk.aside, transient=True) as progress:
            task = progress.add_task(talk("run-seeding"), total=cooks + customers)
            city = await seed_city(
                marketplace,
                cooks=cooks,
                customers=customers,
                days=days,
                made=lambda: progress.advance(task),
            )
    dishes = sum(len(cook.dishes) for cook in city.cooks)
    talk.out.print(talk("seed-done", cooks=cooks, dishes=dishes, customers=customers))
    talk.out.print(talk("run-accounts", password=PASSWORD), highlight=False, soft_wrap=True)
