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
    """Every read is one statement, and so is the commit; no connection is held in between."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._writes = writes = Writes()
        self.accounts = PostgresAccounts(database, writes)
        self.credentials = PostgresCredentials(database, writes)
        self.audit_log = PostgresAuditLog(database, writes)
        self.catalogue = PostgresCatalogue(database, writes)
        self.orders = PostgresOrders(database, writes)
        self.refunds = PostgresRefunds(database)
        self.permits = PostgresPermits(database, writes)
        self.disputes = PostgresDisputes(database)
        self.payouts = PostgresPayouts(database, writes)
        self.discrepancies = PostgresDiscrepancies(database, writes)
        self.ledger = PostgresLedger(database)
        self.statements = PostgresStatements(database)
        self.outbox = PostgresOutbox(database, writes)
        self.answers = PostgresAnswers(database, writes)
        self.notices = PostgresNotices(database, writes)
        self.webhooks = PostgresWebhooks(database, writes)
        self.personal_data = PostgresPersonalData(database, writes)

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
