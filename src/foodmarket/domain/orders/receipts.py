"""What a fiscal receipt says of an order. The law (54-FZ) wants it in Russian."""

import re

from foodmarket.domain.kernel.language import Bilingual
from foodmarket.domain.kernel.money import Money
from foodmarket.domain.orders.model import Order
from foodmarket.domain.payments.requests import Receipt, ReceiptItem

_PHONE = re.compile("[0-9]{4,15}")
_DELIVERY = Bilingual(ru="Доставка", en="Delivery")
_TIP = Bilingual(ru="Чаевые повару", en="Tip for the cook")


def receipt_of(order: Order, amount: Money) -> Receipt | None:
    """Return what a fiscal receipt of the order says of an amount.

    None without a phone number (4 to 15 digits). The amount is spread over what was bought by its
    prices, so that the items add up to it.
    """
    if amount.amount <= 0 or not _PHONE.fullmatch(re.sub(r"\D", "", order.address.phone)):
        return None
    bill = order.bill
    parts = [(f"{line.name.ru} x {line.quantity}", line.total) for line in order.lines]
    parts += [(_DELIVERY.ru, bill.delivery), (_TIP.ru, bill.tip)]
    priced = [(name, price) for name, price in parts if price.amount > 0]
    shares = amount.allocate([price.amount for _, price in priced])
    return Receipt(
        phone=order.address.phone,
        items=tuple(
            ReceiptItem(description=name, quantity=1, amount=share)
            for (name, _), share in zip(priced, shares, strict=True)
            if share.amount > 0
        ),
    )
