"""The test cards: what the sandbox bank and the line to it do with each token, as data."""

from datetime import timedelta
from enum import Enum, auto

from attrs import field, frozen

from foodmarket.domain.payments.model import OperationKind

_NONE: frozenset[OperationKind] = frozenset()


class Manner(Enum):
    """How the bank meets the first request of a payment."""

    HOLDS = auto()
    DECLINES = auto()
    ASKS = auto()  # for a second step, on its own page
    TAKES = auto()  # captures at once, as instant payments do
    WAITS = auto()  # holds later, by itself


@frozen
class Card:
    """One test card.

    ``loses_request``: the first try of these never reaches the bank. ``loses_answer``: the bank
    acts, but the first answer never comes back. ``refuses``: always refused; ``refuses_first``:
    only the first one of the payment is.
    """

    token: str
    manner: Manner = field(default=Manner.HOLDS, kw_only=True)
    reason: str | None = field(default=None, kw_only=True)
    after: timedelta = field(default=timedelta(0), kw_only=True)
    loses_request: frozenset[OperationKind] = field(default=_NONE, kw_only=True)
    loses_answer: frozenset[OperationKind] = field(default=_NONE, kw_only=True)
    refuses: frozenset[OperationKind] = field(default=_NONE, kw_only=True)
    refuses_first: frozenset[OperationKind] = field(default=_NONE, kw_only=True)


_HOLD, _CAPTURE, _REFUND = (
    frozenset({kind}) for kind in (OperationKind.HOLD, OperationKind.CAPTURE, OperationKind.REFUND)
)
CARDS = {
    card.token: card
    for card in (
        Card("sandbox_ok"),
        Card("sandbox_declined", manner=Manner.DECLINES, reason="insufficient_funds"),
        Card("sandbox_second_step", manner=Manner.ASKS, after=timedelta(hours=1)),
        Card("sandbox_timeout", loses_answer=_HOLD),
        Card("sandbox_lost", loses_request=_HOLD),
        Card("sandbox_slow", manner=Manner.WAITS, after=timedelta(seconds=5)),
        Card("sandbox_late", manner=Manner.WAITS, after=timedelta(minutes=20)),
        Card("sandbox_instant", manner=Manner.TAKES),
        Card("sandbox_capture_fails", refuses=_CAPTURE),
        Card("sandbox_capture_timeout", loses_answer=_CAPTURE),
        Card("sandbox_refund_fails", refuses_first=_REFUND),
        Card("sandbox_refund_timeout", loses_answer=_REFUND),
    )
}


def card_of(token: str) -> Card:
    """Return the card of the token; one that the bank doesn't know is declined."""
    known = CARDS.get(token)
    return known or Card(token, manner=Manner.DECLINES, reason="unknown_card")
