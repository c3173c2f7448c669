"""How a marketplace handles personal data, in one value."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from attrs import frozen

from foodmarket.domain.accounts.regions import Cell
from foodmarket.domain.privacy.consents import ConsentDocument
from foodmarket.domain.privacy.model import Passing

PERIODS: Mapping[Passing, timedelta] = {
    Passing.ORDER_ADDRESSES: timedelta(days=180),
    Passing.ANSWERS: timedelta(days=30),
    Passing.NOTICES: timedelta(days=365),
    Passing.WEBHOOK_BODIES: timedelta(days=30),
    Passing.ORIGINS: timedelta(days=180),
}
ANYBODY = Cell()


@frozen(kw_only=True)
class Handling:
    """Whose data is kept here, what people may agree to, and how long each kind is kept."""

    cell: Cell = ANYBODY
    documents: Sequence[ConsentDocument] = ()
    periods: Mapping[Passing, timedelta] = PERIODS
