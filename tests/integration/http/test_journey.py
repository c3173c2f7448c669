"""The way of an order, and every route on it, over HTTP."""

from datetime import timedelta

from foodmarket.domain.accounts import Duty
from tests.integration.http.conftest import Dinner, Town, complete_dish, problem


async def test_an_order_goes_from_the_menu_to_the_cooks_balance(dinner: Dinner) -> None:
    menu = (await dinner.town.nobody.get("/v1/menu", city="Самара")).json()
    assert [item["dish"]["id"] for item in menu["items"]] == [dinner.dish]
    assert menu["items"][0]["next_slot"]["id"] == dinner.slot
    quoted = await dinner.town.nobody.post(
        "/v1/quotes",
        {"slot_id": dinner.slot, "lines": [{"dish_id": dinner.dish, "quantity": 2}], "tip": 5000},
    )
    assert quoted.json()["bill"]["total"] == {"amount": 110000, "currency": "RUB"}

    order = await dinner.order()
    assert order["state"] == "authorised"
    assert order["window"]["local_start"] == "2030-05-02T13:00:00+04:00"
    assert order["window"]["start"] == "2030-05-02T09:00:00Z"
    for verb, state in (("accept", "accepted"), ("start", "preparing"), ("ready", "ready")):
        assert (await dinner.move(dinner.cook, order, verb))["state"] == state
    code = {"code": order["delivery_code"]}
    assert (await dinner.move(dinner.cook, order, "hand-over", code))["state"] == "delivered"
    assert (await dinner.move(dinner.customer, order, "confirm"))["state"] == "completed"

    balance = (await dinner.cook.get("/v1/balance")).json()["items"]
    assert [(b["payable"]["amount"], b["retained"]["amount"]) for b in balance] == [(94500, 10500)]
    lines = (await dinner.cook.get("/v1/balance/orders")).json()["items"]
    assert [line["order_id"] for line in lines] == [order["id"]]
    statement = (await dinner.cook.get("/v1/balance/statement", currency="RUB")).json()["items"]
    assert [entry["kind"] for entry in statement] == ["released"]


async def test_the_story_says_where_the_money_is(dinner: Dinner) -> None:
    order = await dinner.delivered()
    told = await dinner.customer.get(f"/v1/orders/{order['id']}/story")
    story = told.json()
    assert story["money"]["held"] == {"amount": 105000, "currency": "RUB"}
    assert [step["after"] for step in story["steps"]] == [
        "placed",
        "authorised",
        "accepted",
        "preparing",
        "ready",
        "delivered",
    ]
    captured = next(entry for entry in story["entries"] if entry["kind"] == "captured")
    assert (
        captured["text"]
        == "1\N{NO-BREAK SPACE}050,00\N{NO-BREAK SPACE}₽ списано с заказчика и хранится на эскроу."
    )
    headers = dinner.customer.headers() | {"accept-language": "en"}
    told = await dinner.town.http.get(f"/v1/orders/{order['id']}/story", headers=headers)
    assert told.json()["entries"][0]["text"] == (
        "1,050.00\N{NO-BREAK SPACE}RUB was taken from the customer and is held in escrow."
    )


async def test_the_code_is_the_customers_and_the_address_the_cooks_for_a_while(
    dinner: Dinner,
) -> None:
    order = await dinner.order()
    assert len(order["delivery_code"]) == 6
    assert order["address"]["street"] == "ул. Куйбышева, 10"

    async def cook_sees() -> tuple[object, bool]:
        seen = (await dinner.cook.get(f"/v1/orders/{order['id']}")).json()
        return seen["delivery_code"], seen["address"] is not None

    assert await cook_sees() == (None, False)
    for verb in ("accept", "start", "ready"):
        await dinner.move(dinner.cook, order, verb)
        assert await cook_sees() == (None, True)
    await dinner.move(dinner.cook, order, "hand-over", {"code": order["delivery_code"]})
    await dinner.move(dinner.customer, order, "confirm")
    assert await cook_sees() == (None, False)


async def test_a_cook_rejects_with_a_reason(dinner: Dinner) -> None:
    order = await dinner.order()
    rejected = await dinner.move(dinner.cook, order, "reject", {"reason": "sold_out"})
    assert (rejected["state"], rejected["reason"]) == ("rejected", "sold_out")


async def test_a_customer_cancels(dinner: Dinner) -> None:
    order = await dinner.order()
    assert (await dinner.move(dinner.customer, order, "cancel"))["state"] == "cancelled"


async def test_staff_resolves_a_complaint(dinner: Dinner) -> None:
    order = await dinner.delivered()
    await dinner.move(dinner.customer, order, "complain", {"reason": "quality"})
    staff = await dinner.town.staff(Duty.SUPPORT)
    award = {"amount": 20000, "currency": "RUB"}
    both = await staff.post(
        f"/v1/orders/{order['id']}/resolve", {"in_favour_of": "customer", "award": award}
    )
    assert problem(both, 400, "bad_field")["data"]["field"] == "award"
    resolved = await dinner.move(staff, order, "resolve", {"in_favour_of": "cook", "award": award})
    assert resolved["state"] == "settled"
    assert resolved["payment"]["refunded"] == award
    story = (await staff.get(f"/v1/orders/{order['id']}/story")).json()
    assert [operation["kind"] for operation in story["operations"]] == ["hold", "capture", "refund"]


async def test_a_complaint_resolved_for_the_customer_gives_all_back(dinner: Dinner) -> None:
    order = await dinner.delivered()
    await dinner.move(dinner.customer, order, "complain", {"reason": "late"})
    staff = await dinner.town.staff(Duty.SUPPORT)
    resolved = await dinner.move(staff, order, "resolve", {"in_favour_of": "customer"})
    assert resolved["payment"]["refunded"] == resolved["bill"]["total"]


async def test_cooks_keep_their_kitchen(town: Town) -> None:
    cook, cook_id = await town.cook()
    made = (await cook.post("/v1/dishes", {"name": {"en": "Borscht"}})).json()
    assert (made["status"], made["allergens"]) == ("draft", None)
    path = f"/v1/dishes/{made['id']}"
    problem(await town.nobody.get(path), 404, "unknown_dish")
    assert (await cook.get(path)).json()["name"]["en"] == "Borscht"
    refused = problem(await cook.post(f"{path}/publish"), 409, "incomplete_dish")
    assert refused["data"]["missing"] == ["price", "portions", "grams", "allergens", "ingredients"]
    edited = (await cook.patch(path, complete_dish() | {"preparation_minutes": 45})).json()
    assert (edited["preparation_minutes"], edited["name"]["ru"]) == (45, "Борщ")
    assert (await cook.post(f"{path}/publish")).json()["status"] == "published"
    assert (await town.nobody.get(path)).status_code == 200
    assert (await cook.post(f"{path}/unpublish")).json()["status"] == "draft"
    own = (await cook.get("/v1/dishes")).json()
    assert [dish["id"] for dish in own["items"]] == [made["id"]]
    assert (await cook.post("/v1/kitchen/close")).json()["open"] is False
    assert (await town.nobody.get(f"/v1/cooks/{cook_id}")).json()["open"] is False
    assert (await cook.post("/v1/kitchen/open")).json()["open"] is True
    slot = await town.slot(cook)
    listed = (await town.nobody.get(f"/v1/cooks/{cook_id}/slots")).json()["items"]
    assert [(found["id"], found["open"]) for found in listed] == [(slot, True)]
    assert (await cook.post(f"/v1/slots/{slot}/close")).json()["open"] is False


async def test_people_sign_in_look_and_sign_out(town: Town) -> None:
    anna = await town.customer()
    me = (await anna.get("/v1/me")).json()
    assert (me["role"], me["cook_id"]) == ("customer", None)
    gone = await town.http.delete("/v1/sessions/current", headers=anna.headers())
    assert gone.status_code == 204
    problem(await anna.get("/v1/me"), 401, "not_signed_in")


async def test_lists_come_in_pages(town: Town) -> None:
    cook, _ = await town.cook()
    made = [await town.dish(cook, f"Суп {number}") for number in range(5)]
    seen: list[str] = []
    after: dict[str, str] = {}
    pages = 0
    while True:
        page = (await cook.get("/v1/dishes", limit=2, **after)).json()
        seen += [dish["id"] for dish in page["items"]]
        pages += 1
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert (seen, pages) == (made, 3)


async def test_orders_are_listed_newest_first_and_by_state(dinner: Dinner) -> None:
    first = await dinner.order()
    dinner.town.clock.advance(timedelta(minutes=1))
    second = await dinner.order()
    await dinner.move(dinner.customer, first, "cancel")
    listed = (await dinner.customer.get("/v1/orders")).json()["items"]
    assert [order["id"] for order in listed] == [second["id"], first["id"]]
    assert "delivery_code" not in listed[0]
    waiting = (await dinner.cook.get("/v1/orders", state="authorised")).json()["items"]
    assert [order["id"] for order in waiting] == [second["id"]]
    assert waiting[0]["moves"] == ["accept", "reject"]
