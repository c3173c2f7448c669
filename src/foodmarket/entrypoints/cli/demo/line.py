"""The line to the API: every request of the demo passes here, is counted and timed."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpx
from attrs import define, field, frozen

TIMEOUT = 60.0  # seconds; the API shares the machine with everything else


@frozen
class Reply:
    """What came back. ``code`` is the refusal's, and empty where it was none."""

    status: int
    code: str
    body: Any
    content: bytes
    replayed: bool

    @property
    def good(self) -> bool:
        """Tell whether what was asked for was done."""
        return self.status < 400


@define
class Person:
    """Somebody who is signed in, or with an empty token somebody who is not."""

    email: str
    token: str = field(default="", repr=False)


@define
class Line:
    """Sends requests and keeps the numbers: seconds per request, refusals by code, surprises."""

    http: httpx.AsyncClient
    seconds: list[float] = field(factory=list)
    refusals: Counter[str] = field(factory=Counter)
    replays: int = 0
    surprises: list[str] = field(factory=list)

    async def ask(
        self,
        person: Person,
        method: str,
        path: str,
        body: object = None,
        *,
        key: str | None = None,
        raw: bytes | None = None,
        expects: tuple[str, ...] = (),
    ) -> Reply:
        """Send one request. A refusal whose code is not among ``expects`` is a surprise.

        ``raw`` is sent instead of ``body`` where it is given.
        """
        headers = {"accept-language": "en"}
        if person.token:
            headers["authorization"] = f"Bearer {person.token}"
        if key is not None:
            headers["idempotency-key"] = key
        began = time.perf_counter()
        if raw is not None:
            answer = await self.http.request(method, path, content=raw, headers=headers)
        else:
            answer = await self.http.request(method, path, json=body, headers=headers)
        self.seconds.append(time.perf_counter() - began)
        reply = _read(answer)
        self.replays += reply.replayed
        if not reply.good:
            self.refusals[reply.code] += 1
        if not reply.good and reply.code not in expects:
            self.surprise(f"{method} {path} by {person.email}: {reply.status} {reply.content!r}")
        return reply

    async def visit(self, url: str, form: Mapping[str, str]) -> None:
        """Send a form, as a browser does at the bank's page."""
        began = time.perf_counter()
        answer = await self.http.post(url, data=dict(form))
        self.seconds.append(time.perf_counter() - began)
        if answer.is_error:  # a page may lead back to the shop
            self.surprise(f"POST {url}: {answer.status_code}")

    def surprise(self, what: str) -> None:
        """Note something that should not have happened."""
        self.surprises.append(what[:500])


def line_to(url: str) -> httpx.AsyncClient:
    """Return a client for the API; the caller closes it. No proxy belongs in between."""
    limits = httpx.Limits(max_connections=32, max_keepalive_connections=32)
    # Everybody shares the client, so it must not keep anybody's session cookie.
    forgetful = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
    return httpx.AsyncClient(
        base_url=url, timeout=TIMEOUT, limits=limits, cookies=forgetful, trust_env=False
    )


def _read(answer: httpx.Response) -> Reply:
    is_json = "json" in answer.headers.get("content-type", "")
    body = answer.json() if is_json and answer.content else None
    code = "" if answer.is_success else str((body or {}).get("code", f"http_{answer.status_code}"))
    replayed = answer.headers.get("idempotency-replayed") == "true"
    return Reply(answer.status_code, code, body, answer.content, replayed)
