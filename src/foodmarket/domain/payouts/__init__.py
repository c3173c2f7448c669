"""Payouts: how cooks are paid, and what became of each payout."""

from foodmarket.domain.kernel.naming import on_first_use

_HOMES = {
    "ConnectedCook": "model",
    "EditPayoutPlan": "usecases.edit_plan",
    "OnboardCook": "usecases.onboard_cook",
    "PayCook": "usecases.pay_cooks",
    "Payout": "model",
    "PayoutHold": "model",
    "PayoutId": "model",
    "PayoutOutlook": "model",
    "PayoutPlan": "model",
    "PayoutState": "model",
    "Standing": "model",
}
__all__ = list(_HOMES)
__getattr__ = on_first_use(__name__, _HOMES)
