"""Statements: what happened to a cook's money in a period."""

from foodmarket.domain.statements.model import CookStatement, StatementLine
from foodmarket.domain.statements.usecases.write_statement import WriteStatement

__all__ = ["CookStatement", "StatementLine", "WriteStatement"]
