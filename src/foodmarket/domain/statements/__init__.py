"""Statements: what happened to a cook's money in a period, or up to a payout."""

from foodmarket.domain.kernel.naming import on_first_use

_HOMES = {
    "AMOUNTS": "model",
    "CookStatement": "model",
    "StatedEntry": "model",
    "Statement": "usecases.write_statement",
    "StatementLine": "model",
    "WriteAllStatements": "usecases.write_all",
    "WriteStatement": "usecases.write_statement",
}
__all__ = list(_HOMES)
__getattr__ = on_first_use(__name__, _HOMES)
