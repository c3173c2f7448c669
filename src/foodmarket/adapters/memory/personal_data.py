"""Everything that is stored about a person, in memory."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import Enum
from itertools import islice
from typing import Any

import attrs
from attrs import evolve, frozen

from foodmarket.adapters.memory.accounts import Later
from foodmarket.adapters.memory.passing import NO_ADDRESS, NOBODY, PAST
from foodmarket.adapters.memory.tables import Commit, Tables
from foodmarket.domain.accounts.audit import forgotten
from foodmarket.domain.accounts.model import AccountId
from foodmarket.domain.disputes.model import Claim, Dispute
from foodmarket.domain.kernel.errors import StaleFacts
from foodmarket.domain.kernel.language import Bilingual
from foodmarket.domain.ledger.model import payable, receivable, unclaimed
from foodmarket.domain.orders.model import Order, OrderId
from foodmarket.domain.orders.process import ENDS
from foodmarket.domain.privacy.consents import Consent
from foodmarket.domain.privacy.model import Erasure, ErasureState, Hindrance, Passing, Person

SECRETS = {
    *("password_hash", "token", "delivery_code", "salt", "code_hash"),
    *("secret", "recovery", "nonce", "key_hash"),
}


@frozen
class MemoryPersonalData:
    _tables: Tables
    _later: Later

    async def export(self, person: Person) -> Mapping[str, tuple[Mapping[str, object], ...]]:
        found = {name: tuple(map(_shown, rows)) for name, rows in self._of(person).items()}
        return {name: rows for name, rows in found.items() if rows}

    async def hindrances(self, person: Person) -> Sequence[Hindrance]:
        tables, orders = self._tables, self._orders(person)
        bought = [it for it in orders if it.customer_id == person.account_id]
        cook = person.cook_id
        refunds = [tables.refunds[key] for it in bought for key in tables.refunds_of.get(it.id, ())]
        unfinished = [it for it in bought if tables.payment_of[it.id] in tables.unfinished]
        due = [(account, code) for account, code in tables.balances if _of_cook(account, cook)]
        owed = sum(
            posting.amount
            for it in bought
            for entry in tables.entries_of.get(it.id, ())
            for posting in entry.postings
            if posting.account == unclaimed(it.id)
        )
        found = {
            Hindrance.OPEN_ORDERS: any(it.state not in ENDS for it in orders),
            Hindrance.OPEN_DISPUTES: any(not it.state.final for it in self._disputes(person)),
            Hindrance.REFUNDS_UNDER_WAY: bool(unfinished)
            or any(not it.state.final for it in refunds),
            Hindrance.MONEY_DUE: owed > 0 or any(tables.balances[it] > 0 for it in due),
            Hindrance.PAYOUTS_UNDER_WAY: any(
                it.cook_id == cook and not it.state.final for it in tables.payouts.values()
            ),
        }
        return [it for it, there in found.items() if there]

    async def erase(self, person: Person, act: Callable[[Mapping[str, int]], Erasure]) -> Erasure:
        erased = {name: len(rows) for name, rows in self._erasable(person).items() if rows}
        made = act(erased)
        known = self._tables.erasures.get(made.account_id)
        if known is not None and known.version != made.version - 1:
            raise StaleFacts
        self._empty(person)
        self._tables.erasures[made.account_id] = made
        return made

    def add_erasure(self, erasure: Erasure) -> None:
        self._later(
            lambda commit: commit.insert(commit.tables.erasures, erasure.account_id, erasure)
        )

    def save_erasure(self, erasure: Erasure) -> None:
        def write(commit: Commit) -> None:
            known = commit.tables.erasures.get(erasure.account_id)
            if known is None or known.version != erasure.version - 1:
                raise StaleFacts
            commit.put(commit.tables.erasures, erasure.account_id, erasure)

        self._later(write)

    async def erasure_of(self, account_id: AccountId) -> Erasure | None:
        return self._tables.erasures.get(account_id)

    async def waiting(self, limit: int) -> Sequence[Erasure]:
        erasures = sorted(self._tables.erasures.values(), key=lambda it: it.id)
        return [it for it in erasures if it.state is ErasureState.WAITING][:limit]

    def add_consent(self, consent: Consent) -> None:
        self._later(lambda commit: commit.append(commit.tables.consents, consent))

    async def consents(self, account_id: AccountId) -> Sequence[Consent]:
        decided = (it for it in self._tables.consents if it.account_id == account_id)
        return sorted(decided, key=lambda it: it.id)

    async def forget(self, kind: Passing, before: datetime, limit: int) -> int:
        done = list(islice(PAST[kind](self._tables, before), limit))
        for table, key, row in done:
            if row is None:
                del table[key]
            else:
                table[key] = row
            if table is self._tables.notices:
                account_id, event_id = key
                self._tables.notices_of[account_id].remove(event_id)
        return len(done)

    def _orders(self, person: Person) -> list[Order]:
        ids = {*self._tables.orders_of.get(person.account_id, ())}
        if person.cook_id is not None:
            ids |= {*self._tables.orders_of.get(person.cook_id, ())}
        return [self._tables.orders[it] for it in sorted(ids)]

    def _disputes(self, person: Person) -> list[Dispute]:
        whom, cook, orders = person.account_id, person.cook_id, self._tables.orders
        return [
            it
            for it in self._tables.disputes.values()
            if orders[OrderId(it.order_id)].customer_id == whom or (cook and it.cook_id == cook)
        ]

    def _of(self, person: Person) -> dict[str, list[Any]]:
        tables, whom, cook = self._tables, person.account_id, person.cook_id
        bought = [it for it in self._orders(person) if it.customer_id == whom]
        return self._erasable(person) | {
            "dishes": [tables.dishes[it] for it in tables.dishes_of.get(cook, ())] if cook else [],
            "slots": [tables.slots[it] for _, it in tables.slots_of.get(cook, ())] if cook else [],
            "order_steps": [step for it in bought for step in tables.steps.get(it.id, ())],
            "refunds": [
                tables.refunds[key] for it in bought for key in tables.refunds_of.get(it.id, ())
            ],
            "consents": [it for it in tables.consents if it.account_id == whom],
            "erasures": [it for it in (tables.erasures.get(whom),) if it is not None],
        }

    def _erasable(self, person: Person) -> dict[str, list[Any]]:
        tables, whom, cook = self._tables, person.account_id, person.cook_id
        bought = [it for it in self._orders(person) if it.customer_id == whom]
        payments = [tables.payments[tables.payment_of[it.id]] for it in bought]
        own = {it.id for it in payments}
        found: dict[str, list[Any]] = {
            "accounts": [tables.accounts[whom]],
            "challenges": [it for it in tables.challenges.values() if it.account_id == whom],
            "second_factors": [it for it in (tables.second_factors.get(whom),) if it is not None],
            "ceremonies": [it for it in tables.ceremonies.values() if it.account_id == whom],
            "passkeys": [it for it in tables.passkeys.values() if it.account_id == whom],
            "api_keys": [it for it in tables.api_keys.values() if it.account_id == whom],
            "permits": [it for it in tables.permits.values() if cook and it.cook_id == cook],
            "payment_methods": [tables.methods[it] for it in tables.methods_of.get(whom, ())],
            "cooks": [tables.cooks[cook]] if cook else [],
            "orders": bought,
            "payments": payments,
            "disputes": self._disputes(person),
            "payout_plans": [tables.plans[cook]] if cook in tables.plans else [],
            "payouts": [it for it in tables.payouts.values() if cook and it.cook_id == cook],
            "notices": [it for it in tables.notices.values() if it.account_id == whom],
            "answers": [it for it in tables.answers.values() if it.key.owner == whom],
            "webhooks": [it for it in tables.webhooks.values() if it.payment_id in own],
            "audit_log": [it for it in tables.audit_log.values() if it.record.account_id == whom],
        }
        return found

    def _empty(self, person: Person) -> None:
        tables, found = self._tables, self._erasable(person)
        for account in found["accounts"]:
            tables.emails.pop(account.email)
            email = f"{account.id}@erased.invalid"
            tables.emails[email] = account.id
            tables.accounts[account.id] = evolve(
                account,
                name=NOBODY,
                email=email,
                phone=None,
                email_verified_at=None,
                password_hash="",
                disabled=True,
                version=account.version + 1,
            )
        self._empty_pockets(found)
        for method in found["payment_methods"]:
            del tables.methods[method.id]
        tables.methods_of.pop(person.account_id, None)
        for order in found["orders"]:
            tables.orders[order.id] = evolve(
                order, address=NO_ADDRESS, delivery_code="", version=order.version + 1
            )
        for payment in found["payments"]:
            tables.payments[payment.id] = evolve(
                payment, token="", action_url=None, version=payment.version + 1
            )
        for dispute in found["disputes"]:
            offers = tuple(evolve(it, words="") for it in dispute.proposals)
            tables.disputes[dispute.id] = evolve(
                dispute, claim=Claim(), verdict=None, evidence=(), proposals=offers
            )
        for delivery in found["webhooks"]:
            tables.webhooks[delivery.id] = evolve(delivery, body=b"", version=delivery.version + 1)
        for notice in found["notices"]:
            del tables.notices[notice.account_id, notice.event_id]
        tables.notices_of.pop(person.account_id, None)
        for answer in found["answers"]:
            del tables.answers[answer.key.owner, answer.key.text]
        for kept in found["audit_log"]:
            tables.audit_log[kept.record.id] = forgotten(kept)
        self._empty_kitchen(found)

    def _empty_pockets(self, found: Mapping[str, Iterable[Any]]) -> None:
        tables = self._tables
        for challenge in found["challenges"]:
            del tables.challenges[challenge.id]
        for factor in found["second_factors"]:
            del tables.second_factors[factor.account_id]
        for ceremony in found["ceremonies"]:
            del tables.ceremonies[ceremony.id]
        for passkey in found["passkeys"]:
            del tables.passkeys[passkey.credential_id]
        for api_key in found["api_keys"]:
            del tables.api_keys[api_key.key_hash]

    def _empty_kitchen(self, found: Mapping[str, Iterable[Any]]) -> None:
        tables = self._tables
        for cook in found["cooks"]:
            tables.cooks[cook.id] = evolve(
                cook,
                name=Bilingual(NOBODY, NOBODY),
                about=None,
                open=False,
                version=cook.version + 1,
            )
        for permit in found["permits"]:
            del tables.permits[permit.id]
        for plan in found["payout_plans"]:
            tables.plans[plan.cook_id] = evolve(plan, destination=None, label="")
        for payout in found["payouts"]:
            tables.payouts[payout.id] = evolve(payout, destination="", label="")


def _of_cook(account: str, cook: Any) -> bool:
    return cook is not None and account in {payable(cook), receivable(cook)}


def _shown(thing: Any) -> Mapping[str, object]:
    plain = _plain(attrs.asdict(thing, filter=lambda it, _value: it.name not in SECRETS))
    assert isinstance(plain, dict)  # noqa: S101 - a fact is an object
    return plain


def _plain(value: Any) -> object:
    match value:
        case Mapping():
            return {str(key): _plain(it) for key, it in value.items()}
        case list() | tuple() | frozenset() | set():
            return [_plain(it) for it in value]
        case bytes():
            return value.decode(errors="replace")
        case datetime():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case Enum():
            return value.value
        case bool() | None:
            return value
        case str():
            return str(value)
        case int():
            return int(value)
        case _:
            return str(value)
