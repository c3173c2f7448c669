"""A cook's money, shown."""

import pytest

from foodmarket import ports
from foodmarket.domain.accounts.errors import NotAllowed
from foodmarket.domain.orders.process import Trigger
from tests.unit.orders.builders import RUB
from tests.unit.orders.town import Town

PAGE = ports.Page()


async def test_a_cook_sees_what_is_held_and_what_is_payable(town: Town) -> None:
    purchase = await town.cooked(await town.order(), Trigger.ACCEPT, Trigger.START, Trigger.FINISH)
    show = town.market.show_balance
    (held,) = await show(town.cook)
    assert (held.held, held.retained, held.payable) == (75_000, 0, 0)
    code = purchase.order.delivery_code
    await town.market.hand_over_order(town.cook, purchase.order.id, code)
    await town.market.move_order(town.customer, purchase.order.id, Trigger.CONFIRM)
    (released,) = await show(town.cook)
    assert (released.held, released.retained, released.payable) == (0, 7_500, 67_500)
    (line,) = await show.lines(town.cook, PAGE)
    assert (line.order_id, line.retained) == (purchase.order.id, 7_500)
    assert line.settles_at is not None
    (entry,) = await show.statement(town.cook, RUB, PAGE)
    assert entry.kind.value == "released"


async def test_only_cooks_have_a_balance(town: Town) -> None:
    show = town.market.show_balance
    with pytest.raises(NotAllowed):
        await show(town.customer)
    with pytest.raises(NotAllowed):
        await show.lines(town.customer, PAGE)
    with pytest.raises(NotAllowed):
        await show.statement(town.customer, RUB, PAGE)
