"""The customer's bank and the provider's own lists, as the provider's double shows them to anybody.

Nothing of this passes a line: what people do at their banks does not depend on us.
"""

from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import httpx
from attrs import frozen

KEY = {"authorization": "Bearer sk_test_ordeal"}
SECONDS = 60.0  # a list of everything may take that long on a machine with other work


@frozen
class Charge:
    """What was taken, what went back (by refunds and lost disputes), whether more is held."""

    taken: int
    back: int
    held: bool


@frozen
class Bank:
    """``http`` speaks to the double."""

    http: httpx.AsyncClient

    async def pay(self, url: str) -> None:
        """Agree on the bank's page."""
        await self.http.post(url, data={"choice": "pay"})

    async def dispute(self, order_id: str) -> str | None:
        """Want the money back; return the dispute, None where nothing was taken."""
        params = {"transfer_group": order_id, "limit": "1"}
        charge = await anext(self.listed("charges", params), None)
        if charge is None or not charge["amount_captured"]:
            return None
        await self._control("disputes", payment_intent=charge["payment_intent"])
        params = {"payment_intent": charge["payment_intent"], "limit": "1"}
        made = await anext(self.listed("disputes", params), None)
        return None if made is None else str(made["id"])

    async def decide(self, dispute: str, *, won: bool) -> None:
        """Decide a dispute for us, or for the customer."""
        await self._control("disputes", dispute=dispute, won=won)

    async def tell(self) -> None:
        """Send the notifications that nobody has taken yet."""
        await self._control("webhooks")

    async def charges(self) -> dict[str, list[Charge]]:
        """Return what was taken or is held, by order; whose order is not told by itself."""
        back: Counter[str] = Counter()
        async for refund in self.listed("refunds"):
            back[refund["payment_intent"]] += refund["amount"] * (refund["status"] == "succeeded")
        async for dispute in self.listed("disputes"):
            back[dispute["payment_intent"]] += dispute["amount"] * (dispute["status"] == "lost")
        charges: dict[str, list[Charge]] = defaultdict(list)
        async for intent in self.listed("payment_intents"):
            held = intent["status"] == "requires_capture"
            charge = Charge(intent["amount_received"], back[intent["id"]], held)
            if charge.taken or held:
                charges[intent["metadata"].get("order_id", intent["id"])].append(charge)
        return charges

    async def transfers(self) -> Counter[str]:
        """Return what was paid out, by the key that asked for it."""
        paid: Counter[str] = Counter()
        async for transfer in self.listed("transfers"):
            key = transfer["metadata"]["operation_id"].partition("_")[2]
            paid[key] += transfer["amount"] - transfer["amount_reversed"]
        return paid

    async def listed(
        self, kind: str, wanted: Mapping[str, str] | None = None
    ) -> AsyncIterator[Mapping[str, Any]]:
        """Return the objects of a kind, newest first, as anybody with a key may list them."""
        params = {"limit": "100", **(wanted or {})}
        while True:
            answer = await self.http.get(f"/v1/{kind}", params=params, headers=KEY, timeout=SECONDS)
            page = answer.raise_for_status().json()
            items: Sequence[Mapping[str, Any]] = page["data"]
            for item in items:
                yield item
            if not page["has_more"]:
                return
            params["starting_after"] = items[-1]["id"]

    async def _control(self, what: str, **asked: object) -> None:
        answer = await self.http.post(f"/_control/{what}", json=asked, timeout=SECONDS)
        answer.raise_for_status()
