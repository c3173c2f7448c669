"""What PostgreSQL says no with, and what that means: one table from constraint to refusal."""

import re
from collections.abc import Callable
from datetime import datetime

import asyncpg

from foodmarket.domain.accounts.errors import EmailTaken
from foodmarket.domain.catalogue.errors import OverlappingSlot
from foodmarket.domain.kernel.errors import KeyTaken, StaleFacts
from foodmarket.domain.ledger.model import UnbalancedEntry

_INSTANT = re.compile(r'"([^"]+)"')


class PortionsGone(Exception):
    """A slot ran out, or is closed; `foodmarket.adapters.postgres.portions` finds out which."""


def _overlap(error: asyncpg.PostgresError) -> Exception:
    # Key (…)=(["cok_…","cok_…"], ["2026-01-01 10:00:00+00","2026-01-01 12:00:00+00")) conflicts …
    new_key = str(error.detail).partition(" conflicts with ")[0]
    start, end = _INSTANT.findall(new_key)[-2:]
    return OverlappingSlot(start=datetime.fromisoformat(start), end=datetime.fromisoformat(end))


def _plain(refusal: type[Exception]) -> Callable[[asyncpg.PostgresError], Exception]:
    return lambda _error: refusal()


REFUSALS: dict[str, Callable[[asyncpg.PostgresError], Exception]] = {
    "accounts_email": _plain(EmailTaken),
    "answers_pkey": _plain(KeyTaken),
    "slots_no_overlap": _overlap,
    "slots_open": _plain(PortionsGone),
    "slots_portions_left": _plain(PortionsGone),
    "slots_work_left": _plain(PortionsGone),
    "slot_dishes_left": _plain(PortionsGone),
    "ledger_entry_balanced": lambda error: UnbalancedEntry(key=str(error)),
    # Somebody else was faster: with a newer version, the same new row, or the same money.
    **dict.fromkeys(
        [
            "accounts_version",
            "second_factors_version",
            "second_factors_pkey",
            "ceremonies_version",
            "ceremonies_pkey",
            "passkeys_version",
            "passkeys_pkey",
            "passkeys_credential",
            "api_keys_version",
            "api_keys_pkey",
            "api_keys_key_hash",
            "challenges_version",
            "challenges_pkey",
            "cooks_version",
            "dishes_version",
            "slots_version",
            "orders_version",
            "payments_version",
            "operations_version",
            "webhooks_version",
            "discrepancies_version",
            "discrepancies_identity",
            "discrepancies_pkey",
            "permits_version",
            "permits_pkey",
            "payout_plans_version",
            "payout_plans_pkey",
            "payouts_version",
            "payouts_pkey",
            "refunds_version",
            "refunds_pkey",
            "disputes_version",
            "disputes_pkey",
            "disputes_reference",
            "audit_log_pkey",
            "erasures_pkey",
            "erasures_account",
            "erasures_version",
            "consents_pkey",
            "operations_one_unfinished",
            "ledger_balances_amount",
            "accounts_pkey",
            "payment_methods_pkey",
            "cooks_pkey",
            "cooks_account",
            "dishes_pkey",
            "slots_pkey",
            "orders_pkey",
            "payments_pkey",
            "payments_order",
            "operations_pkey",
            "webhooks_pkey",
            "ledger_entries_pkey",
        ],
        _plain(StaleFacts),
    ),
}


def refusal(error: asyncpg.PostgresError) -> Exception | None:
    """Return what the error means to the domain; None where it is an error and no refusal."""
    meaning = REFUSALS.get(error.constraint_name or "")
    return None if meaning is None else meaning(error)
