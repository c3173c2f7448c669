"""Faults such as are written by mistake, each with the sentence of a suite that catches it."""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from attrs import evolve, frozen

from foodmarket.adapters.memory.orders import _add
from foodmarket.adapters.memory.sessions import _digest
from foodmarket.adapters.memory.tables import Commit
from foodmarket.domain.ledger.model import GENESIS, ChainedEntry, chain, escrow, payable
from foodmarket.domain.orders.model import Checkout, OrderState
from foodmarket.domain.payments.model import OperationId
from foodmarket.domain.privacy.model import Passing
from foodmarket.ports import Allowance, Finding
from foodmarket.ports.contracts.provider import ProviderSuite
from foodmarket.ports.contracts.samples import NOW, an_id
from foodmarket.ports.contracts.store import (
    AccountsSuite,
    AnswersSuite,
    AtomicitySuite,
    AuditLogSuite,
    AuditSuite,
    CatalogueSuite,
    ClaimsSuite,
    CredentialsSuite,
    DiscrepanciesSuite,
    DisputesSuite,
    LedgerSuite,
    NoticesSuite,
    OrdersSuite,
    OutboxSuite,
    PayoutsSuite,
    PermitsSuite,
    PersonalDataSuite,
    PortionsSuite,
    RefundsSuite,
    StatementsSuite,
    WebhooksSuite,
)
from foodmarket.ports.contracts.tools import (
    LimiterSuite,
    PasswordsSuite,
    PresenceSuite,
    SessionsSuite,
    TombstonesSuite,
)


@frozen
class Fault:
    """``target``, of the adapters, is replaced by ``wrong``; the test ``caught_by`` must fail."""

    caught_by: str
    target: str
    wrong: Any


def _nothing(*_: object) -> None:
    """Do nothing, where something should be done."""


async def _not_async(*_: object) -> None:
    """Do nothing, later."""


def _add_unchecked(accounts: Any, account: Any) -> None:
    accounts._later(lambda commit: commit.put(commit.tables.accounts, account.id, account))


def _add_slot_unchecked(catalogue: Any, slot: Any) -> None:
    def write(commit: Commit) -> None:
        commit.put(commit.tables.slots, slot.id, slot)
        commit.sort_in(commit.tables.slots_of[slot.cook_id], (slot.window.start, slot.id))

    catalogue._later(write)


def _overwrite(commit: Commit, table: dict[Any, Any], key: Any, value: Any) -> None:
    commit.put(table, key, value)


def _take_unchecked(commit: Commit, reservation: Any) -> None:
    slot = commit.tables.slots[reservation.slot_id]
    more = evolve(slot, portions_taken=slot.portions_taken + reservation.portions)
    commit.put(commit.tables.slots, slot.id, more)


def _write_at_once(repository: Any, change: Any) -> None:
    _add(Commit(repository._tables), change)


def _lease_forgotten(
    leases: Any, due: Callable[[Any], tuple[datetime, int] | None], now: datetime, *_: object
) -> list[Any]:
    hinted = {thing for at, thing in leases._hints if at <= now}
    return [thing for thing in sorted(hinted) if (known := due(thing)) and known[0] <= now]


async def _claim_again(outbox: Any, _now: datetime, _lease: timedelta, limit: int) -> Any:
    return list(outbox._tables.unsent.values())[:limit]


async def _claim_past(outbox: Any, now: datetime, lease: timedelta, limit: int) -> Any:
    sending = outbox._tables.sending
    free = [e for e in outbox._tables.unsent.values() if sending.get(e.id, now) <= now][:limit]
    sending.update({envelope.id: now + lease for envelope in free})
    return free


def _whole_list(ids: Sequence[Any], _after: str | None) -> Any:
    return reversed(ids)


def _all_of_it(_unwanted: object, things: Sequence[Any]) -> Any:
    return things


async def _chain_anew(ledger: Any, limit: int) -> int:
    links = ledger._tables.chain
    before = len(links)
    for number, entry in enumerate(list(ledger._tables.entries.values())[:limit], before + 1):
        links.append(ChainedEntry(number, entry, chain(GENESIS, entry)))
    return len(links) - before


async def _clean(_audit: object) -> AsyncIterator[Finding]:
    yield Finding(number=1, name="all_is_well", checked=0, violations=())


def _keep_unchecked(commit: Commit, found: Any) -> None:
    commit.put(commit.tables.discrepancies, found.id, found)


def _keep_again(webhooks: Any, delivery: Any) -> None:
    webhooks._later(lambda commit: commit.put(commit.tables.webhooks, delivery.id, delivery))


def _save_unchecked(webhooks: Any, delivery: Any) -> None:
    saved = evolve(delivery, version=delivery.version + 1)
    webhooks._later(lambda commit: commit.put(commit.tables.webhooks, delivery.id, saved))


async def _always(*_: object) -> bool:
    return True


async def _removed_too(credentials: Any, credential_id: str) -> Any:
    return credentials._tables.passkeys.get(credential_id)


async def _due_by_id(permits: Any, now: datetime, limit: int) -> Any:
    due = (it for it in permits._tables.permits.values() if it.due_at is not None)
    return [it.id for it in due if it.due_at <= now][:limit]


def _use_again(credentials: Any, challenge: Any) -> None:
    saved = evolve(challenge, version=challenge.version + 1)
    credentials._later(lambda commit: commit.put(commit.tables.challenges, challenge.id, saved))


async def _find_expired(sessions: Any, token: str) -> Any:
    return sessions._sessions.get(_digest(token))


async def _allow(_limiter: object, _key: str, rate: Any) -> Any:
    return Allowance(allowed=True, left=rate.times, retry_after=timedelta(0))


async def _everybody(_presence: object, who: Sequence[Any]) -> frozenset[Any]:
    return frozenset(who)


async def _act_again(provider: Any, kind: Any, request: Any) -> Any:
    fresh = evolve(request, key=an_id(OperationId))
    return (await provider.bank.act(kind, fresh, provider.clock.now())).outcome


async def _guess(provider: Any, kind: Any, request: Any) -> Any:
    return (await provider.bank.act(kind, request, provider.clock.now())).outcome


FAULTS: dict[type, tuple[Fault, ...]] = {
    OrdersSuite: (
        Fault(
            "a_checkout_is_what_is_offered_and_the_card",
            "memory.orders.Checkout",
            lambda offer, _method: Checkout(offer, None),
        ),
        Fault("a_stale_save_is_refused", "memory.orders._require_version", _nothing),
        Fault(
            "of_two_saves_of_the_same_facts_one_is_stale",
            "memory.orders._require_version",
            _nothing,
        ),
        Fault(
            "a_payment_has_one_unfinished_operation_at_most",
            "memory.tables.Commit.insert",
            _overwrite,
        ),
        Fault("an_order_is_added_once", "memory.tables.Commit.insert", _overwrite),
        Fault("history_is_kept_in_order", "memory.orders._record", _nothing),
        Fault("orders_are_listed_newest_first", "memory.orders.descending", _whole_list),
    ),
    AtomicitySuite: (
        Fault("a_refused_commit_saves_nothing", "memory.tables.Commit.undo", _nothing),
        Fault(
            "leaving_without_commit_saves_nothing", "memory.orders.MemoryOrders.add", _write_at_once
        ),
    ),
    LedgerSuite: (
        Fault("an_entry_key_is_booked_once", "memory.tables.Commit.insert", _overwrite),
        Fault(
            "many_who_draw_on_one_balance_never_overdraw_it",
            "memory.tables.Commit.finish",
            _nothing,
        ),
        Fault("balances_follow_the_entries", "memory.tables.Commit.move_balance", _nothing),
        Fault(
            "many_who_extend_the_chain_never_fork_it",
            "memory.ledger.MemoryLedger.extend_chain",
            _chain_anew,
        ),
    ),
    StatementsSuite: (
        Fault("the_orders_behind_a_balance_are_listed", "memory.ledger.descending", _whole_list),
        Fault(
            "a_debt_concerns_a_cook_before_anything_is_taken",
            "memory.statements.receivable",
            payable,
        ),
        Fault(
            "what_concerns_a_cook_is_told_with_what_settles_later",
            "memory.statements.retention",
            escrow,
        ),
        Fault(
            "a_span_of_the_book_leads_from_balance_to_balance",
            "memory.statements.dropwhile",
            _all_of_it,
        ),
    ),
    PortionsSuite: (
        Fault(
            "sixty_four_buyers_of_ten_portions_never_oversell",
            "memory.catalogue.take",
            _take_unchecked,
        ),
        Fault(
            "an_order_that_ends_early_gives_its_portions_back_once", "memory.orders.free", _nothing
        ),
    ),
    CatalogueSuite: (
        Fault(
            "slots_of_a_cook_do_not_overlap",
            "memory.catalogue.MemoryCatalogue.add_slot",
            _add_slot_unchecked,
        ),
        Fault(
            "an_offer_holds_slot_cook_and_the_dishes_that_exist",
            "memory.catalogue.take",
            _take_unchecked,
        ),
    ),
    AccountsSuite: (
        Fault(
            "an_address_belongs_to_one_account",
            "memory.accounts.MemoryAccounts.add",
            _add_unchecked,
        ),
    ),
    ClaimsSuite: (
        Fault(
            "many_claimers_never_get_the_same_order", "memory.leases.Leases.claim", _lease_forgotten
        ),
        Fault(
            "many_claimers_never_get_the_same_operation",
            "memory.leases.Leases.claim",
            _lease_forgotten,
        ),
    ),
    OutboxSuite: (
        Fault(
            "claimed_events_are_kept_from_others_for_the_lease",
            "memory.outbox.MemoryOutbox.claim",
            _claim_again,
        ),
        Fault(
            "an_event_never_overtakes_an_earlier_one_of_its_subject",
            "memory.outbox.MemoryOutbox.claim",
            _claim_past,
        ),
        Fault("sent_events_do_not_come_again", "memory.outbox.MemoryOutbox.sent", _not_async),
    ),
    AnswersSuite: (
        Fault(
            "a_used_key_refuses_the_whole_commit", "memory.answers.MemoryAnswers.claim", _nothing
        ),
        Fault(
            "a_filled_answer_comes_back_byte_for_byte",
            "memory.answers.MemoryAnswers.fill",
            _not_async,
        ),
    ),
    NoticesSuite: (
        Fault("notices_come_back_newest_first", "memory.answers.descending", _whole_list),
    ),
    PayoutsSuite: (
        Fault("cooks_are_due_longest_first", "memory.payouts._due", lambda _: NOW),
        Fault("of_many_payers_at_once_one_pays", "memory.payouts.MemoryPayouts.save", _nothing),
        Fault("more_than_is_payable_is_never_reserved", "memory.tables.Commit.finish", _nothing),
        Fault("plans_and_payouts_come_back_as_they_were", "memory.payouts._keep", _nothing),
    ),
    PersonalDataSuite: (
        Fault(
            "an_erased_customer_is_nowhere_any_more",
            "memory.personal_data.NOBODY",
            "Canary Personova",
        ),
        Fault(
            "an_erased_cook_is_nowhere_any_more",
            "memory.personal_data.MemoryPersonalData._empty_kitchen",
            _nothing,
        ),
        Fault(
            "what_is_past_its_time_is_forgotten",
            "memory.personal_data.PAST",
            dict.fromkeys(Passing, lambda _tables, _before: iter(())),
        ),
        Fault("an_open_order_keeps_its_address", "memory.passing.ENDS", frozenset(OrderState)),
        Fault("what_is_open_hinders_an_erasure", "memory.personal_data._of_cook", _nothing),
        Fault(
            "a_copy_holds_everything_about_a_person",
            "memory.personal_data.SECRETS",
            {"password_hash"},
        ),
    ),
    DiscrepanciesSuite: (
        Fault("they_come_back_as_they_were", "memory.discrepancies._keep", _nothing),
        Fault("they_are_listed_newest_first", "memory.discrepancies.descending", _whole_list),
        Fault("the_same_thing_is_kept_once", "memory.tables.Commit.insert", _overwrite),
        Fault("the_audit_knows_of_corrections", "memory.discrepancies.book", _nothing),
        Fault(
            "a_stale_one_is_refused_with_its_entry",
            "memory.discrepancies._keep",
            _keep_unchecked,
        ),
        Fault(
            "a_day_is_claimed_by_one_until_it_is_done",
            "memory.discrepancies.MemoryDiscrepancies.claim_day",
            _always,
        ),
    ),
    RefundsSuite: (
        Fault("a_stale_refund_is_refused", "memory.orders.keep", _nothing),
        Fault("refunds_come_back_with_their_order", "memory.orders.keep", _nothing),
        Fault("refunds_are_listed_by_state", "memory.refunds.ascending", _whole_list),
    ),
    DisputesSuite: (
        Fault("a_complaint_comes_back_with_its_order", "memory.orders.keep_dispute", _nothing),
        Fault("disputes_are_listed_newest_first", "memory.disputes.descending", _whole_list),
        Fault(
            "nothing_is_paid_out_of_a_settled_order_that_is_charged_back",
            "memory.orders.keep_dispute",
            _nothing,
        ),
    ),
    WebhooksSuite: (
        Fault(
            "a_repeated_notification_is_kept_once",
            "memory.webhooks.MemoryWebhooks.add",
            _keep_again,
        ),
        Fault("a_stale_save_is_refused", "memory.webhooks.MemoryWebhooks.save", _save_unchecked),
        Fault(
            "many_claimers_never_get_the_same_delivery",
            "memory.leases.Leases.claim",
            _lease_forgotten,
        ),
        Fault("deliveries_are_listed_newest_first", "memory.webhooks.descending", _whole_list),
    ),
    AuditLogSuite: (
        Fault(
            "records_are_found_by_what_they_tell_of",
            "memory.audit_log._fits",
            lambda _record, _query: True,
        ),
        Fault("records_come_back_newest_first", "memory.audit_log.MemoryAuditLog.add", _nothing),
        Fault(
            "the_chain_follows_the_records",
            "memory.audit_log.chain_record",
            lambda _previous, kept: kept.seal,
        ),
        Fault(
            "addresses_are_forgotten_and_the_chain_holds",
            "memory.audit_log.forgotten",
            lambda kept: evolve(kept, salt=None),
        ),
    ),
    AuditSuite: (
        Fault("an_edited_amount_is_found", "memory.audit.MemoryAudit.findings", _clean),
        Fault("all_invariants_are_looked_at", "memory.audit.MemoryAudit.findings", _clean),
    ),
    CredentialsSuite: (
        Fault(
            "passkeys_are_found_by_credential_and_listed_by_owner",
            "memory.credentials.MemoryCredentials.passkey",
            _removed_too,
        ),
        Fault(
            "of_many_who_use_a_code_at_once_one_does",
            "memory.credentials.MemoryCredentials.save_challenge",
            _use_again,
        ),
    ),
    PermitsSuite: (
        Fault(
            "what_is_due_comes_longest_due_first", "memory.permits.MemoryPermits.due", _due_by_id
        ),
    ),
    SessionsSuite: (
        Fault(
            "a_session_ends_when_it_expires", "memory.sessions.MemorySessions.find", _find_expired
        ),
        Fault("a_closed_session_is_gone", "memory.sessions.MemorySessions.end", _not_async),
    ),
    LimiterSuite: (
        Fault("many_who_try_at_once_get_no_more", "memory.limiter.MemoryLimiter.take", _allow),
    ),
    PresenceSuite: (
        Fault(
            "who_is_not_seen_again_is_forgotten",
            "memory.presence.MemoryPresence.present",
            _everybody,
        ),
    ),
    PasswordsSuite: (
        Fault(
            "a_wrong_password_does_not_match", "memory.passwords.MemoryPasswords.matches", _always
        ),
        Fault("nobody_matches_nothing", "memory.passwords.MemoryPasswords.matches", _always),
    ),
    TombstonesSuite: (
        Fault(
            "tombstones_come_back_oldest_first",
            "memory.tombstones.MemoryTombstones.add",
            _not_async,
        ),
    ),
    ProviderSuite: (
        Fault("a_repeated_key_acts_once", "sandbox.SandboxProvider._ask", _act_again),
        Fault("a_lost_answer_is_unknown_and_then_visible", "sandbox.SandboxProvider._ask", _guess),
    ),
}
