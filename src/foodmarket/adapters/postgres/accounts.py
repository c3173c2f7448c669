"""People and their payment methods."""

from collections.abc import Sequence

from attrs import define
from sqlalchemy import Text, bindparam, select

from foodmarket.adapters.postgres import rows
from foodmarket.adapters.postgres import tables as t
from foodmarket.adapters.postgres.compiled import compiled
from foodmarket.adapters.postgres.database import Database
from foodmarket.adapters.postgres.writes import Writes
from foodmarket.domain.accounts.model import Account, AccountId
from foodmarket.domain.payments.model import PaymentMethod

_ID = bindparam("id", type_=Text)
_ACCOUNT = compiled(select(t.accounts).where(t.accounts.c.id == _ID))
_BY_EMAIL = compiled(select(t.accounts).where(t.accounts.c.email == bindparam("email", type_=Text)))
_METHODS = compiled(
    select(t.payment_methods)
    .where(t.payment_methods.c.customer_id == _ID)
    .order_by(t.payment_methods.c.id)
)


@define
class PostgresAccounts:
    _database: Database
    _writes: Writes

    def add(self, account: Account) -> None:
        batch = self._writes.to("accounts", account.id)
        batch.add("add_accounts", rows.of_account(account))

    def save(self, account: Account) -> None:
        batch = self._writes.to("accounts", account.id)
        row = rows.of_account(account)
        id_, role, name, email, password_hash, _created, _residence, *rest, version = row
        batch.write(
            "save_account",
            (id_, version, role, name, email, password_hash, *rest, account.version + 1),
        )

    async def get(self, account_id: AccountId) -> Account | None:
        row = await self._database.row(_ACCOUNT, id=account_id)
        return None if row is None else rows.account(row)

    async def by_email(self, email: str) -> Account | None:
        row = await self._database.row(_BY_EMAIL, email=email)
        return None if row is None else rows.account(row)

    def add_method(self, method: PaymentMethod) -> None:
        batch = self._writes.to("payment_methods", method.id)
        batch.add("add_methods", rows.of_method(method))

    async def methods(self, customer_id: AccountId) -> Sequence[PaymentMethod]:
        return [rows.method(row) for row in await self._database.rows(_METHODS, id=customer_id)]
