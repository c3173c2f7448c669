"""A cook's statement: what was earned, kept back, given back and paid out, line by line."""

from datetime import timedelta

import pytest

from foodmarket import ports
from foodmarket.domain.accounts.errors import NotAllowed
from foodmarket.domain.accounts.model import SYSTEM, AccountId, Actor, CookId, Duty, Role
from foodmarket.domain.escrow.model import Liable
from foodmarket.domain.kernel.money import Currency
from foodmarket.domain.kernel.time import EmptyWindow
from foodmarket.domain.payouts.errors import UnknownPayout
from foodmarket.domain.payouts.model import PayoutId
from foodmarket.domain.refunds.decisions import Choice
from foodmarket.domain.refunds.model import RefundReason
from foodmarket.domain.statements import Statement, StatementLine
from tests.unit.orders.builders import NOW, rub
from tests.unit.orders.town import Town
from tests.unit.payouts.test_usecases import DAY, earned, paid

RUB = Currency("RUB")
START, END = NOW - timedelta(days=1), NOW + timedelta(days=60)
FINANCE = Actor(Role.STAFF, AccountId.of(8), duties=frozenset({Duty.FINANCE}))
SUPPORT = Actor(Role.STAFF, AccountId.of(9), duties=frozenset({Duty.SUPPORT}))


async def lines(statement: Statement) -> list[StatementLine]:
    return [line async for line in statement[1]]


async def test_the_lines_lead_from_what_was_payable_to_what_is(town: Town) -> None:
    await earned(town)
    statement = await town.market.write_statement(town.cook, RUB, START, END)
    (released,) = await lines(statement)
    assert statement[0].opening == rub(0)
    assert released.gross == released.net + released.retention
    assert (released.balance, released.paid) == (released.net, rub(0))
    assert released.expected_at is not None  # when what is kept back settles
    later = await town.market.write_statement(town.cook, RUB, town.clock.now() + DAY, END)
    assert (later[0].opening, await lines(later)) == (released.balance, [])


async def test_a_refund_that_the_cook_answers_for_is_a_line_of_its_own(town: Town) -> None:
    await earned(town)
    (order,) = await town.market.list_orders(town.cook, ports.Page())
    await town.market.refund_order(
        SUPPORT,
        order.id,
        Choice(amount=rub(30_000)),
        reason=RefundReason.QUALITY,
        liable=Liable.COOK,
    )
    released, refunded = await lines(await town.market.write_statement(town.cook, RUB, START, END))
    assert refunded.refunds == rub(30_000)
    assert refunded.net == rub(-30_000) - refunded.retention
    assert refunded.balance == released.balance + refunded.net


async def test_a_payouts_statement_has_what_led_to_it(town: Town) -> None:
    (payout,) = await paid(town)
    head, read = await town.market.write_statement.of_payout(town.cook, payout.id)
    found = [line async for line in read]
    assert head.payout == payout
    assert found[-1].paid == payout.amount
    assert found[-1].balance == rub(0)
    assert sum(line.net.amount for line in found[:-1]) == payout.amount.amount


async def test_whose_statement_it_is_decides_who_reads_it(town: Town) -> None:
    write, cook_id = town.market.write_statement, town.cook.cook_id
    assert cook_id is not None
    assert (await write(FINANCE, RUB, START, END, cook_id))[0].cook_id == cook_id
    assert (await write(SYSTEM, RUB, START, END, cook_id))[0].cook_id == cook_id
    for stranger, whom in (
        (SUPPORT, cook_id),
        (town.customer, cook_id),
        (town.customer, None),
        (FINANCE, None),
        (town.cook, CookId.of(1)),
    ):
        with pytest.raises(NotAllowed):
            await write(stranger, RUB, START, END, whom)
    with pytest.raises(EmptyWindow):
        await write(town.cook, RUB, END, START)
    read = [it.subject for it in await town.records("statement.read")]
    assert read == [cook_id]  # what the cook and the system read leaves no trace


async def test_another_cooks_payout_is_unknown_and_to_others_forbidden(town: Town) -> None:
    (payout,) = await paid(town)
    of_payout = town.market.write_statement.of_payout
    other = await town.new_cook("other@example.org")
    with pytest.raises(UnknownPayout):
        await of_payout(Actor(Role.COOK, other.account_id, other.id), payout.id)
    with pytest.raises(UnknownPayout):
        await of_payout(FINANCE, PayoutId.of(1))
    with pytest.raises(NotAllowed):
        await of_payout(town.customer, payout.id)
    await of_payout(FINANCE, payout.id)
    assert [it.subject for it in await town.records("statement.read")] == [payout.id]
