"""``foodmarket webhooks``: what payment providers notified us of."""

from __future__ import annotations

from typing import NoReturn

import rich_click as click

from foodmarket.entrypoints.cli.endings import Ending, carry_out, settings_of
from foodmarket.entrypoints.cli.servers import reach
from foodmarket.entrypoints.cli.talk import Talk
from foodmarket.entrypoints.config import Settings

STATES = ("received", "applied", "ignored", "parked")


def command(talk: Talk) -> click.Command:
    """Make the command."""

    @click.group("webhooks", help=talk("help-webhooks"))
    def webhooks() -> None:
        pass

    @webhooks.command("list", help=talk("help-webhooks-list"))
    @click.option("--state", type=click.Choice(STATES), help=talk("help-webhooks-state"))
    @click.option("--limit", type=click.IntRange(1, 1000), default=20, help=talk("help-limit"))
    def list_(state: str | None, limit: int) -> None:
        settings = reach(talk, settings_of(talk))
        carry_out(talk, lambda: _list(talk, settings, state, limit))

    @webhooks.command("show", help=talk("help-webhooks-show"))
    @click.argument("webhook")
    def show(webhook: str) -> None:
        settings = reach(talk, settings_of(talk))
        carry_out(talk, lambda: _show(talk, settings, webhook))

    @webhooks.command("replay", help=talk("help-webhooks-replay"))
    @click.argument("webhook")
    def replay(webhook: str) -> None:
        settings = reach(talk, settings_of(talk))
        carry_out(talk, lambda: _replay(talk, settings, webhook))

    return webhooks


async def _list(talk: Talk, settings: Settings, state: str | None, limit: int) -> None:
    from rich.markup import escape
    from rich.table import Table

    from foodmarket import ports
    from foodmarket.domain.payments.deliveries import DeliveryState
    from foodmarket.entrypoints.bootstrap import open_marketplace

    wanted = None if state is None else DeliveryState(state)
    async with open_marketplace(settings) as marketplace:
        found = await marketplace.list_webhooks(ports.Page(limit=limit), wanted)
    if not found:
        talk.out.print(talk("webhooks-none"))
        return
    heads = ("provider", "event", "state", "tries", "received", "reason")
    table = Table("id", *(talk(f"webhooks-{head}") for head in heads))
    for one in found:
        at = one.received_at.isoformat(timespec="seconds")
        state_text = talk(f"webhooks-state-{one.state}")
        facts = (one.provider, one.event, state_text, str(one.attempts), at, one.reason or "")
        table.add_row(one.id, *map(escape, facts))
    talk.out.print(table)


async def _show(talk: Talk, settings: Settings, webhook: str) -> None:
    from rich.markup import escape

    from foodmarket.domain.kernel.ids import MalformedId
    from foodmarket.domain.payments.deliveries import DeliveryId, UnknownDelivery
    from foodmarket.entrypoints.bootstrap import open_marketplace

    async with open_marketplace(settings) as marketplace:
        try:
            one = await marketplace.list_webhooks.one(DeliveryId.parse(webhook))
        except (MalformedId, UnknownDelivery):
            _unknown(talk, webhook)
    for name in ("id", "provider", "key", "event", "payment_id", "state", "attempts", "reason"):
        talk.out.print(f"[bold]{name}[/]: {escape(str(getattr(one, name)))}", highlight=False)
    for name in ("received_at", "due_at"):
        talk.out.print(f"[bold]{name}[/]: {getattr(one, name).isoformat()}", highlight=False)
    talk.out.print(escape(one.body.decode(errors="replace")), highlight=False, soft_wrap=True)


async def _replay(talk: Talk, settings: Settings, webhook: str) -> None:
    from foodmarket.domain.kernel.ids import MalformedId
    from foodmarket.domain.payments.deliveries import DeliveryId, UnknownDelivery
    from foodmarket.entrypoints.bootstrap import open_marketplace

    async with open_marketplace(settings) as marketplace:
        try:
            await marketplace.replay_webhook(DeliveryId.parse(webhook))
        except (MalformedId, UnknownDelivery):
            _unknown(talk, webhook)
    talk.out.print(f"[green]{talk('webhooks-replayed', webhook=webhook)}[/]")


def _unknown(talk: Talk, webhook: str) -> NoReturn:
    talk.aside.print(f"[bold red]{talk('webhooks-unknown', webhook=webhook)}[/]")
    raise SystemExit(Ending.NOT_SO)
