"""Payments, operations, refunds and disputes as rows."""

from foodmarket.adapters.postgres.documents import Document
from foodmarket.adapters.postgres.rows.shared import Row, Values, money_or_none
from foodmarket.domain.accounts.model import (
    AccountId,
)
from foodmarket.domain.disputes.model import Dispute
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.orders.model import OrderId
from foodmarket.domain.payments.model import (
    Operation,
    OperationId,
    OperationKind,
    OperationState,
    Payment,
    PaymentId,
    PaymentState,
)
from foodmarket.domain.refunds.model import Refund

_DISPUTE = Document[Dispute](Dispute)
_REFUND = Document[Refund](Refund)
PAYMENT_WIDTH = 19
OPERATION_WIDTH = 12


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
        fee=money_or_none(fee, currency),
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


def of_refund(it: Refund) -> Values:
    return it.id, it.order_id, it.state, _REFUND.write(it), it.version


def refund(facts: str) -> Refund:
    return _REFUND.read(facts)


def of_dispute(it: Dispute) -> Values:
    side = it.chargeback
    return (
        *(it.id, it.order_id, it.cook_id, it.kind, it.state),
        *((side.provider, side.reference) if side else (None, None)),
        *(_DISPUTE.write(it), it.version),
    )


def dispute(facts: str) -> Dispute:
    return _DISPUTE.read(facts)
