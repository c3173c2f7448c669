"""A store that lives in memory and forgets everything with the process.

It keeps the promises of every other store, races included: a commit gives way to others before it
looks at what it is about to change.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from foodmarket.adapters.memory.accounts import MemoryAccounts
from foodmarket.adapters.memory.answers import MemoryAnswers, MemoryNotices
from foodmarket.adapters.memory.audit import MemoryAudit
from foodmarket.adapters.memory.audit_log import MemoryAuditLog
from foodmarket.adapters.memory.catalogue import MemoryCatalogue
from foodmarket.adapters.memory.credentials import MemoryCredentials
from foodmarket.adapters.memory.discrepancies import MemoryDiscrepancies
from foodmarket.adapters.memory.disputes import MemoryDisputes
from foodmarket.adapters.memory.ledger import MemoryLedger
from foodmarket.adapters.memory.orders import MemoryOrders
from foodmarket.adapters.memory.outbox import MemoryOutbox
from foodmarket.adapters.memory.payouts import MemoryPayouts
from foodmarket.adapters.memory.permits import MemoryPermits
from foodmarket.adapters.memory.personal_data import MemoryPersonalData
from foodmarket.adapters.memory.refunds import MemoryRefunds
from foodmarket.adapters.memory.statements import MemoryStatements
from foodmarket.adapters.memory.tables import Commit, Tables
from foodmarket.adapters.memory.webhooks import MemoryWebhooks

Write = Callable[[Commit], None]
Observe = Callable[[Commit], None]


class MemoryUnitOfWork:
    """Reads what was committed; keeps writes until `commit`.

    Its parts are made when they are asked for: most units of work need one or two of them.
    """

    def __init__(self, tables: Tables, observe: Observe | None = None) -> None:
        self._tables = tables
        self._observe = observe
        self._writes: list[Write] = []

    @property
    def accounts(self) -> MemoryAccounts:
        return MemoryAccounts(self._tables, self._writes.append)

    @property
    def credentials(self) -> MemoryCredentials:
        return MemoryCredentials(self._tables, self._writes.append)

    @property
    def audit_log(self) -> MemoryAuditLog:
        return MemoryAuditLog(self._tables, self._writes.append)

    @property
    def catalogue(self) -> MemoryCatalogue:
        return MemoryCatalogue(self._tables, self._writes.append)

    @property
    def orders(self) -> MemoryOrders:
        return MemoryOrders(self._tables, self._writes.append)

    @property
    def refunds(self) -> MemoryRefunds:
        return MemoryRefunds(self._tables)

    @property
    def permits(self) -> MemoryPermits:
        return MemoryPermits(self._tables, self._writes.append)

    @property
    def disputes(self) -> MemoryDisputes:
        return MemoryDisputes(self._tables)

    @property
    def payouts(self) -> MemoryPayouts:
        return MemoryPayouts(self._tables, self._writes.append)

    @property
    def discrepancies(self) -> MemoryDiscrepancies:
        return MemoryDiscrepancies(self._tables, self._writes.append)

    @property
    def ledger(self) -> MemoryLedger:
        return MemoryLedger(self._tables)

    @property
    def statements(self) -> MemoryStatements:
        return MemoryStatements(self._tables)

    @property
    def outbox(self) -> MemoryOutbox:
        return MemoryOutbox(self._tables, self._writes.append)

    @property
    def answers(self) -> MemoryAnswers:
        return MemoryAnswers(self._tables, self._writes.append)

    @property
    def notices(self) -> MemoryNotices:
        return MemoryNotices(self._tables, self._writes.append)

    @property
    def webhooks(self) -> MemoryWebhooks:
        return MemoryWebhooks(self._tables, self._writes.append)

    @property
    def personal_data(self) -> MemoryPersonalData:
        return MemoryPersonalData(self._tables, self._writes.append)

    def forget(self) -> None:
        """Drop what was added and not committed."""
        self._writes.clear()

    async def commit(self) -> None:
        """Save everything that was added, or nothing."""
        await asyncio.sleep(0)
        self.save()

    def save(self) -> None:
        """Save in this instant; `commit` gives way to others first."""
        writes, self._writes[:] = list(self._writes), []
        commit = Commit(self._tables)
        try:
            for write in writes:
                write(commit)
            commit.finish()
        except BaseException:
            commit.undo()
            raise
        if self._observe is not None:
            self._observe(commit)


class MemoryStore:
    """One marketplace's facts; ``tables`` is the side door for tests and the curious.

    ``observe`` is shown each commit in the instant in which it was made.
    """

    def __init__(self, observe: Observe | None = None) -> None:
        self.tables = Tables()
        self._observe = observe
        self.audit = MemoryAudit(self.tables)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[MemoryUnitOfWork]:
        """Open a unit of work; leaving it without commit saves nothing."""
        yield MemoryUnitOfWork(self.tables, self._observe)
