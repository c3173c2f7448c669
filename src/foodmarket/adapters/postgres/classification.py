"""What every column holds, how a person's rows are found, and what an erasure does to them.

One entry per table; a table or a column that is not here fails the build (requirement 40). The
classes, from the least to the most:

- ``none``: about no person.
- ``pseudonymous``: an id or a fact that leads to a person only through another table.
- ``personal``: names, addresses, what a person wrote.
- ``sensitive``: personal, and harmful in wrong hands, such as where money goes.
- ``secret``: opens something; exported to nobody.

A table with anything personal, sensitive or secret says whose rows they are (``of``) and how they
are erased (``erase``), or by which reason it is kept ``apart`` from both.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import field, frozen
from sqlalchemy import (
    ColumnElement,
    Delete,
    Table,
    Text,
    Update,
    bindparam,
    delete,
    false,
    func,
    literal_column,
    null,
    or_,
    select,
    update,
)

from foodmarket.adapters.postgres import tables as t

ACCOUNT = bindparam("account", type_=Text)
COOK = bindparam("cook", type_=Text)
Condition = ColumnElement[bool]
_NOBODY = "—"


@frozen(kw_only=True)
class Holds:
    """One table's entry; columns by class, each named once."""

    table: Table
    none: frozenset[str]
    pseudonymous: frozenset[str]
    personal: frozenset[str]
    sensitive: frozenset[str]
    secret: frozenset[str]
    of: Condition | None
    erase: Update | Delete | None
    apart: str | None = field(default=None)

    @property
    def columns(self) -> frozenset[str]:
        """Return every classified column."""
        known = (self.none, self.pseudonymous, self.personal, self.sensitive, self.secret)
        return frozenset[str]().union(*known)

    @property
    def confidential(self) -> frozenset[str]:
        """Return the columns that hold more than ids."""
        return self.personal | self.sensitive | self.secret


def _holds(
    table: Table,
    *,
    none: str = "",
    pseudonymous: str = "",
    personal: str = "",
    sensitive: str = "",
    secret: str = "",
    of: Condition | None = None,
    blank: Mapping[str, Any] | None = None,
    remove: bool = False,
    apart: str | None = None,
) -> Holds:
    change: Update | Delete | None = None
    if of is not None and blank is not None:
        change = update(table).where(of).values(dict(blank))
    if of is not None and remove:
        change = delete(table).where(of)
    return Holds(
        table=table,
        none=frozenset(none.split()),
        pseudonymous=frozenset(pseudonymous.split()),
        personal=frozenset(personal.split()),
        sensitive=frozenset(sensitive.split()),
        secret=frozenset(secret.split()),
        of=of,
        erase=change,
        apart=apart,
    )


def _json(text: str) -> ColumnElement[Any]:
    return literal_column(f"'{text}'::jsonb")


_own_payments = select(t.payments.c.id).where(t.payments.c.customer_id == ACCOUNT)
_own_orders = select(t.orders.c.id).where(t.orders.c.customer_id == ACCOUNT)
NO_ADDRESS = _json(f'{{"city": "{_NOBODY}", "street": "{_NOBODY}", "details": "", "phone": ""}}')
_PAID_NOWHERE = _json('{"destination": "", "label": ""}')


def _entries() -> Iterator[Holds]:
    yield _holds(
        t.accounts,
        none="role created_at residence language disabled duties email_verified_at version",
        pseudonymous="id",
        personal="name email phone",
        secret="password_hash",  # noqa: S106 - a column's name
        of=t.accounts.c.id == ACCOUNT,
        blank={
            "name": _NOBODY,
            "email": t.accounts.c.id + "@erased.invalid",
            "phone": null(),
            "email_verified_at": null(),
            "password_hash": "",
            "disabled": True,
            "version": t.accounts.c.version + 1,
        },
    )
    yield _holds(
        t.challenges,
        none="expires_at version",
        pseudonymous="id",
        secret="facts",  # noqa: S106 - a column's name
        of=t.challenges.c.facts["account_id"].astext == ACCOUNT,
        remove=True,
    )
    yield from _credentials()
    yield _holds(
        t.payment_methods,
        none="provider",
        pseudonymous="id customer_id",
        personal="label",
        secret="token",  # noqa: S106 - a column's name
        of=t.payment_methods.c.customer_id == ACCOUNT,
        remove=True,
    )
    yield _holds(
        t.cooks,
        none="city country time_zone currency delivery_fee open permitted_until version",
        pseudonymous="id account_id",
        personal="name about",
        of=t.cooks.c.account_id == ACCOUNT,
        blank={
            "name": _json(f'{{"ru": "{_NOBODY}", "en": "{_NOBODY}"}}'),
            "about": null(),
            "open": false(),
            "version": t.cooks.c.version + 1,
        },
    )
    yield _holds(
        t.dishes,
        none="name description price currency portions grams work_units preparation allergens"
        " ingredients photos status version",
        pseudonymous="id cook_id",
        of=t.dishes.c.cook_id == COOK,
    )
    yield _holds(
        t.slots,
        none="starts_at ends_at orders_until portions work_units portions_taken work_taken open"
        " version",
        pseudonymous="id cook_id",
        of=t.slots.c.cook_id == COOK,
    )
    yield _holds(t.slot_dishes, none="most taken", pseudonymous="slot_id dish_id")
    yield _holds(
        t.orders,
        none="reservation starts_at ends_at preparation_must_start lines bill terms placed_at state"
        " entered_at deadline due_at reminded reason version claimed_until",
        pseudonymous="id customer_id cook_id",
        personal="address",
        secret="delivery_code",  # noqa: S106 - a column's name
        of=t.orders.c.customer_id == ACCOUNT,
        blank={
            "address": NO_ADDRESS,
            "delivery_code": "",
            "version": t.orders.c.version + 1,
        },
    )
    yield _holds(
        t.order_steps,
        none="number at actor trigger before after reason",
        pseudonymous="order_id",
        of=t.order_steps.c.order_id.in_(_own_orders),
    )
    yield _holds(
        t.payments,
        none="provider currency amount keep captured refunded state capture_wanted hold_until fee"
        " failures parked version",
        pseudonymous="id order_id customer_id reference",
        sensitive="action_url",
        secret="token",  # noqa: S106 - a column's name
        of=t.payments.c.customer_id == ACCOUNT,
        blank={
            "token": "",
            "action_url": null(),
            "version": t.payments.c.version + 1,
        },
    )
    yield _holds(
        t.operations,
        none="kind currency amount requested_at due_at state attempts reason version claimed_until",
        pseudonymous="id payment_id order_id",
    )
    yield _holds(
        t.refunds,
        none="state version",
        pseudonymous="id order_id facts",
        of=t.refunds.c.order_id.in_(_own_orders),
    )
    yield _holds(
        t.permits,
        none="state due_at version",
        pseudonymous="id cook_id",
        personal="facts",
        of=t.permits.c.cook_id == COOK,
        remove=True,
    )
    yield from _cooks_money()
    yield from _disputes()
    yield from _messages()
    yield from _book_and_log()


def _credentials() -> Iterator[Holds]:
    yield _holds(
        t.second_factors,
        none="version",
        pseudonymous="id",
        secret="facts",  # noqa: S106 - a column's name
        of=t.second_factors.c.id == ACCOUNT,
        remove=True,
    )
    yield _holds(
        t.ceremonies,
        none="expires_at version",
        pseudonymous="id",
        secret="facts",  # noqa: S106 - a column's name
        of=t.ceremonies.c.facts["account_id"].astext == ACCOUNT,
        remove=True,
    )
    yield _holds(
        t.passkeys,
        none="version",
        pseudonymous="id account_id credential_id",
        personal="facts",
        of=t.passkeys.c.account_id == ACCOUNT,
        remove=True,
    )
    yield _holds(
        t.api_keys,
        none="version",
        pseudonymous="id account_id",
        secret="key_hash facts",  # noqa: S106 - names of columns
        of=t.api_keys.c.account_id == ACCOUNT,
        remove=True,
    )


def _cooks_money() -> Iterator[Holds]:
    yield _holds(
        t.payout_plans,
        none="due_at version",
        pseudonymous="id",
        sensitive="facts",
        of=t.payout_plans.c.id == COOK,
        blank={
            "facts": t.payout_plans.c.facts.op("||")(_json('{"destination": null, "label": ""}')),
        },
    )
    yield _holds(
        t.payouts,
        none="provider currency amount reserved_at due_at state version",
        pseudonymous="id cook_id",
        sensitive="facts",
        of=t.payouts.c.cook_id == COOK,
        blank={"facts": t.payouts.c.facts.op("||")(_PAID_NOWHERE)},
    )

    yield _holds(
        t.discrepancies,
        none="provider day currency first_seen kind state unexplained corrected version",
        pseudonymous="id identity facts",
    )
    yield _holds(t.reconciled_days, none="provider day matched differences at claimed_until")


def _disputes() -> Iterator[Holds]:
    facts = t.disputes.c.facts
    # What either side wrote goes; who wanted how much stays.
    emptied = _json('{"claim": {"words": "", "photos": []}, "verdict": null, "evidence": []}')
    proposal = func.jsonb_array_elements(facts["proposals"]).column_valued("proposal")
    offers = select(func.jsonb_agg(proposal.op("||")(_json('{"words": ""}')))).scalar_subquery()
    said = func.jsonb_build_object("proposals", func.coalesce(offers, _json("[]")))
    yield _holds(
        t.disputes,
        none="kind state provider version",
        pseudonymous="id order_id cook_id reference",
        personal="facts",
        of=or_(t.disputes.c.order_id.in_(_own_orders), t.disputes.c.cook_id == COOK),
        blank={"facts": facts.op("||")(emptied).op("||")(said)},
    )


def _messages() -> Iterator[Holds]:
    yield _holds(
        t.notices,
        none="at name",
        pseudonymous="event_id account_id order_id",
        sensitive="facts",
        of=t.notices.c.account_id == ACCOUNT,
        remove=True,
    )
    yield _holds(
        t.answers,
        none="fingerprint claimed_at status",
        pseudonymous="owner text subject",
        sensitive="body",
        of=t.answers.c.owner == ACCOUNT,
        remove=True,
    )
    yield _holds(
        t.webhooks,
        none="provider event received_at due_at state attempts reason version claimed_until",
        pseudonymous="id key payment_id dispute",
        sensitive="body",
        of=t.webhooks.c.payment_id.in_(_own_payments),
        blank={"body": b"", "version": t.webhooks.c.version + 1},
    )
    yield _holds(
        t.outbox,
        none="position kind claimed_until trace",
        pseudonymous="subject",
        sensitive="facts",
        apart="an event is sent within seconds and removed; an open order hinders an erasure",
    )


def _book_and_log() -> Iterator[Holds]:
    yield _holds(t.ledger_entries, none="kind at currency position", pseudonymous="key order_id")
    yield _holds(t.ledger_postings, none="position line currency amount", pseudonymous="account")
    yield _holds(t.ledger_balances, none="currency amount", pseudonymous="account")
    yield _holds(t.ledger_unchained, none="position")
    yield _holds(t.ledger_totals, none="currency kind amount")
    yield _holds(t.ledger_chain, none="number position digest")
    yield _holds(
        t.audit_log,
        none="at role channel verb outcome seal position",
        pseudonymous="id account_id subject facts",
        personal="address",
        secret="salt",  # noqa: S106 - a column's name
        of=t.audit_log.c.account_id == ACCOUNT,
        blank={"address": null(), "salt": null()},
    )
    yield _holds(t.audit_unchained, none="position")
    yield _holds(t.audit_chain, none="number position digest")
    yield _holds(
        t.consents,
        none="purpose digest given at",
        pseudonymous="id account_id",
        of=t.consents.c.account_id == ACCOUNT,
    )
    yield _holds(
        t.erasures,
        none="state version",
        pseudonymous="id account_id facts",
        of=t.erasures.c.account_id == ACCOUNT,
    )


REGISTRY: Mapping[str, Holds] = {it.table.name: it for it in _entries()}
