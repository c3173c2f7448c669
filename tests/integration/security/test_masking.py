"""Cooks see where a meal goes while they cook and bring it: not before, and not after."""

from typing import Any

from tests.integration.http.conftest import ADDRESS, Dinner, Person, dinner, town

__all__ = ["dinner", "town"]  # fixtures
PERSONAL = ("anna", "example.org", ADDRESS["street"], ADDRESS["details"], ADDRESS["phone"])
WAYS: dict[str, list[tuple[str, Any]]] = {
    "confirmed": [("confirm", None)],
    "complained about": [("complain", {"reason": "quality"})],
}


async def shown(cook: Person, order: dict[str, Any]) -> str:
    """Return every view of the order that a cook can open, as one text."""
    place, texts = f"/v1/orders/{order['id']}", []
    for path in (place, f"{place}/story", f"{place}/refunds", "/v1/orders", "/v1/notices"):
        answer = await cook.get(path)
        assert answer.status_code == 200, answer.text
        texts.append(answer.text)
    return "\n".join(texts)


async def test_before_the_cook_accepts_nothing_is_shown(dinner: Dinner) -> None:
    order = await dinner.order()
    told = await shown(dinner.cook, order)
    assert not [word for word in PERSONAL if word in told]
    rejected = await dinner.move(dinner.cook, order, "reject", {"reason": "sold_out"})
    assert rejected["address"] is None
    told = await shown(dinner.cook, order)
    assert not [word for word in PERSONAL if word in told]


async def test_while_it_is_cooked_the_cook_sees_where_it_goes(dinner: Dinner) -> None:
    order = await dinner.order()
    for verb in ("accept", "start", "ready"):
        moved = await dinner.move(dinner.cook, order, verb)
        assert moved["address"] == ADDRESS
        assert moved["delivery_code"] is None
    assert ADDRESS["phone"] in await shown(dinner.cook, order)


async def test_after_completion_nothing_is_shown(dinner: Dinner) -> None:
    for moves in WAYS.values():
        order = await dinner.delivered()
        for verb, body in moves:
            await dinner.move(dinner.customer, order, verb, body)
        told = await shown(dinner.cook, order)
        assert not [word for word in PERSONAL if word in told]


async def test_the_name_of_a_customer_is_in_no_view_of_a_cook(dinner: Dinner) -> None:
    order = await dinner.order()
    await dinner.move(dinner.cook, order, "accept")
    assert "anna" not in await shown(dinner.cook, order)
