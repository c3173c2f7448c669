"""The hash chain of the book, kept up with its entries."""

from attrs import frozen

from foodmarket import ports

BATCH = 1000


@frozen(kw_only=True)
class Sealer:
    """Chain the entries that are not chained yet."""

    begin: ports.Begin

    async def __call__(self) -> int:
        """Return how many entries were chained."""
        async with self.begin() as uow:
            return await uow.ledger.extend_chain(BATCH)
