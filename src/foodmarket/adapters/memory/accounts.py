"""People and their payment methods, in memory."""

from collections.abc import Callable, Sequence

from attrs import evolve, frozen

from foodmarket.adapters.memory.tables import Commit, Tables
from foodmarket.domain.accounts.errors import EmailTaken
from foodmarket.domain.accounts.model import Account, AccountId
from foodmarket.domain.kernel.errors import StaleFacts
from foodmarket.domain.payments.model import PaymentMethod

Later = Callable[[Callable[[Commit], None]], None]


@frozen
class MemoryAccounts:
    _tables: Tables
    _later: Later

    def add(self, account: Account) -> None:
        def write(commit: Commit) -> None:
            if account.email in commit.tables.emails:
                raise EmailTaken
            commit.insert(commit.tables.accounts, account.id, account)
            commit.insert(commit.tables.emails, account.email, account.id)

        self._later(write)

    def save(self, account: Account) -> None:
        def write(commit: Commit) -> None:
            tables = commit.tables
            stored = tables.accounts.get(account.id)
            if stored is None or stored.version != account.version:
                raise StaleFacts
            if tables.emails.get(account.email, account.id) != account.id:
                raise EmailTaken
            commit.drop(tables.emails, stored.email)
            commit.put(tables.emails, account.email, account.id)
            commit.put(tables.accounts, account.id, evolve(account, version=account.version + 1))

        self._later(write)

    async def get(self, account_id: AccountId) -> Account | None:
        return self._tables.accounts.get(account_id)

    async def by_email(self, email: str) -> Account | None:
        account_id = self._tables.emails.get(email)
        return None if account_id is None else self._tables.accounts[account_id]

    def add_method(self, method: PaymentMethod) -> None:
        def write(commit: Commit) -> None:
            commit.insert(commit.tables.methods, method.id, method)
            commit.sort_in(commit.tables.methods_of[method.customer_id], method.id)

        self._later(write)

    async def methods(self, customer_id: AccountId) -> Sequence[PaymentMethod]:
        ids = self._tables.methods_of.get(customer_id, ())
        return [self._tables.methods[method_id] for method_id in ids]
