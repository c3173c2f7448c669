"""For whom the present task acts, so that a store can be a second wall behind the use cases.

An entrypoint that serves people sets it for the length of one call. A store that can hides from
customers and cooks the rows of everybody else, whatever a use case asks for. Staff, couriers and
the system act for others and are held by the use cases alone.
"""

from contextvars import ContextVar

from attrs import frozen

from foodmarket.domain.accounts.model import Actor, Role


@frozen
class Walled:
    """Whose rows can be seen: of the account and, for cooks, of the kitchen; empty is nobody."""

    account: str
    cook: str = ""


ACTING: ContextVar[Walled | None] = ContextVar("acting", default=None)


def wall_of(actor: Actor) -> Walled | None:
    """Return what an actor is walled in by; None for those who act for others."""
    if actor.role not in {Role.CUSTOMER, Role.COOK}:
        return None
    return Walled(account=actor.account_id or "", cook=actor.cook_id or "")
