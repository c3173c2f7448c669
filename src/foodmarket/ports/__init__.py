"""What the domain needs from outside: one small protocol per need, in the domain's words.

Use cases name them as ``ports.Clock``. `foodmarket.ports.contracts` holds the executable half: a
test suite for each protocol that every adapter passes.

Ports speak of the domain's models and use cases speak of ports, so a name is imported only when
it is first used; type checkers read ``__init__.pyi``.
"""

from importlib import import_module

_HOMES = {
    "Accounts": "unit_of_work",
    "Allowance": "limiter",
    "Answer": "unit_of_work",
    "Answers": "unit_of_work",
    "Audit": "audit",
    "BalanceLine": "unit_of_work",
    "Begin": "unit_of_work",
    "Catalogue": "unit_of_work",
    "Clock": "clock",
    "CookBalance": "unit_of_work",
    "Envelope": "unit_of_work",
    "Finding": "audit",
    "Ids": "ids",
    "Key": "unit_of_work",
    "Ledger": "unit_of_work",
    "Limiter": "limiter",
    "Notice": "unit_of_work",
    "Notices": "unit_of_work",
    "Orders": "unit_of_work",
    "Outbox": "unit_of_work",
    "Page": "unit_of_work",
    "Passwords": "passwords",
    "PaymentProvider": "payment_provider",
    "Payouts": "unit_of_work",
    "Presence": "presence",
    "Rate": "limiter",
    "Refunds": "unit_of_work",
    "Sessions": "sessions",
    "UnitOfWork": "unit_of_work",
    "Webhooks": "unit_of_work",
}
__all__ = list(_HOMES)


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
