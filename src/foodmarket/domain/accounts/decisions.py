"""What staff may do."""

from foodmarket.domain.accounts.errors import NotAllowed
from foodmarket.domain.accounts.model import AccountId, Actor, Duty, Role


def require_duty(actor: Actor, *duties: Duty) -> AccountId:
    """Return the account of staff with one of the duties; refuse with `NotAllowed` others."""
    if actor.role is not Role.STAFF or actor.account_id is None:
        raise NotAllowed
    if not actor.duties.intersection(duties):
        raise NotAllowed
    return actor.account_id
