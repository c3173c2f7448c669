"""Telling the marketplace its news: signed notifications over HTTP, until they are received."""

import asyncio
import logging
from datetime import timedelta

import httpx
from attrs import field, frozen

from foodmarket import ports
from foodmarket.adapters.sandbox.bank import SandboxBank
from foodmarket.adapters.sandbox.pages import BankEvent
from foodmarket.adapters.sandbox.webhooks import notification

log = logging.getLogger("foodmarket.sandbox")
AT_ONCE = 20
TIMEOUT = 10.0  # seconds
LEASE = timedelta(seconds=60)  # a sender that is killed leaves its events to others after this
LONGEST_PAUSE = timedelta(minutes=10)
GIVES_UP_AFTER = timedelta(days=3)


@frozen(kw_only=True)
class WebhookSender:
    """One call tells everything that is due and returns how much that was.

    An answer of 2xx counts as received. Everything else is tried again after 1, 2, 4, … seconds,
    at most ten minutes apart, for three days. Several senders may share a bank; a notification
    comes at least once, and may come late or twice. ``url`` is the marketplace's own address for
    the sandbox's notifications.
    """

    bank: SandboxBank
    clock: ports.Clock
    secret: str = field(repr=False)
    url: str
    client: httpx.AsyncClient

    async def __call__(self) -> int:
        """Raises `sqlite3.Error` where the bank's file can't be used."""
        now = self.clock.now()
        await self.bank.wake(now)
        events = await self.bank.lease_events(now, LEASE, AT_ONCE)
        await asyncio.gather(*(self._tell(event) for event in events))
        return len(events)

    async def _tell(self, event: BankEvent) -> None:
        problem = await self._post(event)
        now = self.clock.now()
        if problem is None or now - event.at > GIVES_UP_AFTER:
            await self.bank.told(event)
            return
        pause = min(timedelta(seconds=2 ** min(event.attempts - 1, 12)), LONGEST_PAUSE)
        facts = {"event": event.number, "attempts": event.attempts, "problem": problem}
        log.warning("a notification was not received", extra={"facts": facts})
        await self.bank.tell_again(event, now + pause)

    async def _post(self, event: BankEvent) -> str | None:
        headers, body = notification(event.content, self.secret, self.clock.now())
        try:
            answer = await self.client.post(self.url, content=body, headers=headers)
        except httpx.HTTPError as error:
            return f"{type(error).__name__}: {error}"
        return None if answer.is_success else f"HTTP {answer.status_code}"


def webhook_client() -> httpx.AsyncClient:
    """Return an HTTP client for the sender; the caller closes it."""
    # The address is our own, so no proxy of the environment belongs in between.
    return httpx.AsyncClient(timeout=TIMEOUT, trust_env=False, follow_redirects=False)
