from foodmarket.domain.payouts.model import (
    ConnectedCook,
    Payout,
    PayoutHold,
    PayoutId,
    PayoutOutlook,
    PayoutPlan,
    PayoutState,
    Standing,
)
from foodmarket.domain.payouts.usecases.edit_plan import EditPayoutPlan
from foodmarket.domain.payouts.usecases.onboard_cook import OnboardCook
from foodmarket.domain.payouts.usecases.pay_cooks import PayCook

__all__ = [
    "ConnectedCook",
    "EditPayoutPlan",
    "OnboardCook",
    "PayCook",
    "Payout",
    "PayoutHold",
    "PayoutId",
    "PayoutOutlook",
    "PayoutPlan",
    "PayoutState",
    "Standing",
]
