"""Requirements 6, 7 and 36: what every answer carries, who may read it, and what is not there."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
import pytest

from foodmarket.entrypoints.quotas import Quota, RouteClass
from foodmarket.ports.limiter import Rate
from tests.integration.http.conftest import Town, problem
from tests.integration.security.conftest import Serve

Ask = Callable[[httpx.AsyncClient], Awaitable[httpx.Response]]
ASKED: dict[int, Ask] = {
    200: lambda http: http.get("/v1/menu"),
    204: lambda http: http.options("/v1/menu"),
    401: lambda http: http.get("/v1/me"),
    404: lambda http: http.get("/nowhere"),
    405: lambda http: http.delete("/v1/menu"),
    413: lambda http: http.post("/v1/sessions", content=b"x" * 1_000_001),
    421: lambda http: http.get("/v1/menu", headers={"host": "evil.example"}),
    422: lambda http: http.get("/v1/menu?q=4242424242424242"),
    431: lambda http: http.get("/v1/menu", headers={"x": "x" * 20_000}),
    500: lambda http: http.get("/v1/cooks"),
}


@pytest.mark.parametrize("status", ASKED)
async def test_requirement_06_every_answer_carries_the_security_headers(
    town: Town, serve: Serve, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    async def break_down(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(type(town.market.browse_cooks), "__call__", break_down)
    answer = await ASKED[status](await serve())
    assert answer.status_code == status
    require_headers(answer)


async def test_requirement_06_a_refused_rate_carries_them_too(serve: Serve) -> None:
    once = Rate(1, timedelta(minutes=1))
    http = await serve(quotas={RouteClass.READ: Quota(None, once)})
    for status in (200, 429):
        answer = await http.get("/v1/menu")
        assert answer.status_code == status
        require_headers(answer)


def require_headers(answer: httpx.Response) -> None:
    headers = answer.headers
    age = headers["strict-transport-security"].partition(";")[0].removeprefix("max-age=")
    assert int(age) >= 365 * 24 * 3600
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["x-frame-options"] == "DENY"
    rules = dict(
        rule.strip().split(" ", 1) for rule in headers["content-security-policy"].split(";")
    )
    assert {"default-src", "object-src", "base-uri", "form-action", "frame-ancestors"} <= set(rules)
    assert rules["default-src"] == rules["object-src"] == rules["frame-ancestors"] == "'none'"
    assert "unsafe" not in rules.get("script-src", "")
    assert len(headers.get_list("content-security-policy")) == 1


@pytest.mark.parametrize("path", ["/", "/docs", "/sandbox/pay/pay_00000000000000000000000000"])
async def test_requirement_06_no_page_has_a_script_inside(
    strict: httpx.AsyncClient, path: str
) -> None:
    answer = await strict.get(path)
    require_headers(answer)
    assert "<script>" not in answer.text
    assert " onclick=" not in answer.text


async def test_requirement_07_pages_of_named_origins_alone_may_call(
    strict: httpx.AsyncClient,
) -> None:
    ours = await strict.get("/v1/menu", headers={"origin": "https://app.example"})
    assert ours.headers["access-control-allow-origin"] == "https://app.example"
    assert ours.headers["access-control-allow-credentials"] == "true"
    assert "origin" in ours.headers["vary"].lower()
    broken = await strict.get("/v1/me", headers={"origin": "https://app.example"})
    assert broken.headers["access-control-allow-origin"] == "https://app.example"
    for origin in (
        "https://evil.example",
        "http://app.example",
        "https://app.example.evil.example",
        "https://sub.app.example",
        "https://app.example:8443",
        "null",
    ):
        other = await strict.get("/v1/menu", headers={"origin": origin})
        assert "access-control-allow-origin" not in other.headers


async def test_requirement_07_a_preflight_allows_what_the_pages_need(
    strict: httpx.AsyncClient,
) -> None:
    def asked(origin: str) -> dict[str, str]:
        return {
            "origin": origin,
            "access-control-request-method": "POST",
            "access-control-request-headers": "idempotency-key, x-requested-with",
        }

    ours = await strict.options("/v1/orders", headers=asked("https://app.example"))
    assert ours.status_code == 204
    assert ours.headers["access-control-allow-origin"] == "https://app.example"
    allowed = ours.headers["access-control-allow-headers"].lower()
    assert "idempotency-key" in allowed
    assert "x-requested-with" in allowed
    assert "*" not in "".join(
        value for name, value in ours.headers.items() if name.startswith("access-control")
    )
    evil = await strict.options("/v1/orders", headers=asked("https://evil.example"))
    assert "access-control-allow-origin" not in evil.headers


async def test_requirement_07_without_a_list_no_other_page_may(serve: Serve) -> None:
    http = await serve(cors_origins=())
    answer = await http.get("/v1/menu", headers={"origin": "https://app.example"})
    assert "access-control-allow-origin" not in answer.headers


async def test_requirement_07_other_hosts_are_not_answered(strict: httpx.AsyncClient) -> None:
    for host in ("evil.example", "food.example.evil.example", "food.example:8443", ""):
        problem(await strict.get("/v1/menu", headers={"host": host}), 421, "unknown_host")
    assert (await strict.get("/v1/menu", headers={"host": "FOOD.example"})).status_code == 200
    assert (await strict.get("/health/live", headers={"host": "10.0.0.9"})).status_code == 200


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "DEBUG"])
@pytest.mark.parametrize("path", ["/", "/v1/menu", "/nowhere"])
async def test_requirement_36_no_trace(strict: httpx.AsyncClient, method: str, path: str) -> None:
    answer = await strict.request(method, path, headers={"cookie": "secret=1"})
    problem(answer, 405, "wrong_method")
    assert "secret" not in answer.text
    assert method not in answer.headers["allow"]


async def test_requirement_36_an_error_shows_nothing_of_the_inside(
    town: Town, strict: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def break_down(*_: object, **__: object) -> None:
        raise ZeroDivisionError("the inside")

    monkeypatch.setattr(type(town.market.browse_cooks), "__call__", break_down)
    answer = await strict.get("/v1/cooks", headers={"accept": "text/html"})
    problem(answer, 500, "unexpected")
    for inside in ("the inside", "ZeroDivision", "Traceback", "/src/", "litestar"):
        assert inside not in answer.text
    assert "server" not in answer.headers
