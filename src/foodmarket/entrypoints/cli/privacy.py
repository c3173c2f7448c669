"""``foodmarket privacy``: personal data after a backup was restored."""

from __future__ import annotations

import rich_click as click

from foodmarket.entrypoints.cli.endings import carry_out, settings_of
from foodmarket.entrypoints.cli.servers import reach
from foodmarket.entrypoints.cli.talk import Talk
from foodmarket.entrypoints.config import Settings


def command(talk: Talk) -> click.Command:
    """Make the command."""

    @click.group("privacy", help=talk("help-privacy"))
    def privacy() -> None:
        pass

    @privacy.command("replay-erasures", help=talk("help-privacy-replay"))
    def replay() -> None:
        settings = reach(talk, settings_of(talk))
        carry_out(talk, lambda: _replay(talk, settings))

    return privacy


async def _replay(talk: Talk, settings: Settings) -> None:
    from foodmarket.entrypoints.bootstrap import open_marketplace

    async with open_marketplace(settings) as marketplace:
        stones = await marketplace.adapters.tombstones.all()
        acts = await marketplace.erase_account.replay()
    for act in acts:
        talk.out.print(f"{act.id} {act.account_id}", highlight=False)
    talk.out.print(talk("privacy-replayed", again=len(acts), known=len(stones)))
