from foodmarket.domain.statements.model import (
    AMOUNTS,
    CookStatement,
    StatedEntry,
    StatementLine,
)
from foodmarket.domain.statements.usecases.write_all import WriteAllStatements
from foodmarket.domain.statements.usecases.write_statement import Statement, WriteStatement

__all__ = [
    "AMOUNTS",
    "CookStatement",
    "StatedEntry",
    "Statement",
    "StatementLine",
    "WriteAllStatements",
    "WriteStatement",
]
