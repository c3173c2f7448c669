"""What a unit of work keeps until its commit."""

from collections.abc import Hashable

from attrs import define, field

from foodmarket.adapters.postgres.commits import Batch
from foodmarket.domain.catalogue.model import Reservation, Slot


@define
class Writes:
    """Batches of writes; a row that is written twice begins a further batch.

    One statement sees one snapshot and can't write a row twice; nearly every commit is one batch.
    """

    batches: list[Batch] = field(factory=lambda: [Batch()])
    taken: list[Reservation] = field(factory=list)
    resized: list[Slot] = field(factory=list)

    def to(self, table: str, row: Hashable) -> Batch:
        """Return the batch that may write the row."""
        if self.batches[-1].touches((table, row)):
            self.batches.append(Batch())
            self.batches[-1].touches((table, row))
        return self.batches[-1]

    def forget(self) -> None:
        """Keep nothing any longer."""
        self.batches = [Batch()]
        self.taken.clear()
        self.resized.clear()
