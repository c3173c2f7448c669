"""The process, written down a second time by hand, so that no row changes unnoticed."""

from foodmarket.domain.escrow.model import Liable
from foodmarket.domain.orders.process import TRANSITIONS

# state, trigger, state after, who may, what follows; "-" for nothing
AGREED = """
placed payment_held authorised system -
placed payment_declined declined system undo
placed payment_timed_out expired system undo
placed cancel cancelled customer undo
authorised accept accepted cook capture
authorised reject rejected cook undo
authorised acceptance_timed_out rejected system undo
authorised cancel cancelled customer undo
accepted capture_failed cancelled system undo
accepted start preparing cook -
accepted cancel cancelled customer undo
accepted reject refunded cook undo
accepted hand_over_overdue refunded system undo
preparing finish ready cook -
preparing cancel cancelled customer give_back_by_terms+release+settle_retention
preparing reject refunded cook undo
preparing hand_over_overdue refunded system undo
ready hand_over delivered cook+courier -
ready cancel cancelled customer give_back_by_terms+release+settle_retention
ready reject refunded cook undo
ready hand_over_overdue refunded system undo
delivered confirm completed customer release
delivered confirmation_timed_out completed system release
delivered complain disputed customer open_complaint
delivered payment_disputed disputed system -
completed complain disputed customer open_complaint
completed payment_disputed disputed system -
completed dispute_window_closed settled system settle_retention
disputed resolve_for_cook settled staff give_back_award+release+settle_retention+close_complaint
disputed resolve_for_customer refunded staff give_all_back+settle_retention+close_complaint
disputed dispute_timed_out refunded system give_all_back+settle_retention+close_complaint
disputed agree settled system give_back_award+release+settle_retention+close_complaint
disputed agree_on_all refunded system give_all_back+settle_retention+close_complaint
disputed chargeback_closed settled system release+settle_retention+close_complaint
disputed all_charged_back refunded system release+settle_retention+close_complaint
"""
UNDO = "free_portions+give_all_back"


def test_the_process_is_the_one_that_was_agreed() -> None:
    rows = {
        " ".join(
            (
                row.before,
                row.trigger,
                row.after,
                "+".join(sorted(row.actors)),
                "+".join(row.effects).replace(UNDO, "undo") or "-",
            )
        )
        for row in TRANSITIONS
    }
    assert rows == set(AGREED.split("\n")) - {""}


def test_the_cook_answers_for_what_the_cook_did_not_do() -> None:
    cooks = {(row.before, row.trigger) for row in TRANSITIONS if row.liable is Liable.COOK}
    late = ("accepted", "preparing", "ready")
    assert cooks == {
        *((state, "reject") for state in late),
        *((state, "hand_over_overdue") for state in late),
        ("disputed", "resolve_for_cook"),
        ("disputed", "resolve_for_customer"),
        ("disputed", "dispute_timed_out"),
        ("disputed", "agree"),
        ("disputed", "agree_on_all"),
    }
