"""Saving ways to pay."""

import pytest

from foodmarket.domain.accounts.errors import NotAllowed
from foodmarket.domain.payments.errors import CardNumberRefused, UnknownProvider
from tests.unit.orders.town import Town


async def test_a_token_is_saved_and_listed_for_its_customer(town: Town) -> None:
    method = await town.card()
    assert list(await town.market.list_methods(town.customer)) == [method]
    assert "sandbox_ok" not in repr(method)


async def test_only_customers_have_ways_to_pay(town: Town) -> None:
    with pytest.raises(NotAllowed):
        await town.market.list_methods(town.cook)
    with pytest.raises(NotAllowed):
        await town.market.save_method(town.cook, provider="sandbox", token="t", label="l")


@pytest.mark.parametrize(
    ("token", "label"), [("4242424242424242", "Visa"), ("tok", "4242 4242 4242 4242 123")]
)
async def test_a_card_number_is_neither_token_nor_label(town: Town, token: str, label: str) -> None:
    with pytest.raises(CardNumberRefused):
        await town.market.save_method(town.customer, provider="sandbox", token=token, label=label)
    assert list(await town.market.list_methods(town.customer)) == []


async def test_a_provider_that_we_do_not_work_with_is_refused(town: Town) -> None:
    with pytest.raises(UnknownProvider):
        await town.market.save_method(town.customer, provider="other", token="t", label="l")
