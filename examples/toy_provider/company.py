"""Toy, the company: a wallet over HTTP that holds, captures, cancels and refunds."""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import timedelta
from typing import Any

from attrs import define, field

from foodmarket.ports import Clock

Json = dict[str, Any]
Message = MutableMapping[str, Any]


@define
class Toy:
    """An ASGI application: ``POST /<verb>`` acts once per key, ``GET /<payment>`` shows."""

    clock: Clock
    payments: dict[str, Json] = field(factory=dict)
    answers: dict[str, tuple[int, Json]] = field(factory=dict)

    async def __call__(
        self,
        scope: Message,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        if scope["type"] == "lifespan":
            return
        verb = scope["path"].strip("/")
        if scope["method"] == "GET":
            status, answer = (200, self.payments[verb]) if verb in self.payments else (404, {})
        else:
            asked = json.loads((await receive())["body"])
            known = asked["key"] in self.answers
            status, answer = self.answers.setdefault(asked["key"], self._act(verb, asked))
            if not known and verb == "hold" and asked["token"] == "toy_answer_lost":
                status, answer = 500, {}
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": json.dumps(answer).encode()})

    def _act(self, verb: str, asked: Json) -> tuple[int, Json]:
        if asked["key"] in self.answers:
            return self.answers[asked["key"]]
        it, amount = self.payments.get(asked["payment"]), asked["amount"]
        match verb, it["state"] if it else None:
            case "hold", None:
                states = {"toy_declined": "declined", "toy_ask": "action_required"}
                until = self.clock.now() + timedelta(days=5)
                state = states.get(asked["token"], "authorised")
                it = {"state": state, "amount": amount, "currency": asked["currency"]}
                it |= {"captured": 0, "refunds": {}, "hold_until": until.isoformat()}
                self.payments[asked["payment"]] = it
            case "capture", "authorised" if it and amount == it["amount"]:
                it |= {"state": "captured", "captured": amount}
            case "cancel", "authorised" | "action_required" if it:
                it["state"] = "cancelled"
            case "refund", "captured" if (
                it and amount + sum(it["refunds"].values()) <= it["captured"]
            ):
                it["refunds"][asked["key"]] = amount
            case "hold" | "cancel", _ if it:
                pass
            case _:
                return 422, {"reason": f"no_{verb}"}
        return 200, json.loads(json.dumps(it))
