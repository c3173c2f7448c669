"""What becomes of orders, as data: who does what when, which card pays, and where it leads."""

from enum import Enum, auto

from attrs import frozen

from foodmarket.domain.accounts.model import Role
from foodmarket.domain.orders.model import OrderState

S = OrderState


class When(Enum):
    """How long after the step before an act follows."""

    AT_ONCE = auto()
    SOON = auto()  # some minutes
    LATER = auto()  # about half an hour
    AT_PREPARATION = auto()  # just before it gets too late
    WHEN_COOKED = auto()
    IN_WINDOW = auto()  # in the hours that were promised
    AFTER_MEAL = auto()
    NEXT_DAY = auto()


@frozen
class Act:
    """Something that somebody does: a verb of the order's routes, or of the bank's page.

    ``wrong`` tells another code than the customer's. ``favour`` and ``award`` (in percent of what
    was paid) are for resolving. ``refused`` is the code of the refusal that is due.
    """

    who: Role
    verb: str
    when: When = When.SOON
    wrong: bool = False
    favour: str = ""
    award: int = 0
    refused: str = ""


@frozen
class Story:
    """One kind of order. After the demo's days it is in ``stands``, and at last in ``ends``.

    ``share`` is its weight among all orders.
    """

    name: str
    share: int
    acts: tuple[Act, ...]
    stands: OrderState
    ends: OrderState
    card: str = "sandbox_ok"


ACCEPT = Act(Role.COOK, "accept")
REJECT = Act(Role.COOK, "reject")
START = Act(Role.COOK, "start", When.AT_PREPARATION)
READY = Act(Role.COOK, "ready", When.WHEN_COOKED)
HAND_OVER = Act(Role.COOK, "hand-over", When.IN_WINDOW)
WRONG_CODE = Act(Role.COOK, "hand-over", When.IN_WINDOW, wrong=True, refused="wrong_delivery_code")
ANOTHER_WRONG_CODE = Act(
    Role.COOK, "hand-over", When.AT_ONCE, wrong=True, refused="wrong_delivery_code"
)
ONE_TOO_MANY = Act(Role.COOK, "hand-over", When.AT_ONCE, wrong=True, refused="too_many_wrong_codes")
RIGHT_CODE_LATER = Act(Role.COOK, "hand-over", When.LATER)
CONFIRM = Act(Role.CUSTOMER, "confirm", When.AFTER_MEAL)
COMPLAIN = Act(Role.CUSTOMER, "complain", When.AFTER_MEAL)
CANCEL = Act(Role.CUSTOMER, "cancel")
AGREE = Act(Role.CUSTOMER, "bank-confirm")
BREAK_OFF = Act(Role.CUSTOMER, "bank-decline")
FOR_COOK = Act(Role.STAFF, "resolve", When.NEXT_DAY, favour="cook")
SHARED = Act(Role.STAFF, "resolve", When.NEXT_DAY, favour="cook", award=30)
FOR_CUSTOMER = Act(Role.STAFF, "resolve", When.NEXT_DAY, favour="customer")

COOKED = (ACCEPT, START, READY)
EATEN = (*COOKED, HAND_OVER)
LIKED = (*EATEN, CONFIRM)

STORIES: tuple[Story, ...] = (
    Story("confirmed", 40, LIKED, S.COMPLETED, S.SETTLED),
    Story("confirmed by time", 16, EATEN, S.COMPLETED, S.SETTLED),
    Story("second step", 6, (AGREE, *LIKED), S.COMPLETED, S.SETTLED, "sandbox_second_step"),
    Story("instant payment", 5, LIKED, S.COMPLETED, S.SETTLED, "sandbox_instant"),
    Story("slow bank", 2, LIKED, S.COMPLETED, S.SETTLED, "sandbox_slow"),
    Story("hold answer lost", 2, LIKED, S.COMPLETED, S.SETTLED, "sandbox_timeout"),
    Story("hold request lost", 2, LIKED, S.COMPLETED, S.SETTLED, "sandbox_lost"),
    Story("capture answer lost", 2, LIKED, S.COMPLETED, S.SETTLED, "sandbox_capture_timeout"),
    Story("wrong code", 3, (*COOKED, WRONG_CODE, RIGHT_CODE_LATER), S.COMPLETED, S.SETTLED),
    Story(
        "too many wrong codes",
        1,
        (*COOKED, WRONG_CODE, *[ANOTHER_WRONG_CODE] * 4, ONE_TOO_MANY, RIGHT_CODE_LATER, CONFIRM),
        S.COMPLETED,
        S.SETTLED,
    ),
    Story("card declined", 4, (), S.DECLINED, S.DECLINED, "sandbox_declined"),
    Story("second step broken off", 1, (BREAK_OFF,), S.DECLINED, S.DECLINED, "sandbox_second_step"),
    Story("second step abandoned", 2, (), S.EXPIRED, S.EXPIRED, "sandbox_second_step"),
    Story("hold too late", 2, (), S.EXPIRED, S.EXPIRED, "sandbox_late"),
    Story("rejected", 4, (REJECT,), S.REJECTED, S.REJECTED),
    Story("rejected after payment", 2, (REJECT,), S.REJECTED, S.REJECTED, "sandbox_instant"),
    Story("not answered", 3, (), S.REJECTED, S.REJECTED),
    Story("paid, not answered", 1, (), S.REJECTED, S.REJECTED, "sandbox_instant"),
    Story("capture fails", 1, (ACCEPT,), S.CANCELLED, S.CANCELLED, "sandbox_capture_fails"),
    Story("cancelled unpaid", 1, (CANCEL,), S.CANCELLED, S.CANCELLED, "sandbox_second_step"),
    Story("cancelled unanswered", 2, (CANCEL,), S.CANCELLED, S.CANCELLED),
    Story("cancelled accepted", 2, (ACCEPT, CANCEL), S.CANCELLED, S.CANCELLED),
    Story("cancelled in preparation", 2, (ACCEPT, START, CANCEL), S.CANCELLED, S.CANCELLED),
    Story("cancelled when ready", 1, (*COOKED, CANCEL), S.CANCELLED, S.CANCELLED),
    Story("refund fails once", 1, (ACCEPT, REJECT), S.REFUNDED, S.REFUNDED, "sandbox_refund_fails"),
    Story(
        "refund answer lost",
        1,
        (ACCEPT, START, REJECT),
        S.REFUNDED,
        S.REFUNDED,
        "sandbox_refund_timeout",
    ),
    Story("dropped when ready", 1, (*COOKED, REJECT), S.REFUNDED, S.REFUNDED),
    Story("forgotten by the cook", 1, (ACCEPT,), S.REFUNDED, S.REFUNDED),
    Story("never handed over", 1, COOKED, S.REFUNDED, S.REFUNDED),
    Story("disputed, for the cook", 2, (*EATEN, COMPLAIN, FOR_COOK), S.SETTLED, S.SETTLED),
    Story("disputed, shared", 2, (*EATEN, COMPLAIN, SHARED), S.SETTLED, S.SETTLED),
    Story(
        "disputed, for the customer", 2, (*EATEN, COMPLAIN, FOR_CUSTOMER), S.REFUNDED, S.REFUNDED
    ),
    Story("disputed after release", 2, (*LIKED, COMPLAIN, FOR_CUSTOMER), S.REFUNDED, S.REFUNDED),
    Story("shared after release", 1, (*LIKED, COMPLAIN, SHARED), S.SETTLED, S.SETTLED),
    Story("disputed, left open", 1, (*EATEN, COMPLAIN), S.DISPUTED, S.REFUNDED),
)
RUSH = Story("last portions", 0, (CANCEL,), S.CANCELLED, S.CANCELLED)
