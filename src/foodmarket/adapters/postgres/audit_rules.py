"""What a check is: a query for sentences, one per violation."""

from collections.abc import Sequence
from typing import Self

from attrs import frozen

from foodmarket.adapters.postgres.compiled import Statement

MOST_SHOWN = 10


@frozen
class Rule:
    """One invariant: its number and name, and the statement that counts and finds."""

    number: int
    name: str
    statement: Statement

    @classmethod
    def of(cls, number: int, name: str, looked_at: str, found: str, *given: Sequence[str]) -> Self:
        """Make a rule over the table ``looked_at``.

        ``found`` selects one text per violation; ``given`` are text arrays for ``$1``, ``$2``, …
        It is all one statement, so it sees one state of the store.
        """
        names = tuple(f"given_{index}" for index in range(len(given)))
        sql = f"""
            WITH found (what) AS ({found})
            SELECT
                (SELECT count(*) FROM {looked_at}),
                ARRAY(SELECT what FROM found ORDER BY what LIMIT {MOST_SHOWN})
        """  # noqa: S608 - both are written in this folder
        return cls(number, name, Statement(sql, names, dict(zip(names, given, strict=True))))
