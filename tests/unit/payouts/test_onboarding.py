"""A provider that wants to know whom it pays takes a cook on, once."""

from collections.abc import AsyncIterator

import pytest
from attrs import define, evolve, field, frozen

from foodmarket.adapters.sandbox import SandboxProvider
from foodmarket.domain.accounts.errors import NotAllowed, StepUpNeeded
from foodmarket.domain.accounts.model import CookId
from foodmarket.domain.payments.errors import UnknownProvider
from foodmarket.domain.payouts.errors import NotOnboarded, OnboardingNotOffered
from foodmarket.domain.payouts.model import ConnectedCook
from foodmarket.domain.payouts.usecases.onboard_cook import OnboardCook
from tests.unit.orders.town import PASSWORD, Town

BACK = "https://food.example/v1/payout-plan"


@define
class Desk:
    """The desk of a provider where cooks tell who they are; ``opened`` counts accounts."""

    opened: dict[CookId, tuple[str, str]] = field(factory=dict)

    async def open_account(self, cook_id: CookId, country: str, email: str) -> ConnectedCook:
        self.opened[cook_id] = (country, email)
        return ConnectedCook(f"acct_{cook_id}", can_be_paid=False, missing=("passport",))

    async def link(self, account: str, *, return_url: str, refresh_url: str) -> str:
        return f"https://bank.example/{account}?back={return_url}&again={refresh_url}"

    async def standing(self, account: str) -> ConnectedCook:
        return ConnectedCook(account, can_be_paid=False, missing=("passport",))


@frozen(kw_only=True)
class Bank(SandboxProvider):
    """The sandbox bank under another name, with a desk."""

    desk: Desk = field(factory=Desk)

    @property
    def name(self) -> str:
        return "bank"

    @property
    def onboarding(self) -> Desk:  # type: ignore[override]
        return self.desk


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    town = await Town.open()
    yield town
    town.bank.close()


def onboard(town: Town) -> tuple[OnboardCook, Desk]:
    bank = Bank(bank=town.bank, clock=town.clock, secret="only for tests")
    providers = {"sandbox": town.provider, "bank": bank}
    edit = evolve(town.market.edit_payout_plan, providers=providers)
    use_case = evolve(town.market.onboard_cook, providers=providers, edit_payout_plan=edit)
    return use_case, bank.desk


async def test_a_cook_is_taken_on_and_paid_there_from_then_on(town: Town) -> None:
    use_case, desk = onboard(town)
    page = await use_case(town.cook, provider="bank", password=PASSWORD, return_url=BACK)
    account = f"acct_{town.cook.cook_id}"
    assert page == f"https://bank.example/{account}?back={BACK}&again={BACK}"
    assert desk.opened == {town.cook.cook_id: ("RU", "anna@example.org")}
    plan, _, _ = await use_case.edit_payout_plan.show(town.cook)
    assert (plan.provider, plan.destination) == ("bank", account)
    assert plan.cools_until is not None  # whoever stole a session is not paid at once
    assert await use_case.standing(town.cook) == (
        "bank",
        ConnectedCook(account, can_be_paid=False, missing=("passport",)),
    )
    assert (await town.told())[-1].kind == "payout-destination-changed"
    assert [it.verb for it in await town.records("payouts")] == ["payouts.destination"]


async def test_asking_again_shows_another_page_for_the_same_account(town: Town) -> None:
    use_case, desk = onboard(town)
    first = await use_case(town.cook, provider="bank", password=PASSWORD, return_url=BACK)
    desk.opened.clear()
    assert await use_case(town.cook, provider="bank", password=PASSWORD, return_url=BACK) == first
    assert desk.opened == {}


async def test_it_takes_the_password_a_cook_and_a_provider_that_offers_it(town: Town) -> None:
    use_case, desk = onboard(town)
    asked = {"password": PASSWORD, "return_url": BACK}
    with pytest.raises(StepUpNeeded):
        await use_case(town.cook, provider="bank", password="guessed it", return_url=BACK)
    with pytest.raises(NotAllowed):
        await use_case(town.customer, provider="bank", **asked)
    with pytest.raises(OnboardingNotOffered):
        await use_case(town.cook, provider="sandbox", **asked)
    with pytest.raises(UnknownProvider):
        await use_case(town.cook, provider="nobody", **asked)
    with pytest.raises(NotAllowed):
        await use_case.standing(town.customer)
    with pytest.raises(NotOnboarded):
        await use_case.standing(town.cook)
    assert desk.opened == {}
