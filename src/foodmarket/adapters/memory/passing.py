"""What is past its time, in memory: which rows, and what stands there instead."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from attrs import evolve

from foodmarket.adapters.memory.tables import Tables
from foodmarket.domain.accounts.audit import forgotten
from foodmarket.domain.orders.model import Address
from foodmarket.domain.orders.process import ENDS
from foodmarket.domain.payments.deliveries import DeliveryState
from foodmarket.domain.privacy.model import Passing

NOBODY = "—"
NO_ADDRESS = Address(city=NOBODY, street=NOBODY)
# A table, a key in it, and the row as it is from now on; None removes it.
Change = tuple[dict[Any, Any], Any, Any]


def addresses(tables: Tables, before: datetime) -> Iterator[Change]:
    """Yield orders that ended, without their address."""
    for it in tables.orders.values():
        if it.state in ENDS and it.entered_at < before and it.address != NO_ADDRESS:
            yield tables.orders, it.id, evolve(it, address=NO_ADDRESS, version=it.version + 1)


def answers(tables: Tables, before: datetime) -> Iterator[Change]:
    """Yield keyed requests, to be removed."""
    for key, it in tables.answers.items():
        if it.claimed_at < before:
            yield tables.answers, key, None


def notices(tables: Tables, before: datetime) -> Iterator[Change]:
    """Yield notices, to be removed."""
    for key, it in tables.notices.items():
        if it.at < before:
            yield tables.notices, key, None


def bodies(tables: Tables, before: datetime) -> Iterator[Change]:
    """Yield notifications that were applied or put aside, without their body."""
    for it in tables.webhooks.values():
        if it.state is not DeliveryState.RECEIVED and it.received_at < before and it.body:
            yield tables.webhooks, it.id, evolve(it, body=b"", version=it.version + 1)


def origins(tables: Tables, before: datetime) -> Iterator[Change]:
    """Yield records of the audit log, without their address."""
    for key, it in tables.audit_log.items():
        if it.record.at < before and it.salt is not None:
            yield tables.audit_log, key, forgotten(it)


PAST: Mapping[Passing, Callable[[Tables, datetime], Iterator[Change]]] = {
    Passing.ORDER_ADDRESSES: addresses,
    Passing.ANSWERS: answers,
    Passing.NOTICES: notices,
    Passing.WEBHOOK_BODIES: bodies,
    Passing.ORIGINS: origins,
}
