"""What staff may do, and which session a sign-in opens."""

from datetime import datetime

from foodmarket.domain.accounts.errors import NotAllowed
from foodmarket.domain.accounts.model import (
    Account,
    AccountId,
    Actor,
    CookId,
    Duty,
    Role,
    Session,
    SessionId,
    SessionTerms,
)

LONGEST_AGENT = 200  # characters that are kept of what a browser calls itself


def require_duty(actor: Actor, *duties: Duty) -> AccountId:
    """Return the account of staff with one of the duties; refuse with `NotAllowed` others."""
    if actor.role is not Role.STAFF or actor.account_id is None:
        raise NotAllowed
    if not actor.duties.intersection(duties):
        raise NotAllowed
    return actor.account_id


def new_session(
    account: Account,
    cook_id: CookId | None,
    *,
    session_id: SessionId,
    agent: str,
    terms: SessionTerms,
    now: datetime,
) -> Session:
    """Return the session of somebody whose sign-in succeeded."""
    idle, lasting = terms.of(account.role)
    return Session(
        id=session_id,
        actor=Actor(
            account.role, account.id, cook_id, duties=account.duties, verified=account.verified
        ),
        language=account.language,
        agent="".join(filter(str.isprintable, agent))[:LONGEST_AGENT],
        opened_at=now,
        expires_at=now + lasting,
        idle_for=idle,
        of_version=account.version,
    )
