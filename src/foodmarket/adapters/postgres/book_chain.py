"""The chain of the book."""

from typing import Any

from sqlalchemy import Column, func, select

from foodmarket.adapters.postgres import rows
from foodmarket.adapters.postgres import tables as t
from foodmarket.adapters.postgres.chain import chaining
from foodmarket.adapters.postgres.compiled import Statement, compiled
from foodmarket.domain.ledger.model import GENESIS, chain

_entries, _postings, _waiting = t.ledger_entries.c, t.ledger_postings.c, t.ledger_unchained.c


def _lines(value: Column[Any]) -> Any:
    of_entry = select(value).where(_postings.position == _entries.position)
    return func.array(of_entry.order_by(_postings.line).scalar_subquery())


ENTRY = (
    *(_entries.key, _entries.kind, _entries.at, _entries.currency, _entries.order_id),
    *(_lines(_postings.account), _lines(_postings.amount)),
)
CHAINED = compiled(
    select(t.ledger_chain.c.number, t.ledger_chain.c.digest, *ENTRY)
    .join_from(t.ledger_chain, t.ledger_entries, t.ledger_chain.c.position == _entries.position)
    .order_by(t.ledger_chain.c.number)
)
# An entry is chained once, and so it is added to the totals once.
_ADD_UP = Statement(
    """
    INSERT INTO ledger_totals AS kept (kind, currency, amount)
    SELECT split_part(account, ':', 1), currency, sum(amount)
    FROM ledger_postings WHERE position = ANY($1::bigint[])
    GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (kind, currency) DO UPDATE SET amount = kept.amount + excluded.amount
    """,
    ("positions",),
    {},
)
BOOK = chaining(
    lock=0x6C6564676572,  # "ledger"
    genesis=GENESIS,
    link=lambda previous, row: chain(previous, rows.entry(row)),
    chain=t.ledger_chain,
    unchained=t.ledger_unchained,
    rows=select(_entries.position, *ENTRY).join_from(
        t.ledger_unchained, t.ledger_entries, _waiting.position == _entries.position
    ),
    also=_ADD_UP,
)
