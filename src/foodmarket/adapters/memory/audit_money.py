"""Invariants of payments and the book."""

from collections import Counter
from collections.abc import Iterator

from foodmarket.adapters.memory.tables import Book, Tables
from foodmarket.domain.kernel.money import Currency
from foodmarket.domain.ledger.decisions import balances, verify_chain
from foodmarket.domain.ledger.model import (
    PAYOUTS_IN_TRANSIT,
    AccountKind,
    EntryKind,
    LedgerAccount,
    clearing,
    disputed,
)
from foodmarket.domain.payments.model import OperationKind, OperationState, Payment, PaymentState
from foodmarket.domain.payouts.model import PayoutState
from foodmarket.domain.refunds.model import RefundState


def entries_balance(tables: Tables) -> Iterator[str]:
    """The postings of every entry add up to zero."""
    for entry in tables.entries.values():
        off = sum(posting.amount for posting in entry.postings)
        if off or not entry.postings:
            yield f"entry {entry.key} is off by {off}"


def chain_unbroken(tables: Tables) -> Iterator[str]:
    """Every link follows from the entries before it, and binds the entry that is in the book."""
    broken = verify_chain(tables.chain)
    if broken is not None:
        yield f"link {broken.number} ({broken.key}) is broken"
    for link in tables.chain:
        if tables.entries.get(link.entry.key) != link.entry:
            yield f"entry {link.entry.key} was changed or removed after it was chained"


def captured_within_amount(tables: Tables) -> Iterator[str]:
    """No more was taken than the customer agreed to, and it was taken once."""
    for payment in tables.payments.values():
        if not 0 <= payment.captured.amount <= payment.amount.amount:
            yield f"payment {payment.id} captured {payment.captured}"
        if bool(payment.captured) != (payment.state is PaymentState.CAPTURED):
            yield f"payment {payment.id} is {payment.state} with {payment.captured} captured"
    for order_id, entries in tables.entries_of.items():
        captures = sum(entry.kind is EntryKind.CAPTURED for entry in entries)
        if captures > 1:
            yield f"order {order_id} has {captures} captures"


def refunds_within_captured(tables: Tables) -> Iterator[str]:
    """No more went back than was taken, and no more than is not to be kept."""
    for payment in tables.payments.values():
        if not 0 <= payment.refunded.amount <= payment.captured.amount:
            yield f"payment {payment.id} refunded {payment.refunded} of {payment.captured}"
        elif payment.refunded and payment.refunded > payment.captured - payment.keep:
            yield f"payment {payment.id} refunded {payment.refunded}, but keeps {payment.keep}"


def refunds_told(tables: Tables) -> Iterator[str]:
    """The refunds of a payment give back what it does not keep, and returned what it refunded."""
    for payment in tables.payments.values():
        refunds = [tables.refunds[it] for it in tables.refunds_of.get(payment.order_id, ())]
        given = sum(it.amount.amount for it in refunds if it.state.funded)
        returned = sum(it.returned.amount for it in refunds)
        if not refunds:
            continue
        if given > (payment.captured - payment.keep).amount or returned > payment.refunded.amount:
            yield f"payment {payment.id} refunded {payment.refunded}, refunds say {given}"
        for refund in refunds:
            whole = refund.returned == refund.amount
            succeeded = refund.state is RefundState.SUCCEEDED
            if refund.parts.total != refund.amount or whole != succeeded:
                yield f"refund {refund.id} of {refund.amount} does not add up"


def balances_match_entries(tables: Tables) -> Iterator[str]:
    """Every kept balance is the sum of its postings."""
    derived = balances(tables.entries.values())
    guarded = {book for book in derived if book[0].kind.guarded}
    for book in sorted(guarded | set(tables.balances)):
        kept, summed = tables.balances.get(book, 0), derived.get(book, 0)
        if kept != summed:
            yield f"{book[0]} is kept as {kept} and booked as {summed} {book[1]}"


def balances_not_negative(tables: Tables) -> Iterator[str]:
    """What is held, retained, payable or owed is never below zero."""
    for (account, currency), amount in tables.balances.items():
        if amount < 0:
            yield f"{account} is {amount} {currency}"


def clearing_matches(tables: Tables) -> Iterator[str]:
    """Clearing is what was captured, less refunds, chargebacks, fees, payouts, and corrected."""
    should: Counter[Book] = Counter()
    for payment in tables.payments.values():
        fee = payment.fee.amount if payment.fee else 0
        held = payment.captured.amount - payment.refunded.amount - fee
        should[clearing(payment.provider), payment.amount.currency] += held
    for dispute in tables.disputes.values():
        side = dispute.chargeback
        if side is not None:
            gone = side.withdrawn.amount - side.lost.amount + side.fee.amount
            should[clearing(side.provider), side.withdrawn.currency] -= gone
    for payout in tables.payouts.values():
        if payout.state is PayoutState.PAID:
            should[clearing(payout.provider), payout.amount.currency] -= payout.amount.amount
    for found in tables.discrepancies.values():
        should[clearing(found.provider), found.corrected.currency] += found.corrected.amount
    derived = balances(tables.entries.values())
    booked: dict[tuple[LedgerAccount, Currency], int] = {
        book: amount for book, amount in derived.items() if book[0].kind is AccountKind.CLEARING
    }
    for book in sorted(set(should) | set(booked)):
        if should[book] != booked.get(book, 0):
            yield f"{book[0]} is {booked.get(book, 0)}, payments say {should[book]} {book[1]}"


def disputes_are_booked(tables: Tables) -> Iterator[str]:
    """What banks have withdrawn and not decided on stands on the order's account of disputes."""
    should: Counter[Book] = Counter()
    for dispute in tables.disputes.values():
        side = dispute.chargeback
        if side is not None and not dispute.state.final:
            should[disputed(dispute.order_id), side.withdrawn.currency] += side.withdrawn.amount
        if side is not None and not 0 <= side.lost.amount <= side.withdrawn.amount:
            yield f"dispute {dispute.id} lost {side.lost} of {side.withdrawn}"
    booked = {
        book: amount
        for book, amount in balances(tables.entries.values()).items()
        if book[0].kind is AccountKind.DISPUTES
    }
    for book in sorted(set(should) | set(booked)):
        if should[book] != booked.get(book, 0):
            yield f"{book[0]} is {booked.get(book, 0)}, disputes say {should[book]} {book[1]}"


def payouts_are_reserved(tables: Tables) -> Iterator[str]:
    """What is on its way to cooks is in transit, to the minor unit, and was payable before."""
    moving: Counter[Book] = Counter()
    for payout in tables.payouts.values():
        if not payout.state.final:
            moving[PAYOUTS_IN_TRANSIT, payout.amount.currency] += payout.amount.amount
    derived = balances(tables.entries.values())
    booked = {book: amount for book, amount in derived.items() if book[0] == PAYOUTS_IN_TRANSIT}
    for book in sorted(set(moving) | set(booked)):
        if moving[book] != booked.get(book, 0):
            yield f"{book[0]} is {booked.get(book, 0)}, payouts say {moving[book]} {book[1]}"


def money_is_booked(tables: Tables) -> Iterator[str]:
    """Each capture and each refund that succeeded has its entries, of the same amount."""
    for payment in tables.payments.values():
        lost = _booked(tables, payment, EntryKind.DISPUTE_LOST)
        for kind, amount in (
            (EntryKind.CAPTURED, payment.captured.amount),
            (EntryKind.REFUND_SUCCEEDED, payment.refunded.amount - lost),
        ):
            booked = _booked(tables, payment, kind)
            if booked != amount:
                yield f"payment {payment.id}: {kind} is {amount}, booked {booked}"
        returned = _returned(tables, payment) + lost
        if returned != payment.refunded.amount:
            yield f"payment {payment.id} refunded {payment.refunded}, operations say {returned}"
        asked = _booked(tables, payment, EntryKind.REFUND_ASKED)
        asked -= _booked(tables, payment, EntryKind.REFUND_ABANDONED)
        if payment.captured and asked != (payment.captured - payment.keep).amount:
            yield f"payment {payment.id} gives back {asked}, but keeps {payment.keep}"


def _booked(tables: Tables, payment: Payment, kind: EntryKind) -> int:
    entries = tables.entries_of.get(payment.order_id, ())
    return sum(entry.moved.amount for entry in entries if entry.kind is kind)


def _returned(tables: Tables, payment: Payment) -> int:
    ids = tables.operations_of.get(payment.order_id, ())
    operations = (tables.operations[operation_id] for operation_id in ids)
    return sum(
        operation.amount.amount
        for operation in operations
        if operation.kind is OperationKind.REFUND and operation.state is OperationState.SUCCEEDED
    )
