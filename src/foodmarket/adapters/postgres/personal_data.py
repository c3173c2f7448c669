"""Everything that is stored about a person, by the registry of what columns hold."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from attrs import define
from sqlalchemy import (
    Column,
    ColumnElement,
    CompoundSelect,
    DateTime,
    Delete,
    Integer,
    LargeBinary,
    Select,
    Table,
    Text,
    Update,
    and_,
    bindparam,
    cast,
    delete,
    exists,
    func,
    literal,
    literal_column,
    not_,
    null,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from foodmarket.adapters.postgres import tables as t
from foodmarket.adapters.postgres.classification import ACCOUNT, COOK, NO_ADDRESS, REGISTRY
from foodmarket.adapters.postgres.compiled import Statement, compiled
from foodmarket.adapters.postgres.database import Database, answering
from foodmarket.adapters.postgres.documents import Document
from foodmarket.adapters.postgres.pool import Connection
from foodmarket.adapters.postgres.writes import Writes
from foodmarket.domain.accounts.model import AccountId
from foodmarket.domain.disputes.model import DisputeState
from foodmarket.domain.kernel.errors import StaleFacts
from foodmarket.domain.orders.process import ENDS
from foodmarket.domain.privacy.consents import Consent, ConsentId, ConsentPurpose
from foodmarket.domain.privacy.model import Erasure, ErasureState, Hindrance, Passing, Person
from foodmarket.domain.refunds.model import RefundState

_ERASURES = Document[Erasure](Erasure)
_LIMIT = bindparam("limit", type_=Integer)
_BEFORE = bindparam("before", type_=DateTime(timezone=True))
_orders, _kept, _postings = t.orders.c, t.ledger_balances.c, t.ledger_postings.c


def _shown(column: Column[Any]) -> Any:
    if isinstance(column.type, LargeBinary):
        return func.encode(column, "escape").label(column.name)
    return column


def _exporting() -> CompoundSelect[Any]:
    parts = []
    for name, holds in sorted(REGISTRY.items()):
        if holds.of is not None:
            columns = [it for it in holds.table.c if it.name not in holds.secret]
            rows = select(*(_shown(it) for it in columns)).where(holds.of).subquery(f"of_{name}")
            row = cast(func.to_jsonb(literal_column(rows.name)), Text)
            parts.append(select(literal(name, Text), row).select_from(rows))
    return union_all(*parts)


_EXPORT = compiled(_exporting())


def _erasing(change: Update | Delete) -> Statement:
    return compiled(change.returning(literal_column("1")))


_ERASE = {
    name: _erasing(holds.erase) for name, holds in REGISTRY.items() if holds.erase is not None
}
_END = _orders.state.in_([literal_column(f"'{state}'") for state in sorted(ENDS)])
_GOING_ON: list[ColumnElement[str]] = [
    literal_column(f"'{it}'") for it in RefundState if not it.final
]
_open_orders = select(_orders.id).where(
    or_(_orders.customer_id == ACCOUNT, _orders.cook_id == COOK), not_(_END)
)
_refunds = (
    select(t.refunds.c.id)
    .join_from(t.refunds, t.orders, t.refunds.c.order_id == _orders.id)
    .where(_orders.customer_id == ACCOUNT, t.refunds.c.state.in_(_GOING_ON))
)
_operations = (
    select(t.operations.c.id)
    .join_from(t.operations, t.orders, t.operations.c.order_id == _orders.id)
    .where(_orders.customer_id == ACCOUNT, t.UNFINISHED_OPERATION)
)
_due_to_cook = select(_kept.account).where(
    _kept.amount > 0, _kept.account.in_([literal("payable:") + COOK, literal("receivable:") + COOK])
)
_due_to_customer = (
    select(_postings.account)
    .where(
        _postings.account.in_(
            select(literal("unclaimed:") + _orders.id).where(_orders.customer_id == ACCOUNT)
        )
    )
    .group_by(_postings.account)
    .having(func.sum(_postings.amount) > 0)
)
_payouts = select(t.payouts.c.id).where(
    t.payouts.c.cook_id == COOK,
    t.payouts.c.state.in_([literal_column("'reserved'"), literal_column("'submitted'")]),
)
_disputes = select(t.disputes.c.id).where(
    or_(
        t.disputes.c.order_id.in_(select(_orders.id).where(_orders.customer_id == ACCOUNT)),
        t.disputes.c.cook_id == COOK,
    ),
    t.disputes.c.state.in_([literal_column(f"'{it}'") for it in DisputeState if not it.final]),
)
_HINDRANCES = compiled(
    select(
        exists(_open_orders).label(Hindrance.OPEN_ORDERS),
        exists(_disputes).label(Hindrance.OPEN_DISPUTES),
        or_(exists(_refunds), exists(_operations)).label(Hindrance.REFUNDS_UNDER_WAY),
        or_(exists(_due_to_cook), exists(_due_to_customer)).label(Hindrance.MONEY_DUE),
        exists(_payouts).label(Hindrance.PAYOUTS_UNDER_WAY),
    )
)
_decided = t.consents.c
_CONSENTS = compiled(
    select(_decided.id, _decided.purpose, _decided.digest, _decided.given, _decided.at)
    .where(_decided.account_id == ACCOUNT)
    .order_by(_decided.id)
)
_OF_ACCOUNT = compiled(select(t.erasures.c.facts).where(t.erasures.c.account_id == ACCOUNT))
_WAITING = compiled(
    select(t.erasures.c.facts)
    .where(t.erasures.c.state == literal_column(f"'{ErasureState.WAITING}'"))
    .order_by(t.erasures.c.id)
    .limit(_LIMIT)
)
_added = insert(t.erasures).values(
    {it.name: bindparam(f"new_{it.name}", type_=it.type) for it in t.erasures.c}
)
_ACT = compiled(
    _added.on_conflict_do_update(
        index_elements=["account_id"],
        set_={it: _added.excluded[it] for it in ("id", "state", "facts", "version")},
        where=t.erasures.c.version == _added.excluded.version - 1,
    ).returning(literal_column("1"))
)


def _forgetting(table: Table, old: ColumnElement[bool], **blank: Any) -> Statement:
    """Blank or delete a number of rows. Claims and commits of others are not waited for."""
    rows: Select[Any] = select(literal_column("ctid")).select_from(table).where(old).limit(_LIMIT)
    chosen = literal_column("ctid").in_(rows.with_for_update(skip_locked=True))
    change = update(table).where(chosen).values(blank) if blank else delete(table).where(chosen)
    return compiled(change.returning(literal_column("1")))


_hooks = t.webhooks.c
_FORGET = {
    Passing.ORDER_ADDRESSES: _forgetting(
        t.orders,
        and_(_END, _orders.entered_at < _BEFORE, _orders.address != NO_ADDRESS),
        address=NO_ADDRESS,
        version=_orders.version + 1,
    ),
    Passing.ANSWERS: _forgetting(t.answers, t.answers.c.claimed_at < _BEFORE),
    Passing.NOTICES: _forgetting(t.notices, t.notices.c.at < _BEFORE),
    Passing.WEBHOOK_BODIES: _forgetting(
        t.webhooks,
        and_(_hooks.received_at < _BEFORE, not_(t.WAITING_WEBHOOK), func.length(_hooks.body) > 0),
        body=b"",
        version=_hooks.version + 1,
    ),
    Passing.ORIGINS: _forgetting(
        t.audit_log,
        and_(t.audit_log.c.at < _BEFORE, t.audit_log.c.salt.is_not(None)),
        address=null(),
        salt=null(),
    ),
}


@define
class PostgresPersonalData:
    _database: Database
    _writes: Writes

    async def export(self, person: Person) -> Mapping[str, tuple[Mapping[str, object], ...]]:
        found: dict[str, list[Mapping[str, object]]] = {}
        for name, row in await self._database.rows(_EXPORT, **_ids(person)):
            found.setdefault(name, []).append(msgspec.json.decode(row))
        return {name: tuple(rows) for name, rows in found.items()}

    async def hindrances(self, person: Person) -> Sequence[Hindrance]:
        row = await self._database.row(_HINDRANCES, **_ids(person)) or ()
        return [it for it, there in zip(Hindrance, row, strict=True) if there]

    async def erase(self, person: Person, act: Callable[[Mapping[str, int]], Erasure]) -> Erasure:
        with answering():
            async with self._database.pool.acquire() as connection, connection.transaction():
                erased = {}
                for name, statement in _ERASE.items():
                    if rows := await _run(connection, statement, **_ids(person)):
                        erased[name] = len(rows)
                made = act(erased)
                values = zip(t.erasures.c.keys(), _row(made), strict=True)
                kept = {f"new_{name}": value for name, value in values}
                if not await _run(connection, _ACT, **kept):
                    raise StaleFacts
                return made

    def add_erasure(self, erasure: Erasure) -> None:
        batch = self._writes.to("erasures", erasure.account_id)
        batch.add("add_erasures", _row(erasure))

    def save_erasure(self, erasure: Erasure) -> None:
        batch = self._writes.to("erasures", erasure.account_id)
        id_, _account, state, facts, version = _row(erasure)
        batch.write("save_erasure", (id_, erasure.version - 1, state, facts, version))

    async def erasure_of(self, account_id: AccountId) -> Erasure | None:
        return _ERASURES.read_optional(await self._database.value(_OF_ACCOUNT, account=account_id))

    async def waiting(self, limit: int) -> Sequence[Erasure]:
        found = await self._database.rows(_WAITING, limit=limit)
        return [_ERASURES.read(facts) for (facts,) in found]

    def add_consent(self, consent: Consent) -> None:
        it, batch = consent, self._writes.to("consents", consent.id)
        batch.add("add_consents", (it.id, it.account_id, it.purpose, it.digest, it.given, it.at))

    async def consents(self, account_id: AccountId) -> Sequence[Consent]:
        found = await self._database.rows(_CONSENTS, account=account_id)
        return [
            Consent(
                id=ConsentId(id_),
                account_id=account_id,
                purpose=ConsentPurpose(purpose),
                digest=digest,
                given=given,
                at=at,
            )
            for id_, purpose, digest, given, at in found
        ]

    async def forget(self, kind: Passing, before: datetime, limit: int) -> int:
        return len(await self._database.rows(_FORGET[kind], before=before, limit=limit))


def _ids(person: Person) -> dict[str, object]:
    return {"account": person.account_id, "cook": person.cook_id}


def _row(it: Erasure) -> tuple[object, ...]:
    return it.id, it.account_id, it.state, _ERASURES.write(it), it.version


async def _run(connection: Connection, statement: Statement, **values: object) -> list[Any]:
    return list(await connection.fetch(statement.sql, *statement.arguments(values)))
