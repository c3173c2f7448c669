"""The story of an order and its money, told so that a person can follow it."""

from collections import Counter
from datetime import datetime

import msgspec

from foodmarket.domain.accounts import Role
from foodmarket.domain.kernel.language import Language
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.ledger import AccountKind, Entry
from foodmarket.domain.orders import MoneyStory, OrderState
from foodmarket.domain.payments import Operation
from foodmarket.entrypoints.http.views import MoneyView, money
from foodmarket.entrypoints.texts import Texts


class StepView(msgspec.Struct):
    """One step of an order."""

    at: datetime
    actor: str
    trigger: str
    before: OrderState
    after: OrderState
    reason: str | None
    text: str


class OperationView(msgspec.Struct):
    """Something that was asked of the payment provider, and what came of it."""

    id: str
    kind: str
    state: str
    amount: MoneyView
    requested_at: datetime
    attempts: int


class PostingView(msgspec.Struct):
    """One account's part of an entry: positive is credit, negative is debit (minor units)."""

    account: str
    amount: int


class EntryView(msgspec.Struct):
    """One entry of the book, with a sentence for people."""

    key: str
    at: datetime
    kind: str
    order_id: str
    amount: MoneyView
    postings: list[PostingView]
    text: str


class WhereView(msgspec.Struct):
    """Where the order's money is now."""

    held: MoneyView
    retained: MoneyView
    captured: MoneyView
    refunded: MoneyView


class StoryView(msgspec.Struct):
    """An order from its first step to where its money is now; lists are oldest first."""

    order_id: str
    state: OrderState
    money: WhereView
    steps: list[StepView]
    operations: list[OperationView]
    entries: list[EntryView]


def tell(story: MoneyStory, texts: Texts, language: Language, reader: Role) -> StoryView:
    """Tell the story to a reader; what the provider was asked is of interest to staff alone."""
    purchase = story.purchase
    funds, payment = purchase.funds, purchase.payment
    steps = [
        StepView(
            at=step.at,
            actor=step.actor.value,
            trigger=step.trigger,
            before=step.before,
            after=step.after,
            reason=step.reason,
            text=texts.say(
                language,
                "page-step",
                actors=step.actor.value,
                trigger=step.trigger,
                state=step.after.value,
            ),
        )
        for step in story.steps
    ]
    asked = story.operations if reader is Role.STAFF else ()
    return StoryView(
        order_id=str(purchase.order.id),
        state=purchase.order.state,
        money=WhereView(
            held=money(funds.escrow),
            retained=money(funds.retention),
            captured=money(payment.captured),
            refunded=money(payment.refunded),
        ),
        steps=steps,
        operations=[show_operation(operation) for operation in asked],
        entries=[show_entry(entry, texts, language) for entry in story.entries],
    )


def show_operation(operation: Operation) -> OperationView:
    """Show what was asked of the provider."""
    return OperationView(
        id=str(operation.id),
        kind=operation.kind.value,
        state=operation.state.value,
        amount=money(operation.amount),
        requested_at=operation.requested_at,
        attempts=operation.attempts,
    )


def show_entry(entry: Entry, texts: Texts, language: Language) -> EntryView:
    """Show an entry with its sentence."""
    return EntryView(
        key=entry.key,
        at=entry.at,
        kind=entry.kind.value,
        order_id=str(entry.order_id),
        amount=money(entry.moved),
        postings=[PostingView(str(part.account), part.amount) for part in entry.postings],
        text=texts.say(language, f"entry-{entry.kind.value}", **entry_facts(entry)),
    )


def entry_facts(entry: Entry) -> dict[str, Money]:
    """Return what the sentence of an entry is filled with: amounts, whole and by account."""
    sums: Counter[str] = Counter()
    for posting in entry.postings:
        sums[posting.account.kind.value] += posting.amount
    parts = {kind.value: Money(abs(sums[kind.value]), entry.currency) for kind in AccountKind}
    return {"amount": entry.moved, **parts}
