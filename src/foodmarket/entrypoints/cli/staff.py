"""``foodmarket staff``: who works here, and what they answer for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import NoReturn, TypeVar

import rich_click as click

from foodmarket.domain.accounts import Account, Duty, Issued
from foodmarket.domain.kernel.errors import Refusal
from foodmarket.entrypoints.cli.endings import Ending, carry_out, settings_of
from foodmarket.entrypoints.cli.servers import reach
from foodmarket.entrypoints.cli.talk import Talk
from foodmarket.entrypoints.marketplace import Marketplace

T = TypeVar("T")


def command(talk: Talk) -> click.Command:
    """Make the command."""
    duties = click.option(
        "--duty",
        "duties",
        multiple=True,
        type=click.Choice([str(duty) for duty in Duty]),
        help=talk("help-staff-duty"),
    )

    @click.group("staff", help=talk("help-staff"))
    def staff() -> None:
        pass

    @staff.command("add", help=talk("help-staff-add"))
    @click.argument("email")
    @click.option("--name", required=True, help=talk("help-staff-name"))
    @duties
    def add(email: str, name: str, duties: tuple[str, ...]) -> None:
        _run(
            talk,
            lambda market: market.add_staff(
                name=name, email=email, duties=_duties(duties), language=talk.language
            ),
        )

    @staff.command("duties", help=talk("help-staff-duties"))
    @click.argument("email")
    @duties
    def change(email: str, duties: tuple[str, ...]) -> None:
        _run(talk, lambda market: market.change_staff.duties(email, _duties(duties)))

    @staff.command("disable", help=talk("help-staff-disable"))
    @click.argument("email")
    def disable(email: str) -> None:
        _run(talk, lambda market: market.change_staff.disable(email))

    @staff.command("enable", help=talk("help-staff-enable"))
    @click.argument("email")
    def enable(email: str) -> None:
        _run(talk, lambda market: market.change_staff.enable(email))

    @staff.command("second-factor", help=talk("help-staff-second-factor"))
    @click.argument("email")
    def second_factor(email: str) -> None:
        _run(talk, lambda market: market.change_staff.second_factor(email))

    return staff


def _run(talk: Talk, act: Callable[[Marketplace], Awaitable[Account | Issued]]) -> None:
    run_and_show(talk, act, lambda done: _show(talk, done))


def run_and_show(
    talk: Talk, act: Callable[[Marketplace], Awaitable[T]], show: Callable[[T], None]
) -> None:
    """Do something in the marketplace and show it; say a refusal in words."""
    settings = reach(talk, settings_of(talk))

    async def work() -> None:
        from foodmarket.entrypoints.bootstrap import open_marketplace

        async with open_marketplace(settings) as marketplace:
            try:
                done = await act(marketplace)
            except Refusal as refusal:
                _refuse(talk, refusal)
        show(done)

    carry_out(talk, work)


def _refuse(talk: Talk, refusal: Refusal) -> NoReturn:
    from foodmarket.entrypoints.texts import load

    sentence = load().say(talk.language, f"refusal-{refusal.code}", **refusal.data())
    talk.aside.print(sentence, style="bold red", markup=False, soft_wrap=True)
    raise SystemExit(Ending.CANNOT)


def _show(talk: Talk, done: Account | Issued) -> None:
    """Print what was done; what is issued stands on lines of its own, to be handed over."""
    account = done.account if isinstance(done, Issued) else done
    state = "staff-disabled" if account.disabled else "staff-duties"
    told = ", ".join(sorted(account.duties)) or "-"
    talk.out.print(talk(state, email=account.email, duties=told), highlight=False, soft_wrap=True)
    if not isinstance(done, Issued):
        return
    talk.out.print(talk("staff-issued"), soft_wrap=True)
    lines = [done.password] if done.password else []
    for line in (*lines, done.uri, *done.recovery_codes):
        talk.out.print(line, highlight=False, soft_wrap=True, markup=False)


def _duties(names: tuple[str, ...]) -> frozenset[Duty]:
    return frozenset(Duty(name) for name in names)
