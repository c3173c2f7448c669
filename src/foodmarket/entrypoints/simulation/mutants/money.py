"""Bugs in what becomes of money: keys, outcomes, refunds, the book."""

from typing import Any

from attrs import evolve

from foodmarket.adapters.memory import ledger, orders, payouts
from foodmarket.adapters.memory import tables as memory_tables
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.ledger.model import AccountKind, Entry, EntryKind, payable
from foodmarket.domain.orders import decisions, effects, giving_back, record, refunding
from foodmarket.domain.orders.model import OrderState
from foodmarket.domain.orders.usecases import perform
from foodmarket.domain.payments.model import OperationId, OperationKind
from foodmarket.domain.payments.outcomes import Captured, PayoutRefused, Refused, Unknown
from foodmarket.domain.payouts import decisions as payout_decisions
from foodmarket.domain.payouts.usecases import pay_cooks
from foodmarket.entrypoints.simulation.mutants.planting import Bed, Mutant


def _new_key_per_try(bed: Bed) -> None:
    def asked(payment: Any, operation: Any, *rest: Any) -> Any:
        request = before(payment, operation, *rest)
        key = f"{operation.id[:-2]}{operation.attempts % 100:02d}"
        return evolve(request, key=OperationId(key))

    before = bed.put(perform, "request", asked)


def _refund_again_after_time_out(bed: Bed) -> None:
    def settled(payment: Any, operation: Any, outcome: Any, now: Any) -> Any:
        if operation.kind is OperationKind.REFUND and isinstance(outcome, Unknown):
            outcome = Refused("timeout")
        return before(payment, operation, outcome, now)

    before = bed.put(decisions, "settle", settled)


def _late_capture_ignored(bed: Bed) -> None:
    def fund(self: Any) -> None:
        if self.payment.keep:
            before(self)

    before = bed.put(effects.Draft, "fund_escrow", fund)


def _late_hold_ignored(bed: Bed) -> None:
    def wanted(payment: Any, *rest: Any) -> Any:
        found = before(payment, *rest)
        return None if found is not None and found.kind is OperationKind.CANCEL else found

    before = bed.put(effects, "next_operation", wanted)


def _retention_rounded_twice(bed: Bed) -> None:
    def released(funds: Any, terms: Any, *, exempt: Money, at: Any) -> Entry:
        entry: Entry = before(funds, terms, exempt=exempt, at=at)
        off = terms.retention % 1_000 != 0  # where shares leave a remainder
        postings = list(entry.postings)
        if off and len(postings) > 2:
            postings[1] = evolve(postings[1], amount=postings[1].amount - 1)
        return evolve(entry, postings=tuple(postings))

    before = bed.put(effects, "release", released)


def _promotion_on_one_side(bed: Bed) -> None:
    def unchecked(self: Any) -> None:
        del self

    def add(self: Any, entry: Entry) -> None:
        if entry.kind is EntryKind.PROMOTION_FUNDED:
            entry = evolve(entry, postings=entry.postings[1:])
        before(self, entry)

    bed.put(Entry, "__attrs_post_init__", unchecked)
    before = bed.put(record.Record, "_add", add)


def _capture_in_two_parts(bed: Bed) -> None:
    def booked(self: Any, kind: Any, key: str, source: Any, target: Any, money: Money) -> None:
        if kind is not EntryKind.CAPTURED:
            before(self, kind, key, source, target, money)
            return
        half = Money(money.amount // 2, money.currency)
        before(self, kind, f"{key}:1", source, target, half)
        before(self, kind, f"{key}:2", source, target, money - half)

    before = bed.put(record.Record, "_book", booked)


def _fee_taken_for_a_payment(bed: Bed) -> None:
    def settled(payment: Any, operation: Any, outcome: Any, now: Any) -> Any:
        if isinstance(outcome, Captured) and outcome.fee is not None:
            outcome = evolve(outcome, amount=outcome.amount + outcome.fee)
        return before(payment, operation, outcome, now)

    before = bed.put(decisions, "settle", settled)


def _refund_parts_lose_the_rest(bed: Bed) -> None:
    def split(amount: Money, left: Any) -> Any:
        parts = before(amount, left)
        return evolve(parts, delivery=Money.zero(amount.currency))

    before = bed.put(giving_back, "split", split)


def _refund_not_limited(bed: Bed) -> None:
    def quoted(purchase: Any, choice: Any, *rest: Any) -> Any:
        left = purchase.left(requested=True).total
        if choice.amount is not None and choice.amount > left and left:
            fitting = before(purchase, evolve(choice, amount=left), *rest)
            return evolve(fitting, amount=choice.amount)
        return before(purchase, choice, *rest)

    before = bed.put(refunding, "quote_refund", quoted)


def _escrow_left_behind(bed: Bed) -> None:
    def released(self: Any) -> None:
        if self.order.state is not OrderState.CANCELLED:
            before(self)

    before = bed.put(effects.Draft, "_release", released)


def _fee_not_booked(bed: Bed) -> None:
    def nothing(self: Any) -> None:
        del self

    bed.put(effects.Draft, "book_fee", nothing)


def _failed_payout_not_kept(bed: Bed) -> None:
    def booked(commit: Any, entry: Entry) -> None:
        before(commit, entry)
        if entry.kind is EntryKind.PAYOUT_FAILED:
            for posting in entry.postings:
                if posting.account.kind is AccountKind.PAYABLE:
                    commit.move_balance((posting.account, entry.currency), -posting.amount)

    before = bed.put(payouts, "book", booked)


def _history_rewritten(bed: Bed) -> None:
    def booked(commit: Any, entry: Entry) -> None:
        before(commit, entry)
        if entry.kind is EntryKind.RETENTION_SETTLED:
            key = f"released:{entry.order_id}"
            old = commit.tables.entries.get(key)
            if old is not None:
                commit.put(commit.tables.entries, key, evolve(old, at=entry.at))

    before = bed.put(orders, "book", booked)


def _chain_skips(bed: Bed) -> None:
    def skipping(values: Any, start: int, end: int) -> Any:
        return before(values, start + (start > 5), end)

    before = bed.put(ledger, "islice", skipping)


def _payout_takes_unknown_for_no(bed: Bed) -> None:
    def settled(payout: Any, outcome: Any, now: Any) -> Any:
        if isinstance(outcome, Unknown):
            outcome = PayoutRefused(outcome.reason)
        return before(payout, outcome, now)

    before = bed.put(pay_cooks, "settle_payout", settled)


def _payout_ignores_refunds(bed: Bed) -> None:
    async def standing(self: Any, cook_id: Any, currency: Any, now: Any) -> Any:
        found = await before(self, cook_id, currency, now)
        entries = self._tables.entries_on.get((payable(cook_id), currency), ())
        refunded = sum(
            -posting.amount
            for entry in entries
            if entry.kind is EntryKind.REFUND_ASKED
            for posting in entry.postings
            if posting.account == payable(cook_id)
        )
        return evolve(found, payable=found.payable + Money(refunded, currency))

    before = bed.put(payouts.MemoryPayouts, "standing", standing)


def _payout_short_in_the_book(bed: Bed) -> None:
    def booked(key: str, kind: Any, subject: Any, at: Any, sources: Any, targets: Any) -> Any:
        if kind is EntryKind.PAYOUT_RESERVED and targets[0][1].amount > 1:
            sources = [(it, evolve(money, amount=money.amount - 1)) for it, money in sources]
            targets = [(it, evolve(money, amount=money.amount - 1)) for it, money in targets]
        return before(key, kind, subject, at, sources, targets)

    before = bed.put(payout_decisions, "book", booked)


def _payouts_race(bed: Bed) -> None:
    def keep(commit: Any, table: Any, key: Any, fact: Any) -> None:
        commit.put(table, key, fact)

    def unguarded(self: Any) -> None:
        del self

    bed.put(payouts, "_keep", keep)
    bed.put(memory_tables.Commit, "finish", unguarded)


MONEY = (
    Mutant("new-key-per-try", "a repeated request has a new key", _new_key_per_try),
    Mutant(
        "refund-again", "a refund that timed out is asked for anew", _refund_again_after_time_out
    ),
    Mutant("late-capture", "a capture after the end is ignored", _late_capture_ignored),
    Mutant("late-hold", "a hold after the end is left standing", _late_hold_ignored),
    Mutant("rounded-twice", "retention and rest are both rounded down", _retention_rounded_twice),
    Mutant("one-sided", "a promotion is booked on one side only", _promotion_on_one_side),
    Mutant("captured-twice", "a capture is booked in two parts", _capture_in_two_parts),
    Mutant("fee-as-payment", "the fee is booked as if it were paid", _fee_taken_for_a_payment),
    Mutant("lost-parts", "a refund's parts lose the delivery", _refund_parts_lose_the_rest),
    Mutant("no-limit", "staff refunds more than was paid", _refund_not_limited),
    Mutant("stuck-escrow", "a late cancellation releases nothing", _escrow_left_behind),
    Mutant("no-fee", "the provider's fee is not booked", _fee_not_booked),
    Mutant("lost-payable", "a failed payout is not owed again", _failed_payout_not_kept),
    Mutant("rewritten", "an entry is edited when retention settles", _history_rewritten),
    Mutant("gap-in-chain", "the sealer leaves entries out", _chain_skips),
    Mutant("payout-again", "no answer to a payout is taken for a no", _payout_takes_unknown_for_no),
    Mutant("payout-blind", "a payout ignores what was refunded", _payout_ignores_refunds),
    Mutant("payout-short", "a payout is booked one kopeck short", _payout_short_in_the_book),
    Mutant("payout-race", "two workers pay the same cook", _payouts_race),
)
