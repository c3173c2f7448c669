"""What every request asks first: who is calling, and whether it may be done that often."""

from collections.abc import Sequence
from typing import Protocol

from attrs import frozen

from foodmarket.domain.accounts.model import Session
from foodmarket.ports.limiter import Allowance, Rate


@frozen
class Toll:
    """One rate that a request counts against; ``key`` is who or what is counted.

    With ``takes`` 0 it is not counted, and only refused where nothing is left.
    """

    key: str
    rate: Rate
    takes: int = 1


@frozen
class Entry:
    """The answer of the gate: the session, and the allowance that leaves the least.

    ``toll`` is the one that this allowance is of; both are None where nothing was counted.
    """

    session: Session | None = None
    allowance: Allowance | None = None
    toll: Toll | None = None


class Gate(Protocol):
    """Finds sessions and counts requests, over all processes, in one round trip."""

    async def enter(
        self, token: str | None, tolls: Sequence[Toll] = (), per_account: Sequence[Toll] = ()
    ) -> Entry:
        """Find the session of the token, as `Sessions.find` does, and count one request.

        ``per_account`` are counted where a session was found, under their key and the account. A
        request that one rate refuses is counted against none.
        """
        ...
