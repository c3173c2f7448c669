"""Idempotency keys: the same request acts once, whatever happened to its first answer."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from foodmarket.adapters.memory.answers import MemoryAnswers
from tests.integration.http.conftest import Dinner, problem


async def test_requirement_18_a_repeated_order_gets_the_same_bytes(dinner: Dinner) -> None:
    body = await dinner.body()
    first = await dinner.customer.post("/v1/orders", body, key="k-1")
    again = await dinner.customer.post("/v1/orders", body, key="k-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert len((await dinner.customer.get("/v1/orders")).json()["items"]) == 1


async def test_the_order_of_members_does_not_make_another_request(dinner: Dinner) -> None:
    body = await dinner.body()
    first = await dinner.customer.post("/v1/orders", body, key="k-1")
    turned = dict(reversed(list(body.items())))
    again = await dinner.customer.post("/v1/orders", turned, key="k-1")
    assert again.content == first.content


async def test_a_repeated_move_gets_the_first_answer_even_after_the_next_move(
    dinner: Dinner,
) -> None:
    order = await dinner.order()
    path = f"/v1/orders/{order['id']}"
    first = await dinner.cook.post(f"{path}/accept", key="move-1")
    await dinner.cook.post(f"{path}/start")
    again = await dinner.cook.post(f"{path}/accept", key="move-1")
    assert (again.status_code, again.content) == (200, first.content)


async def test_requirement_18_a_key_with_another_body_or_address_is_refused(dinner: Dinner) -> None:
    first = await dinner.customer.post("/v1/orders", await dinner.body(1), key="k-1")
    assert first.status_code == 201
    other = await dinner.customer.post("/v1/orders", await dinner.body(2), key="k-1")
    problem(other, 422, "key_reused")
    path = f"/v1/orders/{first.json()['id']}/cancel"
    moved = await dinner.customer.post(path, key="k-1")
    problem(moved, 422, "key_reused")
    assert (await dinner.customer.get(path.removesuffix("/cancel"))).json()["state"] == "authorised"


async def test_two_customers_may_choose_the_same_key(dinner: Dinner) -> None:
    boris = await dinner.town.customer("boris")
    first = await dinner.customer.post("/v1/orders", await dinner.body(), key="same")
    body = await dinner.town.order_body(boris, dinner.slot, {dinner.dish: 1})
    second = await boris.post("/v1/orders", body, key="same")
    assert first.json()["id"] != second.json()["id"]


async def test_money_does_not_move_without_a_key(dinner: Dinner) -> None:
    body = await dinner.body()
    problem(await dinner.customer.post("/v1/orders", body, key=None), 400, "key_required")
    method = {"provider": "sandbox", "token": "sandbox_ok"}
    answer = await dinner.customer.post("/v1/payment-methods", method, key=None)
    problem(answer, 400, "key_required")
    order = await dinner.order()
    for verb in ("accept", "start", "ready", "confirm", "cancel"):
        answer = await dinner.cook.post(f"/v1/orders/{order['id']}/{verb}", key=None)
        problem(answer, 400, "key_required")


@pytest.mark.parametrize("key", ["x" * 256, "with space", "\t"])
async def test_a_key_that_cannot_be_one(dinner: Dinner, key: str) -> None:
    answer = await dinner.customer.post("/v1/orders", await dinner.body(), key=key)
    problem(answer, 400, "bad_key")


async def test_other_requests_take_a_key_where_one_is_sent(dinner: Dinner) -> None:
    dish = {"name": {"ru": "Щи"}}
    first = await dinner.cook.post("/v1/dishes", dish, key="dish-1")
    again = await dinner.cook.post("/v1/dishes", dish, key="dish-1")
    assert (again.status_code, again.content) == (201, first.content)
    without = await dinner.cook.post("/v1/dishes", dish, key=None)
    assert without.json()["id"] != first.json()["id"]


async def test_a_refused_request_frees_its_key(dinner: Dinner) -> None:
    await dinner.cook.post("/v1/kitchen/close")
    body = await dinner.body()
    problem(await dinner.customer.post("/v1/orders", body, key="k-1"), 409, "cook_closed")
    await dinner.cook.post("/v1/kitchen/open")
    assert (await dinner.customer.post("/v1/orders", body, key="k-1")).status_code == 201


async def test_requirement_18_an_answer_that_was_lost_is_first_in_progress_and_then_looked_up(
    dinner: Dinner, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lose(*_: Any) -> None:
        raise RuntimeError("killed before the answer was kept")

    body = await dinner.body()
    with monkeypatch.context() as patch:
        patch.setattr(MemoryAnswers, "fill", lose)
        lost = await dinner.customer.post("/v1/orders", body, key="k-1")
    problem(lost, 500, "unexpected")
    early = await dinner.customer.post("/v1/orders", body, key="k-1")
    problem(early, 409, "request_in_progress")
    assert early.headers["retry-after"] == "1"
    dinner.town.clock.advance(timedelta(seconds=61))
    late = await dinner.customer.post("/v1/orders", body, key="k-1")
    assert (late.status_code, late.json()["state"]) == (201, "authorised")
    assert late.headers["idempotency-replayed"] == "true"
    await dinner.move(dinner.cook, late.json(), "accept")
    again = await dinner.customer.post("/v1/orders", body, key="k-1")
    assert (again.status_code, again.content) == (201, late.content)
    assert len((await dinner.customer.get("/v1/orders")).json()["items"]) == 1


async def test_requirement_18_the_same_request_sent_at_once_many_times_makes_one_order(
    dinner: Dinner,
) -> None:
    body = await dinner.body()
    sent = (dinner.customer.post("/v1/orders", body, key="k-1") for _ in range(10))
    answers = await asyncio.gather(*sent)
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert {a.json()["code"] for a in answers if a.status_code == 409} <= {"request_in_progress"}
    assert len({answer.json()["id"] for answer in answers if answer.status_code == 201}) == 1
    assert len((await dinner.customer.get("/v1/orders")).json()["items"]) == 1
