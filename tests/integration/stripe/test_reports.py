"""Differences planted into the balance of the double of Stripe."""

from collections.abc import AsyncIterator, Callable
from copy import deepcopy
from typing import Any

import pytest
from attrs import frozen

from tests.integration.rails.reports import FEE, LESS, PlantedReports
from tests.integration.stripe.scene import StripeScene, scene

TWO_DAYS = 2 * 24 * 3600


@frozen
class StripePlanter:
    rail: StripeScene

    def missing(self, reference: str) -> None:
        del self._objects[self._line(reference)["id"]]

    def duplicate(self, reference: str) -> None:
        self._add(reference)

    def wrong_amount(self, reference: str) -> None:
        self._line(reference)["amount"] -= LESS

    def wrong_day(self, reference: str) -> None:
        self._line(reference)["created"] += TWO_DAYS

    def unknown_reference(self, reference: str) -> None:
        self._add(reference, source="ch_strange")

    def fee_difference(self, reference: str) -> None:
        self._line(reference)["fee"] += FEE

    def keep(self) -> Callable[[], None]:
        kept = deepcopy(self._objects)

        def restore() -> None:
            self._objects.clear()
            self._objects.update(deepcopy(kept))

        return restore

    @property
    def _objects(self) -> dict[str, Any]:
        return self.rail.simulator.machine.book.objects

    def _line(self, reference: str) -> dict[str, Any]:
        charge = self._objects[self._objects[reference]["latest_charge"]]
        line: dict[str, Any] = self._objects[charge["balance_transaction"]]
        return line

    def _add(self, reference: str, **changes: object) -> None:
        line = self._line(reference) | {"id": f"txn_more_{reference}"} | changes
        self._objects[line["id"]] = line


@pytest.fixture
async def planter() -> AsyncIterator[StripePlanter]:
    async with scene() as rail:
        yield StripePlanter(rail)


class TestPlantedReports(PlantedReports):
    pass
