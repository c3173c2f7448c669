"""Payouts over HTTP: where a cook's money goes, what holds it back, what was paid."""

from datetime import datetime, timedelta
from typing import Annotated

import msgspec
from litestar import get, patch, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from foodmarket.domain.accounts import CookId
from foodmarket.domain.payouts import (
    EditPayoutPlan,
    OnboardCook,
    Payout,
    PayoutHold,
    PayoutId,
    PayoutPlan,
    PayoutState,
)
from foodmarket.entrypoints.http.access import COOK, STAFF
from foodmarket.entrypoints.http.accounts import FactorCode
from foodmarket.entrypoints.http.call import Call
from foodmarket.entrypoints.http.describing import about
from foodmarket.entrypoints.http.paging import After, Limit, Listed, listed, window
from foodmarket.entrypoints.http.views import MoneyView, money

TAG = "Payouts"


class PlanBody(msgspec.Struct, forbid_unknown_fields=True):
    """What to change: the least amount (minor units), how often in days."""

    minimum: Annotated[int, Meta(ge=0, le=10**10)] | None = None
    every_days: Annotated[int, Meta(ge=1, le=31)] | None = None


class DestinationBody(msgspec.Struct, forbid_unknown_fields=True):
    """Where the money goes: the provider's token or account, and the password once more.

    ``code`` is of the second factor, where there is one.
    """

    provider: Annotated[str, Meta(max_length=40)]
    destination: Annotated[str, Meta(max_length=500)]
    password: Annotated[str, Meta(max_length=256)]
    label: Annotated[str, Meta(max_length=100)] = ""
    code: FactorCode | None = None


class OnboardingBody(msgspec.Struct, forbid_unknown_fields=True):
    """Which provider is to take the cook on, and the password once more.

    ``code`` is of the second factor, where there is one.
    """

    provider: Annotated[str, Meta(max_length=40)]
    password: Annotated[str, Meta(max_length=256)]
    code: FactorCode | None = None


class OnboardingPage(msgspec.Struct):
    """The provider's page where the cook tells who they are; good once and for a few minutes."""

    url: str


class OnboardingView(msgspec.Struct):
    """Whether a provider that took the cook on can pay, and what it still wants to know."""

    provider: str
    can_be_paid: bool
    missing: list[str]


class HoldBody(msgspec.Struct, forbid_unknown_fields=True):
    """Why payouts are held back; none to let them go on."""

    reason: Annotated[str, Meta(min_length=1, max_length=200)] | None = None


class PlanView(msgspec.Struct):
    """How a cook is paid. The destination itself is never shown again."""

    provider: str | None
    label: str
    cools_until: datetime | None
    minimum: MoneyView
    every_days: int
    next_at: datetime


class HoldView(msgspec.Struct):
    """What holds money back, in words."""

    code: PayoutHold
    text: str


class StandingView(msgspec.Struct):
    """What would be paid out now, and what holds the rest back."""

    plan: PlanView
    payable: MoneyView
    owed: MoneyView
    frozen: MoneyView
    payouts: list[MoneyView]
    netted: MoneyView
    holds: list[HoldView]


class PayoutView(msgspec.Struct):
    """Money paid to a cook, or on its way."""

    id: str
    state: PayoutState
    amount: MoneyView
    provider: str
    label: str
    reserved_at: datetime
    ended_at: datetime | None
    reason: str | None


@get(
    "/payout-plan",
    **about(EditPayoutPlan.show, COOK, "showPayoutPlan", "How a cook is paid", tag=TAG),
)
async def show(request: Call) -> StandingView:
    plan, standing, outlook = await request.market.edit_payout_plan.show(request.actor)
    texts, language = request.texts, request.language
    return StandingView(
        plan=_show_plan(plan),
        payable=money(standing.payable),
        owed=money(standing.owed),
        frozen=money(standing.frozen),
        payouts=[money(part) for part in outlook.parts],
        netted=money(outlook.netted),
        holds=[HoldView(hold, texts.word(language, "hold", hold)) for hold in outlook.holds],
    )


@patch(
    "/payout-plan",
    **about(EditPayoutPlan, COOK, "editPayoutPlan", "When a cook is paid", tag=TAG, body=True),
)
async def edit(request: Call, data: JSONBody[PlanBody]) -> PlanView:
    every = None if data.every_days is None else timedelta(days=data.every_days)
    plan = await request.market.edit_payout_plan(request.actor, minimum=data.minimum, every=every)
    return _show_plan(plan)


@post(
    "/payout-plan/destination",
    status_code=200,
    **about(
        EditPayoutPlan.destination,
        COOK,
        "choosePayoutDestination",
        "Where a cook's money goes",
        tag=TAG,
        body=True,
    ),
)
async def destination(request: Call, data: JSONBody[DestinationBody]) -> PlanView:
    plan = await request.market.edit_payout_plan.destination(
        request.actor,
        provider=data.provider,
        destination=data.destination,
        label=data.label,
        password=data.password,
        code=data.code,
    )
    return _show_plan(plan)


@post(
    "/payout-plan/onboarding",
    status_code=200,
    **about(
        OnboardCook,
        COOK,
        "onboardCook",
        "Be taken on by a provider that asks whom it pays",
        tag=TAG,
        body=True,
    ),
)
async def onboard(request: Call, data: JSONBody[OnboardingBody]) -> OnboardingPage:
    url = await request.market.onboard_cook(
        request.actor,
        provider=data.provider,
        password=data.password,
        code=data.code,
        return_url=f"{request.settings.public_url}/v1/payout-plan/onboarding",
    )
    return OnboardingPage(url)


@get(
    "/payout-plan/onboarding",
    **about(
        OnboardCook.standing, COOK, "showOnboarding", "Whether a cook can be paid there", tag=TAG
    ),
)
async def onboarding(request: Call) -> OnboardingView:
    provider, cook = await request.market.onboard_cook.standing(request.actor)
    return OnboardingView(provider, cook.can_be_paid, list(cook.missing))


@get(
    "/payouts",
    **about(EditPayoutPlan.payouts, COOK, "listPayouts", "A cook's payouts", tag=TAG),
)
async def payouts(request: Call, limit: Limit = 20, after: After = None) -> Listed[PayoutView]:
    found = await request.market.edit_payout_plan.payouts(request.actor, window(limit, after))
    return listed(found, limit, lambda it: it.id, _show)


@get(
    "/payouts/{payout_id:str}",
    **about(EditPayoutPlan.payout, COOK, "showPayout", "One payout", tag=TAG),
)
async def payout(request: Call, payout_id: FromPath[str]) -> PayoutView:
    wanted = PayoutId.parse(payout_id)
    return _show(await request.market.edit_payout_plan.payout(request.actor, wanted))


@post(
    "/staff/cooks/{cook_id:str}/payout-hold",
    status_code=200,
    **about(
        EditPayoutPlan.review,
        STAFF,
        "holdPayouts",
        "Hold a cook's payouts back, or let them go on (finance)",
        tag=TAG,
        body=True,
    ),
)
async def hold(request: Call, cook_id: FromPath[str], data: JSONBody[HoldBody]) -> PlanView:
    plan = await request.market.edit_payout_plan.review(
        request.actor, CookId.parse(cook_id), data.reason
    )
    return _show_plan(plan)


def _show_plan(plan: PayoutPlan) -> PlanView:
    return PlanView(
        provider=plan.provider,
        label=plan.label,
        cools_until=plan.cools_until,
        minimum=MoneyView(plan.minimum, str(plan.currency)),
        every_days=plan.every.days,
        next_at=plan.due_at,
    )


def _show(payout: Payout) -> PayoutView:
    return PayoutView(
        id=str(payout.id),
        state=payout.state,
        amount=money(payout.amount),
        provider=payout.provider,
        label=payout.label,
        reserved_at=payout.reserved_at,
        ended_at=payout.ended_at,
        reason=payout.reason,
    )


ROUTES = (show, edit, destination, onboard, onboarding, payouts, payout, hold)
