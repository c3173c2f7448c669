"""Facts as rows and rows as facts, column by column in the order of `tables`."""

from foodmarket.adapters.postgres.rows.accounts import (
    account,
    method,
    of_account,
    of_method,
)
from foodmarket.adapters.postgres.rows.audit_log import audit_record, of_audit_record
from foodmarket.adapters.postgres.rows.catalogue import (
    COOK_WIDTH,
    DISH_WIDTH,
    SLOT_WIDTH,
    cook,
    dish,
    of_cook,
    of_dish,
    of_slot,
    slot,
)
from foodmarket.adapters.postgres.rows.ledger import entry
from foodmarket.adapters.postgres.rows.orders import ORDER_WIDTH, of_order, of_step, order, step
from foodmarket.adapters.postgres.rows.payments import (
    OPERATION_WIDTH,
    PAYMENT_WIDTH,
    dispute,
    of_dispute,
    of_operation,
    of_payment,
    of_refund,
    operation,
    payment,
    refund,
)
from foodmarket.adapters.postgres.rows.shared import Row, Values

__all__ = [
    "COOK_WIDTH",
    "DISH_WIDTH",
    "OPERATION_WIDTH",
    "ORDER_WIDTH",
    "PAYMENT_WIDTH",
    "SLOT_WIDTH",
    "Row",
    "Values",
    "account",
    "audit_record",
    "cook",
    "dish",
    "dispute",
    "entry",
    "method",
    "of_account",
    "of_audit_record",
    "of_cook",
    "of_dish",
    "of_dispute",
    "of_method",
    "of_operation",
    "of_order",
    "of_payment",
    "of_refund",
    "of_slot",
    "of_step",
    "operation",
    "order",
    "payment",
    "refund",
    "slot",
    "step",
]
