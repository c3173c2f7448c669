"""The book: entries that balance, and a chain that shows every edit."""

from datetime import timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from foodmarket.domain.accounts.model import CookId
from foodmarket.domain.kernel.money import Currency, CurrencyMismatch, Money
from foodmarket.domain.ledger.decisions import balances, book, trial_balance, verify_chain
from foodmarket.domain.ledger.model import (
    COMMISSION,
    GENESIS,
    PROVIDER_FEES,
    AccountKind,
    ChainedEntry,
    Entry,
    EntryKind,
    LedgerAccount,
    Posting,
    UnbalancedEntry,
    chain,
    clearing,
    escrow,
    payable,
    receivable,
    retention,
)
from foodmarket.domain.orders.model import OrderId
from tests.unit.orders.builders import NOW, RUB, rub

ORDER = OrderId.of(1)
BANK, POT = clearing("sandbox"), escrow(ORDER)


def entry(key: str, amount: int = 100) -> Entry:
    return book(key, EntryKind.CAPTURED, ORDER, NOW, [(BANK, rub(amount))], [(POT, rub(amount))])


def chained(*entries: Entry) -> list[ChainedEntry]:
    links, previous = [], GENESIS
    for number, one in enumerate(entries, start=1):
        previous = chain(previous, one)
        links.append(ChainedEntry(number, one, previous))
    return links


def test_what_is_from_an_account_is_a_debit_and_what_is_to_one_a_credit() -> None:
    assert entry("a").postings == (Posting(BANK, -100), Posting(POT, 100))
    assert entry("a").moved == rub(100)


def test_parts_of_nothing_are_left_out() -> None:
    made = book(
        "a", EntryKind.RELEASED, ORDER, NOW, [(POT, rub(5))], [(BANK, rub(5)), (COMMISSION, rub(0))]
    )
    assert [posting.account for posting in made.postings] == [POT, BANK]


def test_an_entry_that_does_not_balance_is_refused() -> None:
    with pytest.raises(UnbalancedEntry):
        book("a", EntryKind.CAPTURED, ORDER, NOW, [(BANK, rub(5))], [(POT, rub(6))])


def test_an_entry_that_moves_nothing_is_refused() -> None:
    with pytest.raises(UnbalancedEntry):
        entry("a", 0)


@pytest.mark.parametrize("postings", [(), (Posting(BANK, 1),), (Posting(BANK, 0),)])
def test_postings_that_are_no_entry_are_refused(postings: tuple[Posting, ...]) -> None:
    with pytest.raises(UnbalancedEntry):
        evolve(entry("a"), postings=postings)


def test_an_entry_has_one_currency() -> None:
    with pytest.raises(CurrencyMismatch):
        book(
            "a",
            EntryKind.CAPTURED,
            ORDER,
            NOW,
            [(BANK, rub(5))],
            [(POT, Money(5, Currency("EUR")))],
        )


def test_balances_stand_on_the_accounts_own_side() -> None:
    fee = book("f", EntryKind.PROVIDER_FEE, ORDER, NOW, [(PROVIDER_FEES, rub(3))], [(BANK, rub(3))])
    assert balances([entry("a"), entry("b", 50), fee]) == {
        (BANK, RUB): 147,
        (POT, RUB): 150,
        (PROVIDER_FEES, RUB): 3,
    }


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=20))
def test_the_trial_balance_of_any_book_is_zero(amounts: list[int]) -> None:
    entries = [entry(str(number), amount) for number, amount in enumerate(amounts)]
    lines = {account: Money(sum_, code) for (account, code), sum_ in balances(entries).items()}
    assert trial_balance(lines, RUB) == rub(0)


def test_a_trial_balance_shows_what_is_missing() -> None:
    assert trial_balance({BANK: rub(100), POT: rub(90)}, RUB) == rub(-10)


def test_an_unedited_chain_verifies() -> None:
    assert verify_chain(chained(entry("a"), entry("b"), entry("c"))) is None
    assert verify_chain([]) is None


@pytest.mark.parametrize(
    "edited",
    [
        {"key": "z"},
        {"kind": EntryKind.RELEASED},
        {"at": NOW + timedelta(microseconds=1)},
        {"currency": Currency("EUR")},
        {"order_id": OrderId.of(9)},
        {"postings": (Posting(BANK, -101), Posting(POT, 101))},
        {"postings": (Posting(BANK, -100), Posting(COMMISSION, 100))},
    ],
)
def test_an_edited_entry_breaks_the_chain_at_its_link(edited: dict[str, object]) -> None:
    links = chained(entry("a"), entry("b"), entry("c"))
    other: Entry = evolve(links[1].entry, **edited)  # type: ignore[arg-type]
    links[1] = evolve(links[1], entry=other)
    broken = verify_chain(links)
    assert broken is not None
    assert broken.number == 2
    assert broken.found == links[1].digest


def test_a_removed_entry_breaks_the_chain() -> None:
    links = chained(entry("a"), entry("b"), entry("c"))
    for gone in (0, 1):
        broken = verify_chain(links[:gone] + links[gone + 1 :])
        assert broken is not None
        assert broken.number == gone + 1


def test_reordered_entries_break_the_chain() -> None:
    links = chained(entry("a"), entry("b"), entry("c"))
    broken = verify_chain([links[0], links[2], links[1]])
    assert broken is not None
    assert broken.number == 2


def test_a_wrong_number_breaks_the_chain() -> None:
    links = chained(entry("a"), entry("b"))
    broken = verify_chain([links[0], evolve(links[1], number=3)])
    assert broken is not None
    assert broken.key == "b"


@pytest.mark.parametrize(
    ("account", "kind", "side", "guarded"),
    [
        (BANK, AccountKind.CLEARING, -1, False),
        (POT, AccountKind.ESCROW, 1, True),
        (retention(ORDER), AccountKind.RETENTION, 1, True),
        (payable(CookId.of(1)), AccountKind.PAYABLE, 1, True),
        (receivable(CookId.of(1)), AccountKind.RECEIVABLE, -1, True),
        (COMMISSION, AccountKind.COMMISSION, 1, False),
        (PROVIDER_FEES, AccountKind.EXPENSE, -1, False),
        (LedgerAccount("disputes:open"), AccountKind.DISPUTES, -1, True),
        (LedgerAccount("refunds:in_transit"), AccountKind.REFUNDS, 1, False),
    ],
)
def test_an_account_knows_its_place_in_the_chart(
    account: LedgerAccount, kind: AccountKind, side: int, *, guarded: bool
) -> None:
    assert account.kind is kind
    assert account.kind.side == side
    assert account.kind.guarded is guarded
    assert account.owner == account.split(":", 1)[1]
