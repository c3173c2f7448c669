"""A cook's statement of a period, over HTTP: it adds up, and periods chain."""

import csv
import io
from datetime import timedelta

from foodmarket.domain.accounts import CookId
from tests.integration.http.conftest import NOON, PASSWORD, Dinner, problem

PLACE = "/v1/balance/statement/period"


async def test_a_statement_adds_up_and_the_next_one_goes_on(dinner: Dinner) -> None:
    order = await dinner.delivered()
    await dinner.move(dinner.customer, order, "confirm")
    where = {"provider": "sandbox", "destination": "account", "password": PASSWORD}
    await dinner.cook.post("/v1/payout-plan/destination", where, key=None)
    dinner.town.clock.advance(timedelta(days=4))
    (payout,) = await dinner.town.market.pay_cook(CookId(dinner.cook_id))
    middle, end = NOON + timedelta(days=1), NOON + timedelta(days=9)
    first, second = [
        (await dinner.cook.get(PLACE, start=a.isoformat(), end=b.isoformat())).json()
        for a, b in ((NOON - timedelta(days=1), middle), (middle, end))
    ]
    (released,) = first["lines"]
    assert (released["subject"], released["gross"], released["retention"], released["net"]) == (
        order["id"],
        105_000,
        10_500,
        94_500,
    )
    assert (first["opening"], first["closing"]) == (0, 94_500)
    assert second["opening"] == first["closing"]
    assert [(it["subject"], it["net"]) for it in second["lines"]] == [(payout.id, -94_500)]
    for told in (first, second):
        assert told["opening"] + sum(it["net"] for it in told["lines"]) == told["closing"]
    period = {"start": NOON.isoformat(), "end": end.isoformat(), "format": "csv"}
    sheet = await dinner.cook.get(PLACE, **period)
    assert sheet.headers["content-type"].startswith("text/csv"), sheet.text
    found = list(csv.DictReader(io.StringIO(sheet.text)))
    assert [row["kind"] for row in found] == ["opening", "released", "payout_reserved", "closing"]
    assert sum(int(row["net"] or 0) for row in found) == int(found[-1]["balance"])


async def test_a_statement_is_the_cooks_alone_and_of_a_real_period(dinner: Dinner) -> None:
    period = {"start": NOON.isoformat(), "end": (NOON + timedelta(days=1)).isoformat()}
    problem(await dinner.customer.get(PLACE, **period), 403, "not_allowed")
    backwards = {"start": period["end"], "end": period["start"]}
    problem(await dinner.cook.get(PLACE, **backwards), 422, "empty_window")
