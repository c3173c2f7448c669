"""Differences planted into what the double of YooKassa lists."""

from collections.abc import AsyncIterator, Callable
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve, frozen

from foodmarket.domain.kernel.money import Money
from tests.integration.rails.reports import FEE, LESS, PlantedReports
from tests.integration.yookassa.scene import Scene, scene


@frozen
class YookassaPlanter:
    rail: Scene

    def missing(self, reference: str) -> None:
        del self._payments[reference]

    def duplicate(self, reference: str) -> None:
        self._add(reference)

    def wrong_amount(self, reference: str) -> None:
        it, less = self._payments[reference], self._money(LESS)
        self._payments[reference] = evolve(it, amount=it.amount - less, income=it.income - less)

    def wrong_day(self, reference: str) -> None:
        self._payments[reference].captured_at += timedelta(days=2)

    def unknown_reference(self, reference: str) -> None:
        self._add(reference, metadata={})

    def fee_difference(self, reference: str) -> None:
        self._payments[reference].income -= self._money(FEE)

    def keep(self) -> Callable[[], None]:
        kept = deepcopy(self._payments)

        def restore() -> None:
            self._payments.clear()
            self._payments.update(deepcopy(kept))

        return restore

    @property
    def _payments(self) -> dict[str, Any]:
        found: dict[str, Any] = self.rail.book.payments
        return found

    def _money(self, amount: int) -> Money:
        first: Money = next(iter(self._payments.values())).amount
        return Money(amount, first.currency)

    def _add(self, reference: str, **changes: object) -> None:
        new_id = f"3{reference[1:]}"
        self._payments[new_id] = evolve(self._payments[reference], id=new_id, **changes)


@pytest.fixture
async def planter() -> AsyncIterator[YookassaPlanter]:
    async with scene() as rail:
        yield YookassaPlanter(rail)


class TestPlantedReports(PlantedReports):
    pass
