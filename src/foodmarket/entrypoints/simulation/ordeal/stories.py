"""What becomes of orders, as data: who does what, which card pays, and where it may end."""

from attrs import frozen

from foodmarket.domain.accounts.model import Role
from foodmarket.domain.orders.model import OrderState

S = OrderState


@frozen
class Act:
    """Something that somebody does with an order, and the step of the process that follows.

    ``body`` is what is sent; ``{code}`` in it is the order's delivery code. An act without a
    ``step`` moves no order.
    """

    who: Role
    verb: str
    step: OrderState | None
    body: tuple[tuple[str, object], ...] = ()


@frozen
class Story:
    """One kind of order. ``share`` is its weight among all orders.

    Where everything was done and acknowledged, it ends in one of ``ends``.
    """

    name: str
    share: int
    acts: tuple[Act, ...]
    ends: tuple[OrderState, ...]
    card: str = "ok"


BANK = Role.SYSTEM  # the customer's bank, at the customer's wish
ACCEPT = Act(Role.COOK, "accept", S.ACCEPTED)
REJECT = Act(Role.COOK, "reject", S.REJECTED, (("reason", "sold_out"),))
DROP = Act(Role.COOK, "reject", S.REFUNDED, (("reason", "kitchen_problem"),))
START = Act(Role.COOK, "start", S.PREPARING)
READY = Act(Role.COOK, "ready", S.READY)
HAND_OVER = Act(Role.COOK, "hand-over", S.DELIVERED, (("code", "{code}"),))
CONFIRM = Act(Role.CUSTOMER, "confirm", S.COMPLETED)
CANCEL = Act(Role.CUSTOMER, "cancel", S.CANCELLED)
COMPLAIN = Act(Role.CUSTOMER, "complain", S.DISPUTED, (("reason", "quality"),))
PAY = Act(BANK, "pay", None)
CHARGE_BACK = Act(BANK, "charge-back", None)
GIVE_UP = Act(BANK, "give-up", None)
TAKE = Act(BANK, "take", None)
FOR_COOK = Act(Role.STAFF, "resolve", S.SETTLED, (("in_favour_of", "cook"),))
FOR_CUSTOMER = Act(Role.STAFF, "resolve", S.REFUNDED, (("in_favour_of", "customer"),))
SHARED = Act(
    Role.STAFF,
    "resolve",
    S.SETTLED,
    (("in_favour_of", "cook"), ("award", (("amount", 2_000), ("currency", "RUB")))),
)
GOODWILL = Act(
    Role.STAFF,
    "refunds",
    None,
    (
        ("liable", "platform"),
        ("reason", "goodwill"),
        ("amount", (("amount", 1_500), ("currency", "RUB"))),
    ),
)

EATEN = (ACCEPT, START, READY, HAND_OVER)
LIKED = (*EATEN, CONFIRM)
# Whoever pays may learn so late that the provider has answered that the time to pay is over.
UNPAID = S.EXPIRED

STORIES: tuple[Story, ...] = (
    Story("confirmed", 30, LIKED, (S.SETTLED,)),
    Story("confirmed by time", 12, EATEN, (S.SETTLED,)),
    Story("second step", 7, (PAY, *LIKED), (S.SETTLED,), "second_step"),
    Story("second step abandoned", 3, (), (UNPAID,), "second_step"),
    Story("card declined", 4, (), (S.DECLINED, UNPAID), "declined"),
    Story("rejected", 6, (REJECT,), (S.REJECTED,)),
    Story("not answered", 5, (), (S.REJECTED, UNPAID)),
    Story("cancelled unanswered", 5, (CANCEL,), (S.CANCELLED,)),
    Story("cancelled accepted", 5, (ACCEPT, CANCEL), (S.CANCELLED,)),
    Story("cancelled in preparation", 4, (ACCEPT, START, CANCEL), (S.CANCELLED,)),
    Story("dropped when ready", 4, (ACCEPT, START, READY, DROP), (S.REFUNDED,)),
    Story("disputed, for the cook", 3, (*EATEN, COMPLAIN, FOR_COOK), (S.SETTLED,)),
    Story("disputed, shared", 3, (*EATEN, COMPLAIN, SHARED), (S.SETTLED,)),
    Story("disputed, for the customer", 3, (*EATEN, COMPLAIN, FOR_CUSTOMER), (S.REFUNDED,)),
    Story("disputed after release", 3, (*LIKED, COMPLAIN, FOR_CUSTOMER), (S.REFUNDED,)),
    Story("disputed, left open", 2, (*EATEN, COMPLAIN), (S.REFUNDED,)),
    Story("charged back, in vain", 2, (*LIKED, CHARGE_BACK, GIVE_UP), (S.SETTLED,)),
    # Where the bank is heard of after all was settled, the order stays so, and the book tells.
    Story("charged back", 2, (*LIKED, CHARGE_BACK, TAKE), (S.REFUNDED, S.SETTLED)),
    Story("refunded by staff", 5, (*LIKED, GOODWILL), (S.SETTLED,)),
)


def filled(body: tuple[tuple[str, object], ...], code: str) -> dict[str, object]:
    """Return a body as it is sent."""
    return {
        name: filled(value, code)
        if isinstance(value, tuple)
        else (code if value == "{code}" else value)
        for name, value in body
    }
