"""When a cook is paid, how much at once, and what becomes of a payout. Pure."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import assert_never

from attrs import evolve

from foodmarket.domain.kernel.money import Money
from foodmarket.domain.ledger.decisions import book
from foodmarket.domain.ledger.model import (
    PAYOUTS_IN_TRANSIT,
    Entry,
    EntryKind,
    clearing,
    payable,
    receivable,
)
from foodmarket.domain.payments.capabilities import Capabilities, PayoutLimits
from foodmarket.domain.payments.outcomes import (
    PaidOut,
    PayoutOutcome,
    PayoutPending,
    PayoutRefused,
    Unknown,
)
from foodmarket.domain.payments.requests import PayoutRequest
from foodmarket.domain.payouts.errors import BadPayoutPlan
from foodmarket.domain.payouts.model import (
    Payout,
    PayoutChange,
    PayoutHold,
    PayoutId,
    PayoutOutlook,
    PayoutPlan,
    PayoutState,
    Standing,
)

COOLING = timedelta(days=3)
LEASE = timedelta(seconds=30)
SHORTEST, LONGEST = timedelta(days=1), timedelta(days=31)
LONGEST_WAIT = timedelta(hours=1)
RETRY_PLAN = timedelta(hours=1)
MOST_PARTS = 50  # payouts of one cook at once, whatever the provider's limits say


def new_plan(plan: PayoutPlan, *, minimum: int | None, every: timedelta | None) -> PayoutPlan:
    """Return the plan with another minimum or another rhythm. Refuses with `BadPayoutPlan`."""
    if minimum is not None and not 0 <= minimum <= 10**10:
        raise BadPayoutPlan(field="minimum")
    if every is not None and not SHORTEST <= every <= LONGEST:
        raise BadPayoutPlan(field="every_days")
    return evolve(
        plan,
        minimum=plan.minimum if minimum is None else minimum,
        every=plan.every if every is None else every,
    )


def new_destination(
    plan: PayoutPlan, provider: str, destination: str, label: str, now: datetime
) -> PayoutPlan:
    """Return the plan with another destination, which cools first.

    A cook's first destination cools, too: whoever stole an account must not be quicker than its
    owner. Refuses with `BadPayoutPlan`.
    """
    if not 1 <= len(destination.strip()) <= 500:
        raise BadPayoutPlan(field="destination")
    if not len(label.strip()) <= 100:
        raise BadPayoutPlan(field="label")
    return evolve(
        plan,
        provider=provider,
        destination=destination.strip(),
        label=label.strip(),
        cools_until=now + COOLING,
    )


def outlook(
    plan: PayoutPlan, standing: Standing, capabilities: Capabilities | None, now: datetime
) -> PayoutOutlook:
    """Tell what is paid out now, and name everything that holds the rest back."""
    zero = Money.zero(plan.currency)
    netted = min(standing.owed, standing.payable)
    available = max(standing.payable - netted - standing.frozen, zero)
    holds = _standing_holds(plan, standing, capabilities, now)
    if not available:
        if netted and netted == standing.payable:
            holds.append(PayoutHold.DEBT)
        return PayoutOutlook(parts=(), netted=netted, holds=tuple(holds))
    if available.amount < plan.minimum:
        holds.append(PayoutHold.BELOW_MINIMUM)
    if any(hold is not PayoutHold.DISPUTED for hold in holds):
        return PayoutOutlook(parts=(), netted=netted, holds=tuple(holds))
    limits = capabilities.payout_limits if capabilities else None
    parts, limited = _within(limits, available, standing)
    return PayoutOutlook(parts=parts, netted=netted, holds=(*holds, *limited))


def plan_payouts(
    plan: PayoutPlan,
    standing: Standing,
    capabilities: Capabilities | None,
    now: datetime,
    new_id: Callable[[], PayoutId],
) -> PayoutChange:
    """Reserve what is to be paid now, net what the cook owes, and set the next date.

    What a limit of the provider keeps back is tried again after an hour.
    """
    seen = outlook(plan, standing, capabilities, now)
    entries: list[Entry] = []
    payouts = []
    if seen.netted:
        netting_id = new_id()
        kind, key = EntryKind.DEBT_NETTED, f"debt-netted:{netting_id}"
        source = [(payable(plan.cook_id), seen.netted)]
        target = [(receivable(plan.cook_id), seen.netted)]
        entries.append(book(key, kind, netting_id, now, source, target))
    for part in seen.parts:
        payout = _reserved(plan, part, new_id(), now)
        payouts.append(payout)
        source, target = [(payable(plan.cook_id), part)], [(PAYOUTS_IN_TRANSIT, part)]
        key = reserving(payout.id)
        entries.append(book(key, EntryKind.PAYOUT_RESERVED, payout.id, now, source, target))
    limited = {PayoutHold.DAILY_LIMIT, PayoutHold.MONTHLY_LIMIT}.intersection(seen.holds)
    due_at = now + (RETRY_PLAN if limited else plan.every)
    return PayoutChange(
        plan=evolve(plan, due_at=due_at, version=plan.version + 1),
        payouts=tuple(payouts),
        entries=tuple(entries),
    )


def reserving(payout_id: PayoutId) -> str:
    """Return the key of the entry that sets a payout's money aside."""
    return f"payout-reserved:{payout_id}"


def payout_request(payout: Payout) -> PayoutRequest:
    """Return what the provider is told; the key is the same for every repetition."""
    return PayoutRequest(
        key=payout.id.operation_id,
        order_id=None,
        amount=payout.amount,
        destination=payout.destination,
        description=f"foodmarket {payout.id}",
        requested_at=payout.reserved_at,
    )


def settle_payout(payout: Payout, outcome: PayoutOutcome, now: datetime) -> PayoutChange | None:
    """Apply what the provider said; None for a payout that has ended."""
    if payout.state.final:
        return None
    tried = evolve(payout, attempts=payout.attempts + 1, version=payout.version + 1)
    match outcome:
        case PaidOut(reference):
            paid = evolve(tried, state=PayoutState.PAID, reference=reference, ended_at=now)
            entry = _moved(payout, EntryKind.PAYOUT_PAID, "payout-paid", now)
            return PayoutChange(payouts=(paid,), entries=(entry,))
        case PayoutRefused(reason):
            failed = evolve(tried, state=PayoutState.FAILED, reason=reason, ended_at=now)
            entry = _moved(payout, EntryKind.PAYOUT_FAILED, "payout-failed", now)
            return PayoutChange(payouts=(failed,), entries=(entry,))
        case PayoutPending(reference):
            return PayoutChange(payouts=(_again(tried, now, reference, None),))
        case Unknown(reason):
            return PayoutChange(payouts=(_again(tried, now, payout.reference, reason),))
        case _ as never:
            assert_never(never)


def _standing_holds(
    plan: PayoutPlan, standing: Standing, capabilities: Capabilities | None, now: datetime
) -> list[PayoutHold]:
    holds = []
    if plan.destination is None or plan.provider is None:
        holds.append(PayoutHold.NO_METHOD)
    elif capabilities is None or not capabilities.payouts:
        holds.append(PayoutHold.PROVIDER_CANNOT)
    if plan.cools_until is not None and now < plan.cools_until:
        holds.append(PayoutHold.COOLING)
    if plan.review is not None:
        holds.append(PayoutHold.UNDER_REVIEW)
    if standing.frozen:
        holds.append(PayoutHold.DISPUTED)
    return holds


def _within(
    limits: PayoutLimits | None, available: Money, standing: Standing
) -> tuple[tuple[Money, ...], tuple[PayoutHold, ...]]:
    """Split into payouts that the limits allow; name the limits that keep the rest back."""
    if limits is None or limits.each.currency != available.currency:
        return (available,), ()
    zero = Money.zero(available.currency)
    month_left = max(limits.each_month - standing.this_month, zero)
    times_left = min(max(limits.times_a_day - standing.today, 0), MOST_PARTS)
    left = min(available, month_left)
    parts: list[Money] = []
    while left and len(parts) < times_left:
        parts.append(min(left, limits.each))
        left -= parts[-1]
    holds = []
    if left:
        holds.append(PayoutHold.DAILY_LIMIT)
    if month_left < available:
        holds.append(PayoutHold.MONTHLY_LIMIT)
    return tuple(parts), tuple(holds)


def _reserved(plan: PayoutPlan, part: Money, payout_id: PayoutId, now: datetime) -> Payout:
    return Payout(
        id=payout_id,
        cook_id=plan.cook_id,
        provider=plan.provider or "",
        destination=plan.destination or "",
        label=plan.label,
        amount=part,
        reserved_at=now,
        due_at=now + LEASE,
    )


def _moved(payout: Payout, kind: EntryKind, key: str, now: datetime) -> Entry:
    paid = kind is EntryKind.PAYOUT_PAID
    target = clearing(payout.provider) if paid else payable(payout.cook_id)
    amount = payout.amount
    sources = [(PAYOUTS_IN_TRANSIT, amount)]
    return book(f"{key}:{payout.id}", kind, payout.id, now, sources, [(target, amount)])


def _again(payout: Payout, now: datetime, reference: str | None, reason: str | None) -> Payout:
    wait = min(timedelta(seconds=2 ** min(payout.attempts, 12)), LONGEST_WAIT)
    return evolve(
        payout,
        state=PayoutState.SUBMITTED,
        reference=reference,
        reason=reason,
        due_at=now + max(wait, LEASE),
    )
