"""Facts as rows and rows as facts, column by column in the order of `tables`."""

from collections.abc import Sequence
from typing import Any, TypeAlias

import asyncpg

from foodmarket.adapters.postgres.documents import Document
from foodmarket.domain.accounts.model import (
    Account,
    AccountId,
    CookId,
    Duty,
    Role,
    StaffAction,
    StaffActionId,
)
from foodmarket.domain.catalogue.model import (
    Allergen,
    CookProfile,
    Dish,
    DishId,
    DishStatus,
    Reservation,
    Slot,
    SlotId,
)
from foodmarket.domain.escrow.model import Terms
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.kernel.language import Bilingual, Language
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.kernel.time import Window
from foodmarket.domain.ledger.model import Entry, EntryKind, LedgerAccount, Posting
from foodmarket.domain.orders.model import Address, Bill, Line, Order, OrderId, OrderState, Step
from foodmarket.domain.payments.model import (
    Operation,
    OperationId,
    OperationKind,
    OperationState,
    Payment,
    PaymentId,
    PaymentMethod,
    PaymentMethodId,
    PaymentState,
)
from foodmarket.domain.refunds.model import Refund

Row: TypeAlias = Sequence[Any] | asyncpg.Record
Values = tuple[object, ...]

_BILINGUAL = Document[Bilingual](Bilingual)
_DUTIES = Document[tuple[Duty, ...]](tuple[Duty, ...])
_FACTS = Document[dict[str, str]](dict[str, str])
_REFUND = Document[Refund](Refund)
_ALLERGENS = Document[tuple[Allergen, ...]](tuple[Allergen, ...])
_PHOTOS = Document[tuple[str, ...]](tuple[str, ...])
_RESERVATION = Document[Reservation](Reservation)
_LINES = Document[tuple[Line, ...]](tuple[Line, ...])
_BILL = Document[Bill](Bill)
_ADDRESS = Document[Address](Address)
_TERMS = Document[Terms](Terms)
ORDER_WIDTH = 20
PAYMENT_WIDTH = 19
OPERATION_WIDTH = 12
SLOT_WIDTH = 11
COOK_WIDTH = 11
DISH_WIDTH = 15


def _money(amount: int | None, currency: Currency) -> Money | None:
    return None if amount is None else Money(amount, currency)


def of_account(it: Account) -> Values:
    return (
        *(it.id, it.role, it.name, it.email, it.password_hash, it.created_at),
        *(it.language, it.disabled, _DUTIES.write(tuple(sorted(it.duties))), it.version),
    )


def account(row: Row) -> Account:
    id_, role, name, email, password_hash, created_at, language, disabled, duties, version = row
    return Account(
        id=AccountId(id_),
        role=Role(role),
        name=name,
        email=email,
        password_hash=password_hash,
        created_at=created_at,
        language=Language(language),
        disabled=disabled,
        duties=frozenset(_DUTIES.read(duties)),
        version=version,
    )


def of_method(it: PaymentMethod) -> Values:
    return it.id, it.customer_id, it.provider, it.token, it.label


def method(row: Row) -> PaymentMethod:
    id_, customer_id, provider, token, label = row
    return PaymentMethod(
        id=PaymentMethodId(id_),
        customer_id=AccountId(customer_id),
        provider=provider,
        token=token,
        label=label,
    )


def of_cook(it: CookProfile) -> Values:
    return (
        *(it.id, it.account_id, _BILINGUAL.write(it.name), _BILINGUAL.write(it.about), it.city),
        *(it.country, it.time_zone, it.currency, it.delivery_fee.amount, it.open, it.version),
    )


def cook(row: Row) -> CookProfile:
    id_, account_id, name, about, city, country, time_zone, code, fee, open_, version = row
    currency = Currency(code)
    return CookProfile(
        id=CookId(id_),
        account_id=AccountId(account_id),
        name=_BILINGUAL.read(name),
        about=_BILINGUAL.read_optional(about),
        city=city,
        country=country,
        time_zone=time_zone,
        currency=currency,
        delivery_fee=Money(fee, currency),
        open=open_,
        version=version,
    )


def of_dish(it: Dish) -> Values:
    price = (it.price.amount, it.price.currency) if it.price is not None else (None, None)
    return (
        *(it.id, it.cook_id, _BILINGUAL.write(it.name), _BILINGUAL.write(it.description), *price),
        *(it.portions, it.grams, it.work_units, it.preparation, _ALLERGENS.write(it.allergens)),
        *(_BILINGUAL.write(it.ingredients), _PHOTOS.write(it.photos), it.status, it.version),
    )


def dish(row: Row) -> Dish:
    id_, cook_id, name, description, price, code, portions, grams, work_units = row[:9]
    preparation, allergens, ingredients, photos, status, version = row[9:]
    return Dish(
        id=DishId(id_),
        cook_id=CookId(cook_id),
        name=_BILINGUAL.read(name),
        description=_BILINGUAL.read_optional(description),
        price=None if price is None else Money(price, Currency(code)),
        portions=portions,
        grams=grams,
        work_units=work_units,
        preparation=preparation,
        allergens=_ALLERGENS.read_optional(allergens),
        ingredients=_BILINGUAL.read_optional(ingredients),
        photos=_PHOTOS.read(photos),
        status=DishStatus(status),
        version=version,
    )


def of_slot(it: Slot) -> Values:
    return (
        *(it.id, it.cook_id, it.window.start, it.window.end, it.orders_until, it.portions),
        *(it.work_units, it.portions_taken, it.work_taken, it.open, it.version),
    )


def slot(row: Row) -> Slot:
    id_, cook_id, start, end, orders_until, portions, work_units, taken, work, open_, version = row
    return Slot(
        id=SlotId(id_),
        cook_id=CookId(cook_id),
        window=Window(start, end),
        orders_until=orders_until,
        portions=portions,
        work_units=work_units,
        portions_taken=taken,
        work_taken=work,
        open=open_,
        version=version,
    )


def of_order(it: Order) -> Values:
    return (
        *(it.id, it.customer_id, it.cook_id, _RESERVATION.write(it.reservation)),
        *(it.window.start, it.window.end, it.preparation_must_start, _LINES.write(it.lines)),
        *(_BILL.write(it.bill), _ADDRESS.write(it.address), _TERMS.write(it.terms)),
        *(it.delivery_code, it.placed_at, it.state, it.entered_at, it.deadline, it.due_at),
        *(it.reminded, it.reason, it.version),
    )


def order(row: Row) -> Order:
    id_, customer_id, cook_id, reservation, start, end, must_start, lines, bill = row[:9]
    address, terms, delivery_code, placed_at, state, entered_at, deadline, due_at = row[9:17]
    reminded, reason, version = row[17:]
    return Order(
        id=OrderId(id_),
        customer_id=AccountId(customer_id),
        cook_id=CookId(cook_id),
        reservation=_RESERVATION.read(reservation),
        window=Window(start, end),
        preparation_must_start=must_start,
        lines=_LINES.read(lines),
        bill=_BILL.read(bill),
        address=_ADDRESS.read(address),
        terms=_TERMS.read(terms),
        delivery_code=delivery_code,
        placed_at=placed_at,
        state=OrderState(state),
        entered_at=entered_at,
        deadline=deadline,
        due_at=due_at,
        reminded=reminded,
        reason=reason,
        version=version,
    )


def of_payment(it: Payment) -> Values:
    return (
        *(it.id, it.order_id, it.customer_id, it.provider, it.token, it.amount.currency),
        *(it.amount.amount, it.keep.amount, it.captured.amount, it.refunded.amount, it.state),
        *(it.capture_wanted, it.reference, it.action_url, it.hold_until),
        *(None if it.fee is None else it.fee.amount, it.failures, it.parked, it.version),
    )


def payment(row: Row) -> Payment:
    id_, order_id, customer_id, provider, token, code, amount, keep, captured, refunded = row[:10]
    state, capture_wanted, reference, action_url, hold_until, fee = row[10:16]
    failures, parked, version = row[16:]
    currency = Currency(code)
    return Payment(
        id=PaymentId(id_),
        order_id=OrderId(order_id),
        customer_id=AccountId(customer_id),
        provider=provider,
        token=token,
        amount=Money(amount, currency),
        keep=Money(keep, currency),
        captured=Money(captured, currency),
        refunded=Money(refunded, currency),
        state=PaymentState(state),
        capture_wanted=capture_wanted,
        reference=reference,
        action_url=action_url,
        hold_until=hold_until,
        fee=_money(fee, currency),
        failures=failures,
        parked=parked,
        version=version,
    )


def of_operation(it: Operation) -> Values:
    return (
        *(it.id, it.payment_id, it.order_id, it.kind, it.amount.currency, it.amount.amount),
        *(it.requested_at, it.due_at, it.state, it.attempts, it.reason, it.version),
    )


def operation(row: Row) -> Operation:
    id_, payment_id, order_id, kind, code, amount, requested_at, due_at, state = row[:9]
    attempts, reason, version = row[9:]
    return Operation(
        id=OperationId(id_),
        payment_id=PaymentId(payment_id),
        order_id=OrderId(order_id),
        kind=OperationKind(kind),
        amount=Money(amount, Currency(code)),
        requested_at=requested_at,
        due_at=due_at,
        state=OperationState(state),
        attempts=attempts,
        reason=reason,
        version=version,
    )


def of_step(it: Step) -> Values:
    return it.order_id, it.at, it.actor, it.trigger, it.before, it.after, it.reason


def step(row: Row) -> Step:
    order_id, _number, at, actor, trigger, before, after, reason = row
    return Step(
        order_id=OrderId(order_id),
        at=at,
        actor=Role(actor),
        trigger=trigger,
        before=OrderState(before),
        after=OrderState(after),
        reason=reason,
    )


def of_refund(it: Refund) -> Values:
    return it.id, it.order_id, it.state, _REFUND.write(it), it.version


def refund(facts: str) -> Refund:
    return _REFUND.read(facts)


def of_action(it: StaffAction) -> Values:
    return it.id, it.account_id, it.at, it.verb, it.subject, _FACTS.write(it.facts)


def action(row: Row) -> StaffAction:
    id_, account_id, at, verb, subject, facts = row
    return StaffAction(
        id=StaffActionId(id_),
        account_id=AccountId(account_id),
        at=at,
        verb=verb,
        subject=Id(subject),
        facts=_FACTS.read(facts),
    )


def entry(row: Row) -> Entry:
    """Read key, kind, instant, currency, order, and the two arrays of its postings."""
    key, kind, at, code, order_id, accounts, amounts = row
    return Entry(
        key=key,
        kind=EntryKind(kind),
        at=at,
        currency=Currency(code),
        order_id=Id(order_id),
        postings=tuple(
            Posting(LedgerAccount(account), amount)
            for account, amount in zip(accounts, amounts, strict=True)
        ),
    )
