"""When things in memory are due: what the claims go by, and when to look next."""

from datetime import datetime

from foodmarket.adapters.memory.tables import Tables
from foodmarket.domain.orders.model import OrderId
from foodmarket.domain.payments.deliveries import DeliveryId, DeliveryState
from foodmarket.domain.payments.model import OperationId

Known = tuple[datetime, int] | None  # when, and of which version


def order_due(tables: Tables, order_id: OrderId) -> Known:
    """Return when an order's time asks for something."""
    order = tables.orders.get(order_id)
    return None if order is None or order.due_at is None else (order.due_at, order.version)


def operation_due(tables: Tables, operation_id: OperationId) -> Known:
    """Return when an unfinished operation is taken over."""
    operation = tables.operations.get(operation_id)
    if operation is None or operation.state.final:
        return None
    return operation.due_at, operation.version


def delivery_due(tables: Tables, delivery_id: DeliveryId) -> Known:
    """Return when a kept notification is to be applied."""
    delivery = tables.webhooks.get(delivery_id)
    if delivery is None or delivery.state is not DeliveryState.RECEIVED:
        return None
    return delivery.due_at, delivery.version
