"""A commit in memory takes everything back, to the last row."""

import pytest
from attrs import asdict

from foodmarket.adapters.memory.tables import Commit, Tables
from foodmarket.domain.kernel.errors import StaleFacts
from foodmarket.domain.kernel.money import Currency
from foodmarket.domain.ledger.model import LedgerAccount
from foodmarket.domain.payments.model import PaymentMethodId
from foodmarket.ports.contracts.samples import an_account

PAYABLE = (LedgerAccount("payable:cok_1"), Currency("RUB"))


def test_an_undone_commit_leaves_the_tables_as_they_were() -> None:
    tables = Tables()
    first, second = sorted((an_account(), an_account()), key=lambda account: account.id)
    setup = Commit(tables)
    setup.insert(tables.accounts, first.id, first)
    setup.sort_in(tables.methods_of[first.id], PaymentMethodId("b"))
    before = asdict(tables, recurse=False)
    kept = {name: repr(value) for name, value in before.items()}
    commit = Commit(tables)
    commit.put(tables.accounts, first.id, second)
    commit.insert(tables.accounts, second.id, second)
    commit.drop(tables.accounts, first.id)
    commit.sort_in(tables.methods_of[first.id], PaymentMethodId("a"))
    commit.append(tables.methods_of[first.id], PaymentMethodId("c"))
    commit.move_balance(PAYABLE, 5)
    commit.undo()
    assert {name: repr(value) for name, value in before.items()} == kept


def test_a_row_is_inserted_once() -> None:
    tables, account = Tables(), an_account()
    commit = Commit(tables)
    commit.insert(tables.accounts, account.id, account)
    with pytest.raises(StaleFacts):
        commit.insert(tables.accounts, account.id, account)


def test_a_balance_is_judged_by_how_the_commit_leaves_it() -> None:
    commit = Commit(Tables())
    commit.move_balance(PAYABLE, -5)
    with pytest.raises(StaleFacts):
        commit.finish()
    commit.move_balance(PAYABLE, 5)
    commit.finish()
