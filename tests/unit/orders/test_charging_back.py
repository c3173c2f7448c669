"""What a bank's dispute does to an order, whenever it comes and however it ends."""

from datetime import timedelta

import pytest
from attrs import evolve

from foodmarket.domain.accounts.model import Role
from foodmarket.domain.disputes.errors import PaymentDisputed
from foodmarket.domain.escrow.model import Liable
from foodmarket.domain.ledger.model import LedgerAccount, disputed
from foodmarket.domain.orders.charging_back import NothingToChargeBack, hear_chargeback
from foodmarket.domain.orders.process import Trigger
from foodmarket.domain.payments.model import OperationKind
from foodmarket.domain.payments.reports import ProviderDisputeState
from foodmarket.domain.refunds.decisions import Choice
from foodmarket.domain.refunds.model import RefundState
from tests.unit.orders.builders import (
    COOK_ID,
    FINISH,
    HAND_OVER,
    Journey,
    arrived,
    chargeback,
    is_at_rest,
    journey,
    rub,
)

LOST, WON = ProviderDisputeState.LOST, ProviderDisputeState.WON
PAYABLE = LedgerAccount(f"payable:{COOK_ID}")
OWED = LedgerAccount(f"receivable:{COOK_ID}")
EXCESS = LedgerAccount("expense:chargebacks")
TOTAL = 90_001


def raised(state: str, amount: int = TOTAL, reason: str = "fraudulent") -> Journey:
    trip = arrived(state)
    trip.hear_of(chargeback(amount, reason=reason))
    return trip


def test_a_capture_that_is_not_known_yet_can_not_be_charged_back() -> None:
    with pytest.raises(NothingToChargeBack):
        journey().hear_of(chargeback(1))


def test_an_order_that_is_being_cooked_goes_on_until_it_is_delivered() -> None:
    trip = raised("preparing")
    with pytest.raises(PaymentDisputed):
        trip.move(Trigger.CANCEL, Role.CUSTOMER)
    trip.go(FINISH, HAND_OVER)
    assert trip.state == "disputed"
    assert trip.purchase.funds.escrow == rub(TOTAL)


def test_a_dispute_is_won_when_the_money_is_back_and_not_when_we_are_told() -> None:
    trip = raised("completed")
    trip.hear_of(chargeback(TOTAL, WON, withdrawn=TOTAL))
    assert (trip.state, trip.dispute().state) == ("disputed", "raised")
    trip.hear_of(chargeback(TOTAL, WON))
    assert (trip.state, trip.dispute().state) == ("settled", "won")
    assert trip.balance(disputed(trip.purchase.order.id)) == 0


def test_the_sixty_days_of_a_dispute_wait_for_the_bank() -> None:
    trip = raised("delivered")
    trip.now += timedelta(days=61)
    trip.elapse()
    assert trip.state == "disputed"
    assert trip.purchase.order.deadline == trip.now + timedelta(days=1)


@pytest.mark.parametrize(("reason", "owes"), [("fraudulent", 0), ("product_not_received", 1)])
def test_the_cook_answers_for_the_meal_and_the_platform_for_the_payment(
    reason: str, owes: int
) -> None:
    trip = raised("completed", reason=reason)
    before = trip.balance(PAYABLE)
    trip.hear_of(chargeback(TOTAL, LOST, reason=reason))
    assert trip.state == "refunded"
    assert (before - trip.balance(PAYABLE) > 0) is bool(owes)
    is_at_rest(trip)


def test_a_cook_who_was_paid_owes_what_the_bank_took() -> None:
    trip = raised("completed", reason="product_not_received")
    held = trip.purchase.funds.payable
    trip.purchase = evolve(trip.purchase, funds=evolve(trip.purchase.funds, payable=rub(0)))
    found = chargeback(TOTAL, LOST, reason="product_not_received")
    change = hear_chargeback(trip.purchase, found, trip.now, trip.new_id())
    assert change is not None
    owed = [p.amount for e in change.entries for p in e.postings if p.account == OWED]
    assert owed == [-held.amount]


def test_a_refund_that_waits_is_covered_by_what_the_bank_took() -> None:
    trip = raised("completed")
    refund_id = trip.refund(Choice(amount=rub(30_000)), Liable.PLATFORM)
    assert trip.purchase.operation is None
    trip.hear_of(chargeback(TOTAL, LOST))
    refund = trip.known(refund_id)
    assert (refund.state, refund.returned) == (RefundState.SUCCEEDED, rub(30_000))
    assert trip.purchase.payment.refunded == rub(TOTAL)
    assert trip.purchase.operation is None
    is_at_rest(trip)


def test_a_refund_that_waits_goes_off_once_the_dispute_is_won() -> None:
    trip = raised("completed")
    trip.refund(Choice(amount=rub(30_000)), Liable.PLATFORM)
    trip.hear_of(chargeback(TOTAL, WON))
    operation = trip.purchase.operation
    assert operation is not None
    assert (operation.kind, operation.amount) == (OperationKind.REFUND, rub(30_000))
    is_at_rest(trip.settle_down())


def test_what_was_given_back_before_is_the_platform_s_loss() -> None:
    trip = arrived("completed")
    trip.refund(Choice(amount=rub(30_000)), Liable.PLATFORM)
    trip.settle_down()
    trip.hear_of(chargeback(TOTAL, LOST))
    assert trip.balance(EXCESS) == 30_000
    assert trip.purchase.payment.refunded == rub(TOTAL)
    assert trip.state == "refunded"


def test_a_settled_order_stays_settled() -> None:
    trip = arrived("completed")
    trip.now += timedelta(days=15)
    trip.elapse()
    for found in (chargeback(TOTAL), chargeback(TOTAL, LOST)):
        trip.hear_of(found)
        assert trip.state == "settled"
    is_at_rest(trip)


def test_a_bank_that_gives_everything_back_overtakes_a_complaint() -> None:
    trip = arrived("delivered")
    trip.move(Trigger.COMPLAIN, Role.CUSTOMER, reason="quality")
    trip.hear_of(chargeback(TOTAL))
    with pytest.raises(PaymentDisputed):
        trip.move(Trigger.RESOLVE_FOR_COOK, Role.STAFF)
    trip.hear_of(chargeback(TOTAL, LOST))
    assert [it.state for it in trip.purchase.disputes] == ["overtaken", "lost"]
    assert trip.state == "refunded"
