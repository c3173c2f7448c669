"""People and their payment methods."""

from collections.abc import Sequence
from typing import Protocol

from foodmarket.domain.accounts.model import Account, AccountId
from foodmarket.domain.payments.model import PaymentMethod


class Accounts(Protocol):
    """People and their saved payment methods."""

    def add(self, account: Account) -> None:
        """Add a person. The commit refuses with `EmailTaken`."""
        ...

    def save(self, account: Account) -> None:
        """Save a changed account (its ``version`` as it was read)."""
        ...

    async def get(self, account_id: AccountId) -> Account | None:
        """Return the account."""
        ...

    async def by_email(self, email: str) -> Account | None:
        """Return the account with this normal e-mail address."""
        ...

    def add_method(self, method: PaymentMethod) -> None:
        """Add a payment method."""
        ...

    async def methods(self, customer_id: AccountId) -> Sequence[PaymentMethod]:
        """Return a customer's payment methods, oldest first."""
        ...
