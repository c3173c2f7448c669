"""Which part of a payment a refund gives back: to the minor unit, never more than is left."""

from collections.abc import Sequence

from attrs import frozen

from foodmarket.domain.kernel.money import Money
from foodmarket.domain.refunds.errors import BadRefund
from foodmarket.domain.refunds.model import Parts


@frozen(kw_only=True)
class Choice:
    """What somebody wants back: an ``amount``, or portions by line with delivery and tip.

    Without an amount and without any of the others it is everything that is left.
    """

    amount: Money | None = None
    portions: tuple[int, ...] = ()
    delivery: bool = False
    tip: bool = False


def paid_parts(
    lines: Sequence[tuple[Money, int]], delivery: Money, tip: Money, discount: Money, paid: Money
) -> Parts:
    """Split what was paid over a bill. ``lines`` are totals with their portions.

    The discount lowers each line by its share. Where less was taken than the bill says, each part
    is less by its share.
    """
    weights = [total.amount for total, _ in lines]
    items = sum((total for total, _ in lines), start=Money.zero(paid.currency)) - discount
    nets = items.allocate(weights)
    if sum(nets, start=delivery + tip) != paid:
        parts = paid.allocate([part.amount for part in (*nets, delivery, tip)])
        *nets_taken, delivery, tip = parts
        nets = tuple(nets_taken)
    return Parts(
        lines=nets,
        delivery=delivery,
        tip=tip,
        discount=discount,
        portions=tuple(portions for _, portions in lines),
    )


def split(amount: Money, left: Parts) -> Parts:
    """Take an amount of what is left: the tip first, then of lines and delivery by their size.

    The amount is at most what is left.
    """
    if amount == left.total:
        return left
    tip = min(amount, left.tip)
    rest = amount - tip
    pots = (*left.lines, left.delivery)
    if rest:
        *lines, delivery = rest.allocate([pot.amount for pot in pots])
    else:
        *lines, delivery = [Money.zero(amount.currency)] * len(pots)
    return _with_discount(left, tuple(lines), delivery, tip, (0,) * len(lines))


def chosen(choice: Choice, paid: Parts, left: Parts) -> Parts:
    """Return the parts that a choice asks for. Refuses with `BadRefund`."""
    if choice.amount is not None:
        if choice.portions or choice.delivery or choice.tip:
            raise BadRefund(problem="amount_and_parts")
        if choice.amount.amount <= 0 or choice.amount.currency != left.tip.currency:
            raise BadRefund(problem="amount_not_positive")
        if choice.amount > left.total:
            return left  # the caller compares the totals, and refuses with what is left
        return split(choice.amount, left)
    if not (any(choice.portions) or choice.delivery or choice.tip):
        return left
    if len(choice.portions) > len(left.lines):
        raise BadRefund(problem="no_such_line")
    wanted = choice.portions + (0,) * (len(left.lines) - len(choice.portions))
    if any(not 0 <= many <= most for many, most in zip(wanted, left.portions, strict=True)):
        raise BadRefund(problem="not_so_many_portions")
    zero = Money.zero(left.tip.currency)
    lines = tuple(_portions(paid, left, line, many) for line, many in enumerate(wanted))
    return _with_discount(
        left,
        lines,
        left.delivery if choice.delivery else zero,
        left.tip if choice.tip else zero,
        wanted,
    )


def _portions(paid: Parts, left: Parts, line: int, many: int) -> Money:
    """Return the price of further portions of a line; the last ones get whatever is left of it."""
    if many == left.portions[line]:
        return left.lines[line] if many else Money.zero(left.tip.currency)
    gone = paid.portions[line] - left.portions[line]
    stay = left.portions[line] - many
    before, now, _ = paid.lines[line].allocate((gone, many, stay))
    del before
    return min(now, left.lines[line])


def _with_discount(
    left: Parts, lines: tuple[Money, ...], delivery: Money, tip: Money, portions: tuple[int, ...]
) -> Parts:
    taken = sum((line.amount for line in lines), start=0)
    stays = left.items.amount - taken
    discount = Money.zero(tip.currency)
    if taken + stays > 0:
        discount, _ = left.discount.allocate((taken, stays))
    return Parts(lines=lines, delivery=delivery, tip=tip, discount=discount, portions=portions)
