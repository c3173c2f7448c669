"""What browsers and people meet: cookies, foreign pages, headers, the pages themselves."""

from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from foodmarket.entrypoints.http import SANDBOX_PAGE, HttpSettings, create_app
from tests.integration.http.conftest import PASSWORD, Dinner, Town, client, problem

OURS = {"x-requested-with": "page"}
OWN = OURS | {"sec-fetch-site": "same-origin"}


async def signed_in_by_cookie(town: Town, email: str) -> str:
    answer = await town.http.post("/v1/sessions", json={"email": email, "password": PASSWORD})
    town.http.cookies.clear()
    return str(answer.headers["set-cookie"])


async def test_a_session_lives_in_a_cookie_that_no_script_reads(town: Town) -> None:
    await town.customer()
    cookie = await signed_in_by_cookie(town, "anna@example.org")
    parts = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "samesite=lax", "path=/"} <= parts
    assert "secure" not in parts
    jar = {"cookie": cookie.split(";")[0]}
    assert (await town.http.get("/v1/me", headers=jar)).status_code == 200


@pytest.mark.parametrize(
    "sent",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:8000", "sec-fetch-site": "same-site"},
        {},
    ],
)
async def test_a_page_of_another_site_cannot_use_the_cookie(
    dinner: Dinner, sent: Mapping[str, str]
) -> None:
    cookie = await signed_in_by_cookie(dinner.town, "vera@example.org")
    jar = {"cookie": cookie.split(";")[0]}
    for headers in (jar | OURS | dict(sent), jar | {"sec-fetch-site": "same-origin"}):
        refused = await dinner.town.http.post("/v1/kitchen/close", headers=headers)
        problem(refused, 403, "cross_site_request")
    own: list[dict[str, str]] = [OWN, OURS | {"origin": "http://127.0.0.1:8000"}]
    for headers in own:
        allowed = await dinner.town.http.post("/v1/kitchen/close", headers=jar | headers)
        assert allowed.status_code == 200


async def test_https_makes_cookies_and_answers_stricter(town: Town) -> None:
    await town.customer()

    async def ready() -> dict[str, bool]:
        return {}

    settings = HttpSettings(public_url="https://food.example", secure_cookies=True)
    app = create_app(town.market, settings=settings, ready=ready)
    async with client(app, settings.public_url) as http:
        body = {"email": "anna@example.org", "password": PASSWORD}
        answer = await http.post("/v1/sessions", json=body)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-foodmarket_session=")
    assert "secure" in cookie.lower()
    assert "domain" not in cookie.lower()
    assert "max-age=31536000" in answer.headers["strict-transport-security"]


@pytest.mark.parametrize("path", ["/v1/menu", "/v1/me", "/nowhere", "/", "/docs", "/health/live"])
async def test_every_answer_carries_the_security_headers(town: Town, path: str) -> None:
    headers = (await town.nobody.get(path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]


async def test_the_front_page_speaks_the_readers_language(town: Town) -> None:
    russian = await town.http.get("/", headers={"accept-language": "ru"})
    assert russian.headers["content-type"] == "text/html; charset=utf-8"
    assert '<html lang="ru">' in russian.text
    assert "Домашняя еда" in russian.text
    english = (await town.nobody.get("/")).text
    assert 'href="/docs"' in english
    assert "<script" not in english
    for name in ("site.css", "icon.svg"):
        assert f'href="/static/{name}"' in english
        assert (await town.nobody.get(f"/static/{name}")).status_code == 200
    problem(await town.nobody.get("/static/app.py"), 404, "unknown_route")


async def test_the_api_page_needs_no_other_host(town: Town) -> None:
    page = (await town.nobody.get("/docs")).text
    assert "http://" not in page
    assert "https://" not in page
    for asset in ("swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png"):
        assert f"/docs/assets/{asset}" in page
        assert (await town.nobody.get(f"/docs/assets/{asset}")).status_code == 200
    assert (await town.nobody.get("/static/docs.js")).status_code == 200


async def test_a_second_step_is_confirmed_on_the_banks_page(dinner: Dinner) -> None:
    boris = await dinner.town.customer("boris", card="sandbox_second_step")
    body = await dinner.town.order_body(boris, dinner.slot, {dinner.dish: 1})
    order = (await boris.post("/v1/orders", body)).json()
    assert order["state"] == "placed"
    assert order["payment"]["action_url"].endswith(order["payment"]["id"])
    page = f"{SANDBOX_PAGE}/{order['payment']['id']}"
    shown = await dinner.town.http.get(page, headers={"accept-language": "ru"})
    assert "600,00" in shown.text
    assert "Подтвердить" in shown.text
    assert "<script" not in shown.text
    assert (await press(dinner.town, page, "confirm")).status_code == 200
    assert "is confirmed" in (await dinner.town.http.get(page)).text
    await dinner.town.market.resume(order["id"])
    seen = (await boris.get(f"/v1/orders/{order['id']}")).json()
    assert (seen["state"], seen["payment"]["action_url"]) == ("authorised", None)


async def test_a_second_step_is_declined_on_the_banks_page(dinner: Dinner) -> None:
    boris = await dinner.town.customer("boris", card="sandbox_second_step")
    body = await dinner.town.order_body(boris, dinner.slot, {dinner.dish: 1})
    order = (await boris.post("/v1/orders", body)).json()
    page = f"{SANDBOX_PAGE}/{order['payment']['id']}"
    problem(await press(dinner.town, page, "hesitate"), 400, "bad_field")
    assert "declined" in (await press(dinner.town, page, "decline")).text
    await dinner.town.market.resume(order["id"])
    seen = (await boris.get(f"/v1/orders/{order['id']}")).json()
    assert seen["state"] == "declined"


async def test_a_payment_that_the_bank_never_heard_of(town: Town) -> None:
    unknown = f"{SANDBOX_PAGE}/pay_{'0' * 26}"
    problem(await town.nobody.get(unknown), 404, "unknown_order")


async def press(town: Town, page: str, choice: str) -> httpx.Response:
    form: dict[str, Any] = {"choice": choice}
    return await town.http.post(page, data=form)
