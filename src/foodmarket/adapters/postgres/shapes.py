"""Every way to write a fact, as data-modifying CTEs that `commit_statement` chains into one.

A piece of a commit is a *shape* and its values. Commits differ only by the shapes in them, so each
combination is composed and compiled once. `SHAPES` stands in the order of execution: everybody
locks rows in this order.
"""

from collections.abc import Callable, Sequence
from typing import Any

from attrs import frozen
from sqlalchemy import (
    ARRAY,
    CTE,
    Column,
    ColumnElement,
    Integer,
    Label,
    SmallInteger,
    Table,
    Text,
    bindparam,
    column,
    func,
    literal_column,
    null,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.sql.selectable import TableValuedAlias

from foodmarket.adapters.postgres import tables as t
from foodmarket.adapters.postgres.walls import ACCOUNT, COOK

Name = Callable[[str], str]
_DONE: Label[int] = literal_column("1").label("done")


@frozen
class Link:
    """One CTE of the chain. Where it writes no row, the commit is refused under that name."""

    cte: CTE
    refusal: str | None = None


@frozen
class Shape:
    """How a piece is written: the names of its values, and the CTEs that write them.

    Rows come as an array per column; a single one also ``alone``, by its bare values, where that
    is known: arrays of one cost both sides more than all else of a small commit.
    """

    names: tuple[str, ...]
    links: Callable[[Name], list[Link]]
    alone: Callable[[Name], list[Link]] | None = None


def _bind(name: Name, of: Column[Any], called: str | None = None) -> ColumnElement[Any]:
    return bindparam(name(called or of.name), type_=of.type)


def _unnested(name: Name, columns: Sequence[Column[Any]]) -> TableValuedAlias:
    arrays = [bindparam(name(it.name), type_=ARRAY(it.type)) for it in columns]
    named: list[ColumnElement[Any]] = [column(it.name, it.type) for it in columns]
    rows = func.unnest(*arrays).table_valued(*named, name=name("given"))
    return rows.render_derived()


def _from_rows(name: Name, table: Table, columns: Sequence[Column[Any]]) -> Insert:
    rows = _unnested(name, columns)
    return insert(table).from_select([it.name for it in columns], select(*rows.c))


def _acting(name: Name) -> list[Link]:
    account, cook = (bindparam(name(it), type_=Text) for it in ("account", "cook"))
    settings = (func.set_config(ACCOUNT, account, true()), func.set_config(COOK, cook, true()))
    return [Link(select(*settings).cte(name("act")).prefix_with("MATERIALIZED"))]


def _inserting(table: Table, *left_out: str) -> Shape:
    """Insert any number of rows; the database fills identities, and what is left out stays null."""
    columns = [it for it in table.c if it.identity is None and it.name not in left_out]

    def links(name: Name) -> list[Link]:
        rows = _from_rows(name, table, columns).returning(_DONE)
        return [Link(rows.cte(name(table.name)))]

    def alone(name: Name) -> list[Link]:
        row = insert(table).values({it.name: _bind(name, it) for it in columns}).returning(_DONE)
        return [Link(row.cte(name(table.name)))]

    return Shape(tuple(it.name for it in columns), links, alone)


def _saving(table: Table, names: str, **also: ColumnElement[Any]) -> Shape:
    """Update one row whose version is ``expected``; otherwise refuse as ``<table>_version``."""
    changed = [table.c[name] for name in [*names.split(), "version"]]

    def links(name: Name) -> list[Link]:
        row = (
            update(table)
            .where(table.c.id == _bind(name, table.c.id))
            .where(table.c.version == _bind(name, table.c.version, "expected"))
            .values({**{it.name: _bind(name, it) for it in changed}, **also})
            .returning(_DONE)
        )
        return [Link(row.cte(name(table.name)), f"{table.name}_version")]

    return Shape(("id", "expected", *(it.name for it in changed)), links)


_PORTIONS = ("slot_id", "portions", "work", "dish_id", "most", "taken")
_DISHES = (t.slot_dishes.c.dish_id, t.slot_dishes.c.most, t.slot_dishes.c.taken)


def _taking(name: Name) -> list[Link]:
    slot = (
        update(t.slots)
        .where(t.slots.c.id == _bind(name, t.slots.c.id, "slot_id"), t.slots.c.open)
        .values(
            portions_taken=t.slots.c.portions_taken + _bind(name, t.slots.c.portions),
            work_taken=t.slots.c.work_taken + bindparam(name("work"), type_=Integer),
        )
        .returning(_DONE)
    )
    dishes = _unnested(name, _DISHES)
    rows = select(bindparam(name("slot_id"), type_=Text), *dishes.c)
    added = insert(t.slot_dishes).from_select(["slot_id", "dish_id", "most", "taken"], rows)
    summed = added.on_conflict_do_update(
        index_elements=["slot_id", "dish_id"],
        set_={
            "most": added.excluded.most,
            "taken": t.slot_dishes.c.taken + added.excluded.taken,
        },
    ).returning(_DONE)
    return [Link(slot.cte(name("slot")), "slots_open"), Link(summed.cte(name("dishes")))]


def _freeing(name: Name) -> list[Link]:
    slot = (
        update(t.slots)
        .where(t.slots.c.id == _bind(name, t.slots.c.id, "slot_id"))
        .values(
            portions_taken=t.slots.c.portions_taken - _bind(name, t.slots.c.portions),
            work_taken=t.slots.c.work_taken - bindparam(name("work"), type_=Integer),
        )
        .returning(_DONE)
    )
    given = _unnested(name, _DISHES)
    of_dishes = (
        update(t.slot_dishes)
        .where(t.slot_dishes.c.slot_id == bindparam(name("slot_id"), type_=Text))
        .where(t.slot_dishes.c.dish_id == given.c.dish_id)
        .values(taken=t.slot_dishes.c.taken - given.c.taken)
        .returning(_DONE)
    )
    return [Link(slot.cte(name("slot"))), Link(of_dishes.cte(name("dishes")))]


_ENTRY = [it for it in t.ledger_entries.c if it.identity is None]
_POSTING: list[Column[Any]] = [
    Column("entry", Text),
    Column("line", SmallInteger),
    *(t.ledger_postings.c[name] for name in ("account", "currency", "amount")),
]


def _booking(name: Name) -> list[Link]:
    entries = (
        _from_rows(name, t.ledger_entries, _ENTRY)
        .returning(t.ledger_entries.c.key, t.ledger_entries.c.position)
        .cte(name("entries"))
    )
    given = _unnested(lambda called: name(f"posting_{called}"), _POSTING)
    lines = select(entries.c.position, *list(given.c)[1:]).join_from(
        given, entries, entries.c.key == given.c.entry
    )
    into = ["position", "line", "account", "currency", "amount"]
    postings = insert(t.ledger_postings).from_select(into, lines).returning(_DONE)
    waiting = (
        insert(t.ledger_unchained)
        .from_select(["position"], select(entries.c.position))
        .returning(_DONE)
    )
    return [
        Link(entries),
        Link(postings.cte(name("postings"))),
        Link(waiting.cte(name("unchained"))),
    ]


_RECORD = [it for it in t.audit_log.c if it.identity is None]


def _recording(name: Name) -> list[Link]:
    records = (
        _from_rows(name, t.audit_log, _RECORD)
        .returning(t.audit_log.c.position)
        .cte(name("audit_log"))
    )
    waiting = (
        insert(t.audit_unchained)
        .from_select(["position"], select(records.c.position))
        .returning(_DONE)
    )
    return [Link(records), Link(waiting.cte(name("audit_unchained")))]


def _crediting(name: Name) -> list[Link]:
    added = _from_rows(name, t.ledger_balances, list(t.ledger_balances.c))
    summed = added.on_conflict_do_update(
        index_elements=["account", "currency"],
        set_={"amount": t.ledger_balances.c.amount + added.excluded.amount},
    )
    return [Link(summed.returning(_DONE).cte(name("credits")))]


def _debiting(name: Name) -> list[Link]:
    # An upsert would check the negative amount by itself, so a debit is an update of a known row.
    kept = t.ledger_balances.c
    row = (
        update(t.ledger_balances)
        .where(kept.account == _bind(name, kept.account))
        .where(kept.currency == _bind(name, kept.currency))
        .values(amount=kept.amount - _bind(name, kept.amount))
        .returning(_DONE)
    )
    return [Link(row.cte(name("debit")), "ledger_balances_amount")]


def _noticing(name: Name) -> list[Link]:
    rows = _from_rows(name, t.notices, list(t.notices.c)).on_conflict_do_nothing()
    return [Link(rows.returning(_DONE).cte(name("notices")))]


def _keeping(name: Name) -> list[Link]:
    columns = [it for it in t.webhooks.c if it.name != "claimed_until"]
    rows = _from_rows(name, t.webhooks, columns).on_conflict_do_nothing(constraint="webhooks_key")
    return [Link(rows.returning(_DONE).cte(name("webhooks")))]


def _marking(name: Name) -> list[Link]:
    columns = [it for it in t.reconciled_days.c if it.name != "claimed_until"]
    added = _from_rows(name, t.reconciled_days, columns)
    told = {it: added.excluded[it] for it in ("matched", "differences", "at")}
    rows = added.on_conflict_do_update(constraint="reconciled_days_pkey", set_=told)
    return [Link(rows.returning(_DONE).cte(name("days")))]


_FREE_AGAIN: dict[str, ColumnElement[Any]] = {
    "claimed_until": null()
}  # a change outdates whoever claimed the row
SHAPES: dict[str, Shape] = {
    # Before everything else: for whom all of it is done.
    "act": Shape(("account", "cook"), _acting),
    "add_answers": _inserting(t.answers, "status", "body"),
    "add_accounts": _inserting(t.accounts),
    "save_account": _saving(
        t.accounts,
        "role name email password_hash language disabled duties email_verified_at phone",
    ),
    "add_challenges": _inserting(t.challenges),
    "save_challenges": _saving(t.challenges, "facts"),
    "add_second_factors": _inserting(t.second_factors),
    "save_second_factors": _saving(t.second_factors, "facts"),
    "add_ceremonies": _inserting(t.ceremonies),
    "save_ceremonies": _saving(t.ceremonies, "facts"),
    "add_passkeys": _inserting(t.passkeys),
    "save_passkeys": _saving(t.passkeys, "facts"),
    "add_api_keys": _inserting(t.api_keys),
    "save_api_keys": _saving(t.api_keys, "facts"),
    "add_methods": _inserting(t.payment_methods),
    "add_cooks": _inserting(t.cooks),
    "save_cook": _saving(
        t.cooks, "name about city country time_zone currency delivery_fee open permitted_until"
    ),
    "add_dishes": _inserting(t.dishes),
    "save_dish": _saving(
        t.dishes,
        "name description price currency portions grams work_units preparation allergens"
        " ingredients photos status",
    ),
    "add_slots": _inserting(t.slots),
    "save_slot": _saving(t.slots, "portions work_units open"),
    "add_orders": _inserting(t.orders, "claimed_until"),
    "save_order": _saving(
        t.orders, "state entered_at deadline due_at reminded reason", **_FREE_AGAIN
    ),
    "add_payments": _inserting(t.payments),
    "save_payment": _saving(
        t.payments,
        "keep captured refunded state capture_wanted reference action_url hold_until fee failures"
        " parked",
    ),
    "save_operation": _saving(t.operations, "due_at state attempts reason", **_FREE_AGAIN),
    "add_operations": _inserting(t.operations, "claimed_until"),
    "add_refunds": _inserting(t.refunds),
    "save_refund": _saving(t.refunds, "state facts"),
    "add_permits": _inserting(t.permits),
    "save_permit": _saving(t.permits, "state due_at facts"),
    "add_disputes": _inserting(t.disputes),
    "save_dispute": _saving(t.disputes, "state facts"),
    "add_plans": _inserting(t.payout_plans),
    "save_plan": _saving(t.payout_plans, "due_at facts"),
    "add_payouts": _inserting(t.payouts),
    "save_payout": _saving(t.payouts, "due_at state facts"),
    "add_erasures": _inserting(t.erasures),
    "save_erasure": _saving(t.erasures, "state facts"),
    "add_consents": _inserting(t.consents),
    "add_discrepancies": _inserting(t.discrepancies),
    "save_discrepancy": _saving(t.discrepancies, "kind state unexplained corrected facts"),
    "mark_days": Shape(
        tuple(it.name for it in t.reconciled_days.c if it.name != "claimed_until"), _marking
    ),
    "add_audit_records": Shape(tuple(it.name for it in _RECORD), _recording),
    "add_steps": _inserting(t.order_steps),
    "add_events": _inserting(t.outbox, "claimed_until"),
    "book": Shape(
        (*(it.name for it in _ENTRY), *(f"posting_{it.name}" for it in _POSTING)), _booking
    ),
    # Many buyers meet at a slot and many orders at a cook's balance: these are locked last.
    "take": Shape(_PORTIONS, _taking),
    "free": Shape(_PORTIONS, _freeing),
    "credit": Shape(("account", "currency", "amount"), _crediting),
    "debit": Shape(("account", "currency", "amount"), _debiting),
    "add_notices": Shape(tuple(it.name for it in t.notices.c), _noticing),
    "add_webhooks": Shape(
        tuple(it.name for it in t.webhooks.c if it.name != "claimed_until"), _keeping
    ),
    "save_webhook": _saving(t.webhooks, "due_at state attempts reason", **_FREE_AGAIN),
}
RANKS = {name: rank for rank, name in enumerate(SHAPES)}
