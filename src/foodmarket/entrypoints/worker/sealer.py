"""The hash chains of the book and of the audit log, kept up with what is written."""

from attrs import frozen

from foodmarket import ports

BATCH = 1000


@frozen(kw_only=True)
class Sealer:
    """Chain the entries and the records that are not chained yet."""

    begin: ports.Begin

    async def __call__(self) -> int:
        """Return how many of both were chained."""
        async with self.begin() as uow:
            entries = await uow.ledger.extend_chain(BATCH)
            return entries + await uow.audit_log.extend_chain(BATCH)
