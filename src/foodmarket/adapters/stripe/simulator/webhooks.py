"""Telling the marketplace what happened: signed notifications, well-behaved or not."""

import asyncio
import json
import logging

import httpx
import stripe
from attrs import define, field

from foodmarket import ports
from foodmarket.adapters.stripe.simulator.faults import Fault
from foodmarket.adapters.stripe.simulator.objects import Object
from foodmarket.adapters.stripe.webhooks import HEADER

log = logging.getLogger("foodmarket.stripe.simulator")
TIMEOUT = 10.0  # seconds


@define
class WebhookLine:
    """Sends what waits, in order; what is not received waits for the next time."""

    clock: ports.Clock
    url: str | None
    _secret: str = field(repr=False)
    _waiting: list[Object] = field(factory=list)
    _held: list[Object] = field(factory=list)
    _busy: asyncio.Lock = field(factory=asyncio.Lock)
    _client: httpx.AsyncClient | None = None

    def take(self, news: list[Object], fault: Fault | None) -> None:
        """Take events on, as the fault of the request that caused them says."""
        match fault:
            case Fault.LOST_WEBHOOK:
                return
            case Fault.REORDERED_WEBHOOKS:
                self._held = [*reversed(news), *self._held]
            case Fault.DUPLICATE_WEBHOOK:
                self._waiting.extend([*news, *news])
            case _ if news:
                self._waiting.extend([*news, *self._held])
                self._held = []
            case _:
                pass

    async def send(self) -> int:
        """Try everything that waits once; return how much was received."""
        received = 0
        async with self._busy:
            waiting, self._waiting = self._waiting, []
            for event in waiting:
                if self.url is not None and await self._post(self.url, event):
                    received += 1
                elif self.url is not None:
                    self._waiting.append(event)
        return received

    async def send_all(self) -> None:
        """Send also what was held back."""
        self._waiting, self._held = [*self._waiting, *self._held], []
        await self.send()

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.aclose()

    async def _post(self, url: str, event: Object) -> bool:
        body = json.dumps(event)
        now = int(self.clock.now().timestamp())
        sign = stripe.WebhookSignature.generate_signature_header
        signature = sign(body, self._secret, now)
        headers = {"Content-Type": "application/json", HEADER: signature}
        if self._client is None:
            self._client = httpx.AsyncClient(timeout=TIMEOUT, trust_env=False)
        try:
            answer = await self._client.post(url, content=body, headers=headers)
        except httpx.HTTPError as error:
            log.warning("a notification was not received", extra={"problem": type(error).__name__})
            return False
        return answer.is_success
