"""When one member of staff does not suffice: awards above the limit are decided by two, alike.

Pure like `foodmarket.domain.orders.decisions`.
"""

from datetime import datetime

from attrs import evolve

from foodmarket.domain.accounts.model import AccountId
from foodmarket.domain.disputes.model import Dispute, PendingVerdict
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.orders.model import Purchase
from foodmarket.domain.orders.process import Trigger
from foodmarket.domain.refunds.errors import SecondPersonNeeded


def waiting_for_second(
    purchase: Purchase, trigger: Trigger, award: Money, by: AccountId, now: datetime
) -> Dispute | None:
    """Return the complaint as it waits for a second person; None where nobody else is needed.

    ``award`` is what would go back. Up to the limit of refunds of the order's terms one decides
    alone; above it the first decision is kept, and another person who decides alike carries it
    out. Another decision takes the place of the first, and waits in turn. Refuses with
    `SecondPersonNeeded` whoever decided so before.
    """
    complaint = next((it for it in purchase.disputes if it.open_complaint), None)
    if complaint is None or award.amount <= purchase.order.terms.refund_approval_limit:
        return None
    pending = complaint.pending
    if pending is None or (pending.verdict, pending.amount) != (trigger, award):
        waits = PendingVerdict(by=by, at=now, verdict=trigger, amount=award)
        return evolve(complaint, pending=waits)
    if pending.by == by:
        raise SecondPersonNeeded
    return None
