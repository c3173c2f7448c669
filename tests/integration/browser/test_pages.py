"""The pages as people see them: drawn by a browser that keeps to the content policy."""

import pytest
from playwright.async_api import expect

from foodmarket.domain.kernel.language import Language
from tests.integration.browser.conftest import SECOND_STEP, Reader
from tests.integration.trouble.conftest import Town
from tests.integration.trouble.programs import until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

TITLES = {
    Language.RU: "Домашняя еда с соседской кухни",
    Language.EN: "Home-cooked food, from a neighbour's kitchen",
}
CHOICES = {
    (Language.RU, "authorised"): ("Подтвердить", "Оплата подтверждена"),
    (Language.EN, "authorised"): ("Confirm", "The payment is confirmed"),
    (Language.RU, "declined"): ("Отклонить", "Оплата отклонена"),
    (Language.EN, "declined"): ("Decline", "The payment was declined"),
}


async def test_the_front_page_is_styled_and_leads_on(reader: Reader) -> None:
    await reader.open("/")
    page = reader.page
    await expect(page.locator("html")).to_have_attribute("lang", reader.language)
    await expect(page).to_have_title(TITLES[reader.language])
    assert await page.evaluate("getComputedStyle(document.querySelector('nav ul')).display") == (
        "grid"  # the browser's own would be "block"
    )
    links = page.get_by_role("link")
    targets = [await link.get_attribute("href") for link in await links.all()]
    assert {"/docs", "/v1/menu"} <= set(targets)
    for target in targets:
        assert (await page.request.get(f"{reader.home}{target}")).status == 200
    await page.locator("a[href='/docs']").click()
    await page.wait_for_url("**/docs")


async def test_the_api_can_be_read_and_tried_out(reader: Reader) -> None:
    await reader.open("/docs")
    page = reader.page
    document = await (await page.request.get(f"{reader.home}/docs/openapi.json")).json()
    routes = sum(len(methods) for methods in document["paths"].values())
    await expect(page.locator(".opblock")).to_have_count(routes)
    menu = page.locator(".opblock", has=page.locator("[data-path='/v1/menu']"))
    await menu.locator(".opblock-summary-control").click()
    await menu.get_by_role("button", name="Execute").click()
    answer = menu.locator(".live-responses-table .response")
    await expect(answer.locator(".response-col_status")).to_contain_text("200")
    await expect(answer).to_contain_text('"next_slot"')


@pytest.mark.parametrize("outcome", ["authorised", "declined"])
async def test_the_second_step_decides_what_becomes_of_the_order(
    reader: Reader, town: Town, outcome: str
) -> None:
    customer = town.customer(0)
    order = await customer.order(town.basket(0, SECOND_STEP), key=f"{outcome}-{reader.language}")
    assert order["state"] == "placed"
    page = reader.page
    await page.goto(order["payment"]["action_url"])
    button, said = CHOICES[reader.language, outcome]
    await expect(page.locator(".amount")).to_contain_text(roubles(order))
    await page.get_by_role("button", name=button).click()
    await expect(page.locator("main")).to_contain_text(said)
    await expect(page.get_by_role("button")).to_have_count(0)

    async def decided() -> bool:
        shown = await town.http.get(f"/v1/orders/{order['id']}", headers=customer.headers)
        return bool(shown.json()["state"] == outcome)

    await until(decided)


def roubles(order: dict[str, object]) -> str:
    bill = order["bill"]
    assert isinstance(bill, dict)
    return str(bill["total"]["amount"] // 100)
