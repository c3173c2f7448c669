"""What people complain of at other marketplaces, and must never meet here.

1. A residue of half a cent blocks a refund.
2. A time-out refunds twice.
3. A payout ignores a refund.

Each runs the real use cases against the sandbox bank, and asks the bank itself in the end.
"""

from datetime import timedelta
from typing import Any

import pytest
from attrs import define

from foodmarket import ports
from foodmarket.domain.accounts.model import AccountId, Actor, Duty, Role
from foodmarket.domain.escrow.model import Liable, Terms
from foodmarket.domain.kernel.errors import KeyTaken
from foodmarket.domain.kernel.money import BasisPoints, Currency, Money
from foodmarket.domain.ledger.model import clearing
from foodmarket.domain.orders.errors import RefundTooLarge
from foodmarket.domain.orders.model import Purchase
from foodmarket.domain.orders.process import Trigger
from foodmarket.domain.payouts.decisions import COOLING
from foodmarket.domain.payouts.model import Payout
from foodmarket.domain.refunds.decisions import Choice
from foodmarket.domain.refunds.model import Refund, RefundReason, RefundState
from foodmarket.entrypoints.marketplace import wire
from tests.unit.orders.builders import ADDRESS, rub
from tests.unit.orders.town import PASSWORD, Town

ROUBLE = Currency("RUB")
DUTIES = frozenset({Duty.SUPPORT, Duty.FINANCE})
STAFF = Actor(Role.STAFF, AccountId.of(40), duties=DUTIES)
EVERYTHING = Choice()


@define
class Sale:
    """A dinner that was handed over in a town, and what happens to its money."""

    town: Town
    purchase: Purchase

    @classmethod
    async def delivered(
        cls, town: Town, card: str = "sandbox_ok", quantity: int = 2, **terms: Any
    ) -> "Sale":
        town.market = wire(town.market.adapters, terms=lambda: Terms(**terms))
        assert town.slot is not None
        assert town.dish is not None
        placed = await town.market.place_order(
            town.customer,
            slot_id=town.slot.id,
            wanted={town.dish.id: quantity},
            address=ADDRESS,
            method_id=(await town.card(card)).id,
            tip=1_001,
        )
        steps = (Trigger.ACCEPT, Trigger.START, Trigger.FINISH)
        ready = await town.cooked(placed, *steps)
        code = ready.order.delivery_code
        return cls(town, await town.market.hand_over_order(town.cook, placed.order.id, code, None))

    async def confirm(self) -> None:
        order_id = self.purchase.order.id
        await self.town.market.move_order(self.town.customer, order_id, Trigger.CONFIRM)

    async def refund(self, choice: Choice, key: ports.Key | None = None) -> Refund:
        return await self.town.market.refund_order(
            STAFF,
            self.purchase.order.id,
            choice,
            reason=RefundReason.QUALITY,
            liable=Liable.COOK,
            key=key,
        )

    async def now(self) -> Purchase:
        return await self.town.shown(self.purchase)

    async def resumed(self, times: int) -> None:
        """Let the resumer come by, each time after an hour."""
        for _ in range(times):
            self.town.clock.advance(timedelta(hours=1))
            await self.town.market.resume(self.purchase.order.id)

    async def pay_the_cook(self) -> list[Payout]:
        """Return the payouts of the next day on which the cook is due."""
        assert self.town.cook.cook_id is not None
        self.town.clock.advance(COOLING + timedelta(days=1))
        return list(await self.town.market.pay_cook(self.town.cook.cook_id))

    async def adds_up(self) -> None:
        """Check the book by itself, and against what the bank holds for us."""
        assert await self.town.is_sound()
        async with self.town.store.begin() as uow:
            booked = await uow.ledger.balance(clearing("sandbox"), ROUBLE)
        assert await self.town.bank.totals(ROUBLE) == booked.amount


@pytest.mark.parametrize("promotion", [1, 3_333, 9_999])
@pytest.mark.parametrize("quantity", [1, 3, 7])
async def test_a_residue_of_half_a_cent_blocks_no_refund(
    town: Town, promotion: int, quantity: int
) -> None:
    """Whatever was given back piece by piece, the rest goes back to the last minor unit."""
    sale = await Sale.delivered(
        town,
        quantity=quantity,
        promotion=BasisPoints(promotion),
        retention=BasisPoints(1_111),
        refund_approval_limit=10**9,
    )
    for _ in range(quantity):
        await sale.refund(Choice(portions=(1,)))
    await sale.refund(Choice(amount=rub(2)))
    await sale.confirm()  # what is left is released, and split once more
    await sale.refund(EVERYTHING)
    payment = (await sale.now()).payment
    assert payment.refunded == payment.captured
    with pytest.raises(RefundTooLarge) as refused:
        await sale.refund(EVERYTHING)
    assert refused.value.most == 0
    await sale.adds_up()


async def test_a_time_out_does_not_refund_twice(town: Town) -> None:
    """The bank gave the money back and its answer was lost: whoever asks again changes nothing."""
    sale = await Sale.delivered(town, "sandbox_refund_timeout")
    assert STAFF.account_id is not None
    key = ports.Key(owner=STAFF.account_id, text="refund-1", fingerprint="f")
    asked = await sale.refund(Choice(amount=rub(5_000)), key)
    assert asked.state is RefundState.SUBMITTED
    with pytest.raises(KeyTaken):  # the button was pressed again
        await sale.refund(Choice(amount=rub(5_000)), key)
    await sale.resumed(times=3)
    (refund,) = await town.market.refund_order.of_order(STAFF, sale.purchase.order.id)
    assert (refund.id, refund.state) == (asked.id, RefundState.SUCCEEDED)
    payment = (await sale.now()).payment
    assert payment.refunded == rub(5_000)
    view = await town.bank.show(payment.id, town.clock.now())
    assert view is not None
    assert list(view.refunds.values()) == [rub(5_000)]
    await sale.adds_up()


async def test_a_payout_does_not_ignore_a_refund(town: Town) -> None:
    """Before a payout a refund lessens it; after it, what is owed lessens the next one."""
    sale, later = await Sale.delivered(town), await Sale.delivered(town)
    await town.market.edit_payout_plan.destination(
        town.cook, provider="sandbox", destination="account", label="", password=PASSWORD
    )
    await sale.confirm()
    earned = await _payable(town)
    retained = (await sale.now()).funds.retention
    await sale.refund(Choice(amount=rub(20_000)))
    (first,) = await sale.pay_the_cook()
    assert first.amount == earned - (rub(20_000) - retained)
    await sale.refund(Choice(amount=rub(30_000)))  # all of it is with the cook by now
    assert await sale.pay_the_cook() == []
    await later.confirm()
    earned = await _payable(town)
    (second,) = await later.pay_the_cook()
    assert second.amount == earned - rub(30_000)
    await later.adds_up()


async def _payable(town: Town) -> Money:
    assert town.cook.cook_id is not None
    async with town.store.begin() as uow:
        (balance,) = await uow.ledger.cook_balances(town.cook.cook_id)
    return Money(balance.payable, ROUBLE)
