"""What staff was refused is recorded: whoever tries doors that are not theirs is seen."""

import logging
import re
from typing import Any

from litestar.types import Message, Scope

from foodmarket.domain.accounts.model import Role, Session
from foodmarket.domain.kernel.ids import ALPHABET, DIGITS
from foodmarket.entrypoints.http.call import Call
from foodmarket.entrypoints.observing.telling import told

log = logging.getLogger(__name__)
FORBIDDEN = 403
REFUSED = "refused"  # in the state of a call: the code of the refusal
_ID = re.compile(rf"[a-z]{{3}}_[{ALPHABET}]{{{DIGITS}}}")


async def record_refused(message: Message, scope: Scope) -> None:
    """Write down that staff was told 403, before the answer leaves."""
    if message["type"] != "http.response.start" or message["status"] != FORBIDDEN:
        return
    session: Session | None = scope["state"].get("session")
    if session is None or session.actor.role is not Role.STAFF:
        return
    call: Call = Call(scope)
    try:
        await call.market.record_access(
            call.actor,
            "staff.refused",
            None,
            outcome=scope["state"].get(REFUSED, "forbidden"),
            facts=_facts(scope),
        )
    except Exception as error:  # the answer is no in any case
        log.warning("a refusal was not recorded: %s", told(error))


def _facts(scope: Any) -> dict[str, str]:
    """Return what was tried: the operation and the ids in its address, nothing else of it."""
    handler = scope.get("route_handler")
    named = {"operation": str(getattr(handler, "operation_id", None) or scope["method"])}
    given = {name: str(value) for name, value in scope.get("path_params", {}).items()}
    return named | {name: text for name, text in given.items() if _ID.fullmatch(text)}
