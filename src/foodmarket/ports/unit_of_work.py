"""Facts, read when asked for and saved together.

Reads see what was committed. Writes are kept until `commit`, which saves all of them or none, and
refuses with `StaleFacts` where somebody changed one of the same facts since it was read: load and
decide again then. No transaction is open between reads and commit, so nothing is locked while a
use case thinks or talks to a provider.
"""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from foodmarket.ports.accounts import Accounts
from foodmarket.ports.answers import Answers
from foodmarket.ports.audit_log import AuditLog
from foodmarket.ports.catalogue import Catalogue
from foodmarket.ports.credentials import Credentials
from foodmarket.ports.discrepancies import Discrepancies
from foodmarket.ports.disputes import Disputes
from foodmarket.ports.ledger import Ledger
from foodmarket.ports.notices import Notices
from foodmarket.ports.orders import Orders
from foodmarket.ports.outbox import Outbox
from foodmarket.ports.payouts import Payouts
from foodmarket.ports.permits import Permits
from foodmarket.ports.personal_data import PersonalData
from foodmarket.ports.refunds import Refunds
from foodmarket.ports.statements import Statements
from foodmarket.ports.webhooks import Webhooks


class UnitOfWork(Protocol):
    """One load-decide-save round."""

    @property
    def accounts(self) -> Accounts:
        """Return people."""
        ...

    @property
    def credentials(self) -> Credentials:
        """Return what people show who they are with."""
        ...

    @property
    def audit_log(self) -> AuditLog:
        """Return the audit log."""
        ...

    @property
    def catalogue(self) -> Catalogue:
        """Return cooks, dishes and slots."""
        ...

    @property
    def orders(self) -> Orders:
        """Return orders."""
        ...

    @property
    def refunds(self) -> Refunds:
        """Return refunds."""
        ...

    @property
    def disputes(self) -> Disputes:
        """Return disputes."""
        ...

    @property
    def payouts(self) -> Payouts:
        """Return how cooks are paid."""
        ...

    @property
    def discrepancies(self) -> Discrepancies:
        """Return what book and providers disagree on."""
        ...

    @property
    def ledger(self) -> Ledger:
        """Return the book."""
        ...

    @property
    def statements(self) -> Statements:
        """Return the book as it concerns cooks."""
        ...

    @property
    def outbox(self) -> Outbox:
        """Return the events that are to be sent."""
        ...

    @property
    def permits(self) -> Permits:
        """Return the documents that cooks show."""
        ...

    @property
    def answers(self) -> Answers:
        """Return keyed requests."""
        ...

    @property
    def notices(self) -> Notices:
        """Return the feeds."""
        ...

    @property
    def webhooks(self) -> Webhooks:
        """Return what providers notified us of."""
        ...

    @property
    def personal_data(self) -> PersonalData:
        """Return what is stored about people, wherever it stands."""
        ...

    async def commit(self) -> None:
        """Save everything that was added, or nothing. See the refusals of each ``add``."""
        ...


class Begin(Protocol):
    """Opens units of work; leaving one without commit saves nothing."""

    def __call__(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """Open a unit of work."""
        ...
