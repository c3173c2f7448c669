"""Bad input and trouble: each a named refusal with a sentence that says what to do."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest

from foodmarket.domain.kernel.errors import Conflict, StoreUnavailable
from foodmarket.entrypoints.http import HttpSettings, create_app
from tests.integration.http.conftest import PASSWORD, Dinner, Town, client, problem, slot_body


async def try_order(dinner: Dinner, **changes: Any) -> httpx.Response:
    return await dinner.customer.post("/v1/orders", await dinner.body() | changes)


def lines(*wanted: tuple[str, Any]) -> list[dict[str, Any]]:
    return [{"dish_id": dish, "quantity": count} for dish, count in wanted]


async def test_more_portions_than_are_left(dinner: Dinner) -> None:
    await dinner.order()
    answer = await try_order(dinner, lines=lines((dinner.dish, 9)))
    refused = problem(answer, 409, "out_of_portions")
    assert refused["data"] == {"dish_id": dinner.dish, "asked": 9, "left": 8}
    assert refused["detail"].startswith("Вы просили 9, а осталось 8 порций.")


async def test_a_slot_in_the_past(dinner: Dinner) -> None:
    yesterday = dinner.town.clock.now() - timedelta(days=1)
    answer = await dinner.cook.post("/v1/slots", {"slots": [slot_body(yesterday)]})
    problem(answer, 422, "slot_in_past")
    dinner.town.clock.advance(timedelta(days=2))
    problem(await try_order(dinner), 409, "slot_closed")


async def test_a_closed_cook(dinner: Dinner) -> None:
    await dinner.cook.post("/v1/kitchen/close")
    problem(await try_order(dinner), 409, "cook_closed")


async def test_an_unpublished_dish(dinner: Dinner) -> None:
    await dinner.cook.post(f"/v1/dishes/{dinner.dish}/unpublish")
    refused = problem(await try_order(dinner), 409, "dish_not_on_menu")
    assert refused["data"] == {"dish_id": dinner.dish}


async def test_dishes_of_two_cooks(dinner: Dinner) -> None:
    other, _ = await dinner.town.cook("olga")
    foreign = await dinner.town.dish(other)
    wanted = lines((dinner.dish, 1), (foreign, 1))
    problem(await try_order(dinner, lines=wanted), 404, "unknown_dish")


async def test_a_price_in_another_currency(dinner: Dinner) -> None:
    price = {"price": {"amount": 500, "currency": "EUR"}}
    answer = await dinner.cook.patch(f"/v1/dishes/{dinner.dish}", price)
    assert problem(answer, 422, "currency_mismatch")["data"] == {"left": "EUR", "right": "RUB"}
    answer = await dinner.cook.patch(
        f"/v1/dishes/{dinner.dish}", {"price": {"amount": 500, "currency": "XYZ"}}
    )
    problem(answer, 422, "unknown_currency")


@pytest.mark.parametrize("quantity", [0, -1, 101])
async def test_a_quantity_that_makes_no_sense(dinner: Dinner, quantity: int) -> None:
    answer = await try_order(dinner, lines=lines((dinner.dish, quantity)))
    assert problem(answer, 422, "bad_quantity")["data"] == {"quantity": quantity}


async def test_an_order_of_nothing(dinner: Dinner) -> None:
    problem(await try_order(dinner, lines=[]), 422, "empty_order")


async def test_a_body_of_ten_megabytes(town: Town) -> None:
    async def pieces() -> Any:
        for _ in range(10):
            yield b"x" * 1_000_000

    known = await town.http.post("/v1/sessions", content=b"x" * 10_000_000)
    assert problem(known, 413, "body_too_large")["data"] == {"most": 1_000_000}
    problem(await town.http.post("/v1/sessions", content=pieces()), 413, "body_too_large")


@pytest.mark.parametrize("body", [b"{", b"", b"[1", b'{"email": "\xff"}', b"[" * 100_000])
async def test_a_body_that_is_not_json(town: Town, body: bytes) -> None:
    answer = await town.http.post("/v1/sessions", content=body)
    code = "body_too_deep" if body.startswith(b"[[") else "malformed_json"
    if body == b"[1":
        code = "bad_field"  # an array where an object is due: told before its end is read
    problem(answer, 400, code)


async def test_a_deeply_nested_value_in_a_field(town: Town) -> None:
    body = b'{"email": ' + b"[" * 50_000
    problem(await town.http.post("/v1/sessions", content=body), 400, "body_too_deep")


async def test_an_unknown_field(dinner: Dinner) -> None:
    refused = problem(await try_order(dinner, discount=100), 400, "bad_field")
    assert refused["data"]["field"] == "discount"
    wrong = [{"dish_id": dinner.dish, "quantity": 1, "price": 1}]
    refused = problem(await try_order(dinner, lines=wrong), 400, "bad_field")
    assert refused["data"]["field"] == "lines[0].price"


async def test_a_field_of_the_wrong_type(dinner: Dinner) -> None:
    answer = await try_order(dinner, lines=lines((dinner.dish, "2")))
    refused = problem(answer, 400, "bad_field")
    assert refused["data"]["field"] == "lines[0].quantity"
    body = await dinner.body()
    del body["slot_id"]
    refused = problem(await dinner.customer.post("/v1/orders", body), 400, "bad_field")
    assert refused["data"]["field"] == "slot_id"


async def test_a_body_where_none_is_due(dinner: Dinner) -> None:
    order = await dinner.order()
    answer = await dinner.cook.post(f"/v1/orders/{order['id']}/accept", {"tip": 1})
    assert problem(answer, 400, "bad_field")["data"]["field"] == "tip"


async def test_a_nul_character(dinner: Dinner) -> None:
    address = {"city": "Moscow", "street": "Arbat\0 1"}
    assert problem(await try_order(dinner, address=address), 400, "bad_field")
    answer = await dinner.town.nobody.get("/v1/menu", city="\0")
    assert problem(answer, 400, "bad_field")["data"]["field"] == "query"


async def test_a_page_that_is_too_long(town: Town) -> None:
    for limit in ("0", "101", "many"):
        refused = problem(await town.nobody.get("/v1/menu", limit=limit), 400, "bad_field")
        assert refused["data"]["field"] == "limit"


async def test_somebody_elses_order(dinner: Dinner) -> None:
    order = await dinner.order()
    stranger = await dinner.town.customer("boris")
    problem(await stranger.get(f"/v1/orders/{order['id']}"), 404, "unknown_order")
    problem(await stranger.get(f"/v1/orders/{order['id']}/story"), 404, "unknown_order")
    problem(await stranger.post(f"/v1/orders/{order['id']}/cancel"), 404, "unknown_order")
    other, _ = await dinner.town.cook("olga")
    problem(await other.post(f"/v1/orders/{order['id']}/accept"), 404, "unknown_order")
    problem(await stranger.get("/v1/orders/nonsense"), 400, "malformed_id")


async def test_the_wrong_actor(dinner: Dinner) -> None:
    order = await dinner.order()
    answer = await dinner.customer.post(f"/v1/orders/{order['id']}/accept")
    refused = problem(answer, 403, "wrong_actor")
    assert refused["data"] == {"trigger": "accept", "actors": ["cook"]}
    assert refused["detail"].endswith("Это может: повар.")
    problem(await dinner.cook.post("/v1/orders", await dinner.body()), 403, "not_allowed")
    problem(await dinner.customer.get("/v1/balance"), 403, "not_allowed")


async def test_an_illegal_transition(dinner: Dinner) -> None:
    order = await dinner.order()
    answer = await dinner.cook.post(f"/v1/orders/{order['id']}/ready")
    refused = problem(answer, 409, "illegal_transition")
    assert refused["data"]["possible"] == ["accept", "reject"]


async def test_a_wrong_delivery_code_and_too_many_of_them(dinner: Dinner) -> None:
    order = await dinner.order()
    for verb in ("accept", "start", "ready"):
        await dinner.move(dinner.cook, order, verb)
    wrong = {"code": "x" + order["delivery_code"][1:]}
    path = f"/v1/orders/{order['id']}/hand-over"
    for _ in range(5):
        problem(await dinner.cook.post(path, wrong), 403, "wrong_delivery_code")
    answer = await dinner.cook.post(path, wrong)
    problem(answer, 429, "too_many_wrong_codes")
    assert int(answer.headers["retry-after"]) > 0


async def test_a_reason_that_nobody_knows(dinner: Dinner) -> None:
    order = await dinner.order()
    answer = await dinner.cook.post(f"/v1/orders/{order['id']}/reject", {"reason": "mood"})
    refused = problem(answer, 400, "bad_field")
    assert refused["data"]["field"] == "reason"
    answer = await dinner.cook.post(
        f"/v1/orders/{order['id']}/reject", {"reason": "mood"}, accept_language="ru"
    )
    told = problem(answer, 400, "bad_field")["detail"]
    assert told.startswith("Поле «reason» не понято: такого варианта нет.")


async def test_a_card_number(dinner: Dinner) -> None:
    body = {"provider": "sandbox", "token": "4242 4242 4242 4242", "label": "x"}
    answer = await dinner.customer.post("/v1/payment-methods", body)
    problem(answer, 422, "card_number_refused")
    assert "4242" not in answer.text


async def test_a_taken_address_and_a_wrong_password(town: Town) -> None:
    await town.customer("anna")
    body = {"name": "Anna", "email": "ANNA@example.org", "password": PASSWORD}
    problem(await town.http.post("/v1/customers", json=body), 409, "email_taken")
    weak = body | {"email": "b@example.org", "password": "short"}
    problem(await town.http.post("/v1/customers", json=weak), 422, "weak_password")
    wrong = {"email": "anna@example.org", "password": "not this sentence"}
    answer = await town.http.post("/v1/sessions", json=wrong)
    problem(answer, 401, "wrong_credentials")
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_too_many_tries_to_sign_in(town: Town) -> None:
    wrong = {"email": "anna@example.org", "password": "not this sentence"}
    for _ in range(20):
        problem(await town.http.post("/v1/sessions", json=wrong), 401, "wrong_credentials")
    answer = await town.http.post("/v1/sessions", json=wrong)
    problem(answer, 429, "too_many_attempts")
    assert int(answer.headers["retry-after"]) > 0


async def test_an_address_or_a_method_that_does_not_exist(town: Town) -> None:
    problem(await town.nobody.get("/v1/nothing"), 404, "unknown_route")
    answer = await town.http.delete("/v1/menu")
    problem(answer, 405, "wrong_method")
    assert "GET" in answer.headers["allow"]


async def test_a_forged_webhook(town: Town) -> None:
    answer = await town.http.post("/webhooks/sandbox", content=b"{}")
    problem(answer, 400, "forged_webhook")
    problem(await town.http.post("/webhooks/nobody", content=b"{}"), 404, "unknown_order")


async def test_a_sentence_comes_in_the_language_asked_for(town: Town) -> None:
    async def title(language: str) -> str:
        answer = await town.http.get("/v1/me", headers={"accept-language": language})
        return str(answer.json()["title"])

    assert await title("ru-RU,ru;q=0.9,en;q=0.8") == "Сначала войдите"
    assert await title("de, en;q=0.7, ru;q=0.3") == "Sign in first"
    assert (await town.nobody.get("/v1/me")).json()["title"] == "Sign in first"


async def test_something_that_breaks_tells_nothing(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("the password is swordfish")

    monkeypatch.setattr(type(town.market.browse_menu), "__call__", broken)
    answer = await town.nobody.get("/v1/menu")
    problem(answer, 500, "unexpected")
    assert "swordfish" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("error", [StoreUnavailable(store="redis"), ConnectionResetError()])
async def test_a_store_that_is_away(
    town: Town, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    anna = await town.customer()

    async def away(*_: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(type(town.market.adapters.sessions), "find", away)
        answer = await anna.get("/v1/me")
        problem(answer, 503, "store_unavailable")
        assert int(answer.headers["retry-after"]) > 0
    assert (await anna.get("/v1/me")).status_code == 200


async def test_readiness_says_how_bad_it_is_and_staff_hear_what_is_away(town: Town) -> None:
    assert (await town.nobody.get("/health/live")).json() == {"status": "alive"}
    assert (await town.nobody.get("/health/ready")).json() == {"status": "ready"}
    staff = await town.staff()
    for away, status in (("redis", "degraded"), ("postgres", "unavailable")):
        town.ready[away] = False
        answer = await town.nobody.get("/health/ready")
        assert (answer.status_code, answer.json()) == (503, {"status": status})
        assert int(answer.headers["retry-after"]) > 0
        told = (await staff.get("/health/dependencies")).json()
        assert told["dependencies"] == town.ready
        assert (told["status"], told["providers"]) == (status, {"sandbox": True})
    problem(await town.nobody.get("/health/dependencies"), 401, "not_signed_in")
    problem(await (await town.customer()).get("/health/dependencies"), 403, "not_allowed")


async def test_startup_waits_for_the_schema(town: Town) -> None:
    there = False

    async def ready() -> dict[str, bool]:
        return {}

    async def migrated() -> bool:
        return there

    app = create_app(town.market, settings=HttpSettings(), ready=ready, migrated=migrated)
    async with client(app) as http:
        answer = await http.get("/health/startup")
        assert (answer.status_code, answer.json()) == (503, {"status": "starting"})
        there = True
        assert (await http.get("/health/startup")).json() == {"status": "started"}


async def test_a_probe_that_hangs_or_breaks_is_not_ready(town: Town) -> None:
    async def hang() -> dict[str, bool]:
        await asyncio.Event().wait()
        return {}

    async def break_down() -> dict[str, bool]:
        raise ConnectionRefusedError

    settings = HttpSettings(ready_within=timedelta(milliseconds=20))
    for probe in (hang, break_down):
        app = create_app(town.market, settings=settings, ready=probe)
        async with client(app) as http:
            assert (await http.get("/health/ready")).status_code == 503


async def test_a_refusal_of_another_team_speaks_with_the_words_of_its_kind(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = type("OutOfSalt", (Conflict,), {})

    async def refuse(*_: object) -> None:
        raise kind

    monkeypatch.setattr(type(town.market.browse_menu), "__call__", refuse)
    assert problem(await town.nobody.get("/v1/menu"), 409, "out_of_salt")["title"] == "Not now"


async def test_a_caller_who_is_gone_in_the_middle_of_a_request_breaks_nothing(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(town.market, settings=HttpSettings(), ready=_nothing_is_away)
    said: list[Any] = []
    news = [
        {"type": "http.request", "body": b'{"event": ', "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> Any:
        return news.pop(0)

    async def send(message: Any) -> None:
        said.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/webhooks/sandbox",
        "raw_path": b"/webhooks/sandbox",
        "query_string": b"",
        "headers": [(b"host", b"127.0.0.1"), (b"content-length", b"100")],
        "client": ("127.0.0.1", 40_000),
        "server": ("127.0.0.1", 8000),
        "scheme": "http",
    }
    await app(scope, receive, send)  # type: ignore[arg-type]
    assert said[0]["status"] == 400
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


async def _nothing_is_away() -> dict[str, bool]:
    return {}
