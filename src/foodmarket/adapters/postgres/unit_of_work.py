"""One load-decide-save round on PostgreSQL."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from types import TracebackType

from foodmarket.adapters.postgres.accounts import PostgresAccounts
from foodmarket.adapters.postgres.answers import PostgresAnswers, PostgresNotices
from foodmarket.adapters.postgres.audit_log import PostgresAuditLog
from foodmarket.adapters.postgres.catalogue import PostgresCatalogue
from foodmarket.adapters.postgres.commits import Piece
from foodmarket.adapters.postgres.credentials import PostgresCredentials
from foodmarket.adapters.postgres.database import Database
from foodmarket.adapters.postgres.discrepancies import PostgresDiscrepancies
from foodmarket.adapters.postgres.disputes import PostgresDisputes
from foodmarket.adapters.postgres.ledger import PostgresLedger
from foodmarket.adapters.postgres.orders import PostgresOrders
from foodmarket.adapters.postgres.outbox import PostgresOutbox
from foodmarket.adapters.postgres.payouts import PostgresPayouts
from foodmarket.adapters.postgres.permits import PostgresPermits
from foodmarket.adapters.postgres.personal_data import PostgresPersonalData
from foodmarket.adapters.postgres.portions import shortage
from foodmarket.adapters.postgres.refunds import PostgresRefunds
from foodmarket.adapters.postgres.refusals import PortionsGone
from foodmarket.adapters.postgres.statements import PostgresStatements
from foodmarket.adapters.postgres.webhooks import PostgresWebhooks
from foodmarket.adapters.postgres.writes import Writes
from foodmarket.domain.kernel.errors import StaleFacts

_TRIES = 8


class PostgresUnitOfWork(AbstractAsyncContextManager["PostgresUnitOfWork"]):
    """Every read is one statement, and so is the commit; no connection is held in between.

    Each part is made when it is asked for: a round uses two or three of them.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._writes = Writes()

    @property
    def accounts(self) -> PostgresAccounts:
        return PostgresAccounts(self._database, self._writes)

    @property
    def credentials(self) -> PostgresCredentials:
        return PostgresCredentials(self._database, self._writes)

    @property
    def audit_log(self) -> PostgresAuditLog:
        return PostgresAuditLog(self._database, self._writes)

    @property
    def catalogue(self) -> PostgresCatalogue:
        return PostgresCatalogue(self._database, self._writes)

    @property
    def orders(self) -> PostgresOrders:
        return PostgresOrders(self._database, self._writes)

    @property
    def refunds(self) -> PostgresRefunds:
        return PostgresRefunds(self._database)

    @property
    def permits(self) -> PostgresPermits:
        return PostgresPermits(self._database, self._writes)

    @property
    def disputes(self) -> PostgresDisputes:
        return PostgresDisputes(self._database)

    @property
    def payouts(self) -> PostgresPayouts:
        return PostgresPayouts(self._database, self._writes)

    @property
    def discrepancies(self) -> PostgresDiscrepancies:
        return PostgresDiscrepancies(self._database, self._writes)

    @property
    def ledger(self) -> PostgresLedger:
        return PostgresLedger(self._database)

    @property
    def statements(self) -> PostgresStatements:
        return PostgresStatements(self._database)

    @property
    def outbox(self) -> PostgresOutbox:
        return PostgresOutbox(self._database, self._writes)

    @property
    def answers(self) -> PostgresAnswers:
        return PostgresAnswers(self._database, self._writes)

    @property
    def notices(self) -> PostgresNotices:
        return PostgresNotices(self._database, self._writes)

    @property
    def webhooks(self) -> PostgresWebhooks:
        return PostgresWebhooks(self._database, self._writes)

    @property
    def personal_data(self) -> PostgresPersonalData:
        return PostgresPersonalData(self._database, self._writes)

    async def __aenter__(self) -> "PostgresUnitOfWork":
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._writes.forget()

    async def commit(self) -> None:
        """Save everything that was added, or nothing."""
        batches = [pieces for batch in self._writes.batches if (pieces := batch.pieces())]
        if not batches:
            return
        try:
            for _ in range(_TRIES):
                if await self._saved(batches):
                    return
            raise StaleFacts
        finally:
            self._writes.forget()

    async def _saved(self, batches: Sequence[Sequence[Piece]]) -> bool:
        """Tell whether it is done; not where portions were gone that have come back meanwhile."""
        try:
            await self._database.write(batches)
        except PortionsGone as gone:
            short = await shortage(self._database, self._writes)
            if short is not None:
                raise short from gone
            return False
        return True
