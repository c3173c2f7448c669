"""When held money moves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foodmarket.domain.accounts.model import CookId
from foodmarket.domain.escrow.decisions import (
    Funds,
    fund_refund,
    release,
    return_promotion,
    settle_retention,
)
from foodmarket.domain.escrow.model import Liable, RetentionTo, Terms
from foodmarket.domain.kernel.money import BasisPoints
from foodmarket.domain.ledger.model import (
    COMMISSION,
    GOODWILL,
    PROMOTIONS,
    REFUNDS_IN_TRANSIT,
    Entry,
    escrow,
    payable,
    receivable,
    retention,
)
from foodmarket.domain.orders.model import OrderId
from tests.unit.orders.builders import NOW, rub

ORDER, COOK = OrderId.of(1), CookId.of(2)
ESCROW, RETENTION = escrow(ORDER), retention(ORDER)
PAYABLE, RECEIVABLE = payable(COOK), receivable(COOK)
pots = st.integers(0, 10**9)


def funds(held: int = 0, retained: int = 0, owed_to_cook: int = 0) -> Funds:
    return Funds(
        order_id=ORDER,
        cook_id=COOK,
        escrow=rub(held),
        retention=rub(retained),
        payable=rub(owed_to_cook),
    )


def moved(entry: Entry) -> dict[str, int]:
    return {posting.account: posting.amount for posting in entry.postings}


def test_ninety_percent_becomes_payable_and_ten_stays_back() -> None:
    entry = release(funds(10_000), Terms(), exempt=rub(0), at=NOW)
    assert moved(entry) == {ESCROW: -10_000, PAYABLE: 9_000, RETENTION: 1_000}


def test_a_tip_and_a_promotion_are_exempt_from_the_retention() -> None:
    entry = release(funds(10_000), Terms(), exempt=rub(3_000), at=NOW)
    assert moved(entry) == {ESCROW: -10_000, PAYABLE: 9_300, RETENTION: 700}


def test_nothing_stays_back_of_less_than_what_is_exempt() -> None:
    entry = release(funds(100), Terms(), exempt=rub(3_000), at=NOW)
    assert moved(entry) == {ESCROW: -100, PAYABLE: 100}


@given(st.integers(1, 10**12), st.integers(0, 10_000), st.integers(0, 10**12))
def test_a_release_empties_the_escrow_to_the_unit(held: int, rate: int, exempt: int) -> None:
    terms = Terms(retention=BasisPoints(rate))
    entry = release(funds(held), terms, exempt=rub(exempt), at=NOW)
    after = funds(held).after(entry)
    assert after.escrow == rub(0)
    assert after.payable + after.retention == rub(held)
    assert after.payable >= rub(min(exempt, held))


@pytest.mark.parametrize(
    ("keeper", "account"), [(RetentionTo.PLATFORM, COMMISSION), (RetentionTo.COOK, PAYABLE)]
)
def test_what_is_left_of_the_retention_goes_to_whom_the_terms_name(
    keeper: RetentionTo, account: str
) -> None:
    entry = settle_retention(funds(0, 700), Terms(retention_to=keeper), at=NOW)
    assert moved(entry) == {RETENTION: -700, account: 700}


@pytest.mark.parametrize(
    ("facts", "liable", "sources"),
    [
        (funds(1_000), Liable.PLATFORM, {ESCROW: 600}),
        (funds(500, 200, 900), Liable.COOK, {ESCROW: 500, RETENTION: 100}),
        (funds(0, 100, 900), Liable.COOK, {RETENTION: 100, PAYABLE: 500}),
        (funds(0, 100, 200), Liable.COOK, {RETENTION: 100, PAYABLE: 200, RECEIVABLE: 300}),
        (funds(), Liable.COOK, {RECEIVABLE: 600}),
        (funds(0, 100, 900), Liable.PLATFORM, {RETENTION: 100, GOODWILL: 500}),
        (funds(0, 100, 900), Liable.CUSTOMER, {RETENTION: 100, GOODWILL: 500}),
    ],
)
def test_a_refund_is_paid_from_the_pots_in_their_order(
    facts: Funds, liable: Liable, sources: dict[str, int]
) -> None:
    entry = fund_refund(facts, rub(600), liable, key="k", at=NOW)
    expected = {account: -amount for account, amount in sources.items()}
    assert moved(entry) == {**expected, REFUNDS_IN_TRANSIT: 600}


@given(pots, pots, pots, st.integers(1, 10**9), st.sampled_from(Liable))
def test_a_refund_is_found_to_the_unit_and_overdraws_nothing(
    held: int, retained: int, owed: int, amount: int, liable: Liable
) -> None:
    before = funds(held, retained, owed)
    entry = fund_refund(before, rub(amount), liable, key="k", at=NOW)
    after = before.after(entry)
    assert entry.moved == rub(amount)
    assert min(after.escrow.amount, after.retention.amount, after.payable.amount) >= 0
    if liable is not Liable.COOK:
        assert after.payable == before.payable


def test_a_promotion_returns_from_where_it_went() -> None:
    entry = return_promotion(funds(100), rub(100), Liable.PLATFORM, at=NOW)
    assert moved(entry) == {ESCROW: -100, PROMOTIONS: 100}
    entry = return_promotion(funds(0, 0, 40), rub(100), Liable.COOK, at=NOW)
    assert moved(entry) == {PAYABLE: -40, RECEIVABLE: -60, PROMOTIONS: 100}
