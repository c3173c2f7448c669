"""Requirements 8, 11, 29 and 30: how often, how much, how deep, how long, and who is counted."""

import asyncio
from datetime import timedelta
from ipaddress import ip_network
from typing import Any

import httpx
import pytest

from foodmarket.adapters.fallback import FallbackGate
from foodmarket.domain.kernel.errors import StoreUnavailable
from foodmarket.entrypoints.quotas import QUOTAS, Quota, RouteClass
from foodmarket.ports.limiter import Rate
from tests.integration.http.conftest import PASSWORD, Dinner, Town, problem
from tests.integration.security.conftest import Serve

WRONG = "not it"
FEW = Rate(3, timedelta(minutes=1))
READS = {RouteClass.READ: Quota(None, FEW)}
PROXIES = (ip_network("10.0.0.0/8"),)


async def allowed(http: httpx.AsyncClient, tries: int, **headers: str) -> int:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    answers = [(await http.get("/v1/cooks", headers=sent)).status_code for _ in range(tries)]
    assert set(answers) <= {200, 429}
    return answers.count(200)


async def test_requirement_08_a_forged_address_is_not_believed(serve: Serve) -> None:
    http = await serve(quotas=READS)
    counted = [await allowed(http, 1, x_forwarded_for=f"198.51.100.{n}") for n in range(6)]
    assert counted == [1, 1, 1, 0, 0, 0]


async def test_requirement_08_a_proxy_of_ours_tells_who_calls(serve: Serve) -> None:
    http = await serve(peer="10.0.0.1", quotas=READS, trusted_proxies=PROXIES)
    assert await allowed(http, 5, x_forwarded_for="198.51.100.1") == 3
    # What the caller wrote in front, and what our second proxy added behind, changes nothing.
    for forged in ("203.0.113.9, 198.51.100.1", "1.1.1.1, 198.51.100.1, 10.2.0.7", "198.51.100.1"):
        assert await allowed(http, 1, x_forwarded_for=forged) == 0
    assert await allowed(http, 1, x_forwarded_for="198.51.100.2, unreadable") == 1
    assert await allowed(http, 5, x_forwarded_for="198.51.100.2") == 3


async def test_requirement_08_ipv6_is_counted_by_subscriber(serve: Serve) -> None:
    http = await serve(peer="10.0.0.1", quotas=READS, trusted_proxies=PROXIES)
    mine = [await allowed(http, 1, x_forwarded_for=f"2001:db8:1:1::{n}") for n in range(1, 6)]
    assert mine == [1, 1, 1, 0, 0]
    assert await allowed(http, 1, x_forwarded_for="2001:db8:1:2::1") == 1
    assert await allowed(http, 1, x_forwarded_for="::ffff:192.0.2.7") == 1
    assert await allowed(http, 3, x_forwarded_for="192.0.2.7") == 2


async def test_requirement_11_signing_in_is_throttled_by_account_wherever_from(
    town: Town, serve: Serve
) -> None:
    await town.customer()
    http = await serve(
        peer="10.0.0.1",
        trusted_proxies=PROXIES,
        quotas={**QUOTAS, RouteClass.SIGN_IN: Quota(FEW, Rate(100, timedelta(minutes=1)))},
    )

    async def sign_in(number: int, email: str, password: str = WRONG) -> httpx.Response:
        body = {"email": email, "password": password}
        headers = {"x-forwarded-for": f"198.51.100.{number}"}
        return await http.post("/v1/sessions", json=body, headers=headers)

    for number, email in enumerate(("anna@example.org", "ANNA@example.org", " anna@Example.org ")):
        problem(await sign_in(number, email), 401, "wrong_credentials")
    refused = await sign_in(9, "anna@example.org", PASSWORD)
    assert problem(refused, 429, "too_many_attempts")["data"]["retry_after"] == 20
    assert refused.headers["retry-after"] == "20"
    problem(await sign_in(9, "boris@example.org"), 401, "wrong_credentials")
    town.clock.advance(timedelta(seconds=20))
    assert (await sign_in(9, "anna@example.org", PASSWORD)).status_code == 201


async def test_requirement_11_signing_in_is_throttled_by_address_whomever_tried(
    serve: Serve,
) -> None:
    http = await serve(quotas={RouteClass.SIGN_IN: Quota(FEW, FEW)})
    for number in range(5):
        body = {"email": f"a{number}@example.org", "password": "not it"}
        answer = await http.post("/v1/sessions", json=body)
        if number < 3:
            problem(answer, 401, "wrong_credentials")
        else:
            problem(answer, 429, "too_many_requests")


async def test_requirement_11_registering_is_throttled_by_address(serve: Serve) -> None:
    http = await serve(quotas={RouteClass.REGISTER: Quota(None, FEW)})
    statuses = []
    for number in range(5):
        body = {"name": "A", "email": f"a{number}@example.org", "password": PASSWORD}
        statuses.append((await http.post("/v1/customers", json=body)).status_code)
    assert statuses == [201, 201, 201, 429, 429]


@pytest.mark.parametrize(
    ("language", "title"), [("ru", "Слишком много запросов"), ("en", "Too many requests")]
)
async def test_requirement_29_answers_tell_what_is_left_and_when_to_come_back(
    serve: Serve, language: str, title: str
) -> None:
    http = await serve(quotas=READS)
    lefts = []
    for _ in range(3):
        headers = (await http.get("/v1/cooks")).headers
        assert headers["ratelimit-limit"] == "3"
        assert headers["ratelimit-policy"] == "3;w=60"
        lefts.append((headers["ratelimit-remaining"], headers["ratelimit-reset"]))
    assert lefts == [("2", "20"), ("1", "40"), ("0", "60")]
    refused = await http.get("/v1/cooks", headers={"accept-language": language})
    told = problem(refused, 429, "too_many_requests")
    assert (told["title"], told["data"]) == (title, {"retry_after": 20})
    assert refused.headers["retry-after"] == "20"
    assert refused.headers["ratelimit-remaining"] == "0"


async def test_requirement_29_reads_writes_and_accounts_are_counted_apart(
    dinner: Dinner, serve: Serve
) -> None:
    http = await serve(
        quotas={RouteClass.READ: Quota(FEW, None), RouteClass.WRITE: Quota(FEW, None)}
    )
    anna = dinner.customer.headers()
    boris = (await dinner.town.customer("boris")).headers()
    statuses = [(await http.get("/v1/me", headers=anna)).status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    assert (await http.get("/v1/me", headers=boris)).status_code == 200
    order = await dinner.order()
    cancelled = await http.post(
        f"/v1/orders/{order['id']}/cancel", headers=anna | {"idempotency-key": "one"}
    )
    assert cancelled.status_code == 200, cancelled.text


async def test_requirement_29_limits_hold_while_the_shared_store_is_away(
    town: Town, serve: Serve
) -> None:
    class Away:
        async def enter(self, *_: object) -> Any:
            raise StoreUnavailable(store="redis")

    gate = FallbackGate(Away(), town.market.adapters.gate, town.clock)
    http = await serve(quotas=READS, gate=gate)
    assert await allowed(http, 5) == 3
    answer = await http.get("/v1/me", headers={"authorization": "Bearer token"})
    problem(answer, 503, "store_unavailable")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/v1/made-up", 404), ("PATCH", "/v1/menu", 405), ("OPTIONS", "/v1/menu", 204)],
)
async def test_requirement_29_whoever_makes_addresses_up_is_counted_too(
    serve: Serve, method: str, path: str, status: int
) -> None:
    http = await serve(quotas=READS)
    answers = [await http.request(method, path) for _ in range(5)]
    assert [it.status_code for it in answers] == [status] * 3 + [429] * 2
    problem(answers[-1], 429, "too_many_requests")
    assert int(answers[-1].headers["retry-after"]) > 0
    assert await allowed(http, 1) == 0  # of one bucket with what is read
    for answer in answers:
        assert "x-content-type-options" in answer.headers


async def test_requirement_29_a_body_is_bounded_in_size_and_depth(serve: Serve) -> None:
    http = await serve(largest_body=2_000, deepest_body=5)
    large = b'{"email": "' + b"x" * 2_000 + b'"}'
    problem(await http.post("/v1/sessions", content=large), 413, "body_too_large")
    for body in (b'{"a":[[[[[', b'{"a":' * 6, b'{"x":"\\"[[[","a":[[[[[1]]]]]}'):
        told = problem(await http.post("/v1/sessions", content=body), 400, "body_too_deep")
        assert told["data"] == {"most": 5}
    wide = b'{"a":"[[[[[[[[[[","b":[1],"c":[1],"d":[1],"e":[1],"f":[[[1]]]}'
    problem(await http.post("/v1/sessions", content=wide), 400, "bad_field")


async def test_requirement_29_the_head_is_bounded(serve: Serve) -> None:
    http = await serve(largest_head=2_000)
    for headers, path in (
        ({"x-long": "x" * 2_000}, "/v1/cooks"),
        ({}, "/v1/cooks?q=" + "x" * 2000),
    ):
        problem(await http.get(path, headers=headers), 431, "head_too_large")


async def test_requirement_29_pages_are_bounded(town: Town) -> None:
    for path in ("/v1/menu", "/v1/cooks"):
        problem(await town.nobody.get(path, limit=101), 400, "bad_field")
        problem(await town.nobody.get(path, limit=0), 400, "bad_field")


async def test_requirement_29_a_body_and_an_answer_are_bounded_in_time(
    town: Town, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    http = await serve(body_within=timedelta(milliseconds=30))

    async def slowly() -> Any:
        yield b"{"
        await asyncio.Event().wait()

    problem(await http.post("/v1/sessions", content=slowly()), 408, "body_too_slow")

    async def hang(*_: object, **__: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(type(town.market.browse_cooks), "__call__", hang)
    http = await serve(answer_within=timedelta(milliseconds=30))
    late = await http.get("/v1/cooks")
    problem(late, 503, "took_too_long")
    assert late.headers["retry-after"]


async def test_requirement_30_checkout_has_a_velocity_of_its_own(
    dinner: Dinner, serve: Serve
) -> None:
    http = await serve(quotas={**QUOTAS, RouteClass.CHECKOUT: Quota(FEW, None)})
    statuses = [await _checkout(http, dinner, f"key-{number}") for number in range(5)]
    assert statuses == [201, 201, 201, 429, 429]


async def test_requirement_30_declined_cards_bar_the_checkout(dinner: Dinner, serve: Serve) -> None:
    carol = await dinner.town.customer("carol", card="sandbox_declined")
    thief = Dinner(dinner.town, dinner.cook, dinner.cook_id, carol, dinner.dish, dinner.slot)
    http = await serve(quotas={**QUOTAS, RouteClass.DECLINE: Quota(FEW, Rate(4, FEW.per))})
    statuses = [await _checkout(http, thief, f"key-{number}") for number in range(5)]
    assert statuses == [201, 201, 201, 429, 429]
    # The account is barred; from the same address somebody else may still decline once.
    assert await _checkout(http, dinner, "honest") == 201
    dinner.town.clock.advance(FEW.per / FEW.times)
    assert await _checkout(http, thief, "later") == 201


async def _checkout(http: httpx.AsyncClient, dinner: Dinner, key: str) -> int:
    headers = dinner.customer.headers() | {"idempotency-key": key}
    body = await dinner.body(1)
    return (await http.post("/v1/orders", json=body, headers=headers)).status_code
