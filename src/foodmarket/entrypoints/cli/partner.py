"""``foodmarket partner``: companies whose programs call the API."""

from __future__ import annotations

import rich_click as click

from foodmarket.domain.accounts import Account, Role
from foodmarket.entrypoints.cli.staff import run_and_show
from foodmarket.entrypoints.cli.talk import Talk


def command(talk: Talk) -> click.Command:
    """Make the command."""

    @click.group("partner", help=talk("help-partner"))
    def partner() -> None:
        pass

    @partner.command("add", help=talk("help-partner-add"))
    @click.argument("email")
    @click.option("--name", required=True, help=talk("help-staff-name"))
    def add(email: str, name: str) -> None:
        def show(made: tuple[Account, str]) -> None:
            account, password = made
            _show(talk, account)
            talk.out.print(talk("partner-password"), soft_wrap=True)
            talk.out.print(password, highlight=False, soft_wrap=True, markup=False)

        run_and_show(
            talk,
            lambda market: market.add_partner(name=name, email=email, language=talk.language),
            show,
        )

    @partner.command("disable", help=talk("help-partner-disable"))
    @click.argument("email")
    def disable(email: str) -> None:
        run_and_show(
            talk,
            lambda market: market.change_staff.disable(email, role=Role.PARTNER),
            lambda account: _show(talk, account),
        )

    @partner.command("enable", help=talk("help-partner-enable"))
    @click.argument("email")
    def enable(email: str) -> None:
        run_and_show(
            talk,
            lambda market: market.change_staff.enable(email, role=Role.PARTNER),
            lambda account: _show(talk, account),
        )

    return partner


def _show(talk: Talk, account: Account) -> None:
    sentence = "staff-disabled" if account.disabled else "partner-works"
    talk.out.print(talk(sentence, email=account.email), highlight=False, soft_wrap=True)
