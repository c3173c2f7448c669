"""A real browser in front of real processes. No browser is downloaded: an installed one is used."""

import shutil
from collections.abc import AsyncIterator

import pytest
from attrs import define, field
from playwright.async_api import Browser, ConsoleMessage, Page, Request, async_playwright, expect

from foodmarket.adapters.embedded import EmbeddedServices
from foodmarket.adapters.postgres import migrate
from foodmarket.domain.kernel.language import Language
from tests.integration.trouble.conftest import Town, opened

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
expect.set_options(timeout=30_000)  # ms; a busy machine draws slowly
SECOND_STEP = "sandbox_second_step"


@define(slots=False)  # playwright leaves marks on whose methods it calls
class Reader:
    """Somebody at the browser. ``complaints`` is what the browser had against the pages."""

    page: Page
    home: str
    language: Language
    complaints: list[str] = field(factory=list)

    def listen(self) -> None:
        """Note errors, refusals by the content policy, and whatever leaves the marketplace."""
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._asked)

    async def open(self, path: str) -> None:
        answer = await self.page.goto(self.home + path)
        assert answer is not None
        assert answer.status == 200, await answer.text()

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.location['url']}: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((f"{self.home}/", "data:", "blob:")):
            self.complaints.append(f"the page asks {request.url}")


@pytest.fixture(scope="module")
def chromium() -> str:
    """The path of an installed browser."""
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found is None:
        pytest.skip(f"no browser is installed here: none of {', '.join(PROGRAMS)} is on the PATH")
    return found


@pytest.fixture(scope="module")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield launched
        await launched.close()


@pytest.fixture(scope="module")
async def town(
    chromium: str, embedded: EmbeddedServices, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Town]:
    """A town behind a real API and a real worker, where banks ask for the second step."""
    del chromium  # without a browser there is nothing to start servers for
    database_url, redis_url = await embedded.create_database("browser"), embedded.redis.url(1)
    await migrate(database_url)
    folder = tmp_path_factory.mktemp("browser")
    async with opened(database_url, redis_url, folder, cards=(SECOND_STEP,)) as town:
        yield town
    await embedded.postgres.drop_database("browser")


@pytest.fixture(params=Language)
async def reader(
    request: pytest.FixtureRequest, browser: Browser, town: Town
) -> AsyncIterator[Reader]:
    """A reader of each language; at the end, the browser has nothing to complain about."""
    language: Language = request.param
    context = await browser.new_context(locale=language.value)
    reader = Reader(await context.new_page(), f"http://127.0.0.1:{town.port}", language)
    reader.listen()
    yield reader
    await context.close()
    assert reader.complaints == []
