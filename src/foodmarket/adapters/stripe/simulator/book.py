"""Everything the simulator knows, by id, and what is news."""

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from typing import Any

from attrs import define, field

from foodmarket.adapters.stripe.simulator.objects import Object, new_event, page_of
from foodmarket.adapters.stripe.simulator.refusals import invalid, missing

PREFIXES = {
    "payment_intents": "pi_",
    "checkout/sessions": "cs_",
    "charges": "ch_",
    "refunds": "re_",
    "transfers": "tr_",
    "disputes": "dp_",
    "balance_transactions": "txn_",
    "events": "evt_",
    "accounts": "acct_",
}
FILTERS = ("payment_intent", "transfer_group", "destination", "type")
MOST = 100


@define
class Book:
    """``news`` holds events that nobody was told of yet."""

    objects: dict[str, Object] = field(factory=dict)
    news: list[Object] = field(factory=list)
    _count: int = 0

    def number(self) -> str:
        """Return the next number, which orders ids by time."""
        self._count += 1
        return f"sim{self._count:08d}"

    def keep(self, made: Object) -> Object:
        """Keep a new object."""
        self.objects[made["id"]] = made
        return made

    def get(self, identity: str, kind: str) -> Object:
        """Return an object. Refuses like Stripe where there is none of that kind."""
        found = self.objects.get(identity)
        if found is None or not identity.startswith(PREFIXES[kind]):
            raise missing(identity)
        return found

    def tell(self, kind: str, about: Object, now: int) -> None:
        """Note an event, with the object as it is now."""
        event = new_event(self.number(), kind, deepcopy(about), now)
        self.news.append(self.keep(event))

    def page(
        self,
        kind: str,
        params: Mapping[str, Any],
        chosen: Callable[[Object], bool] = lambda _: True,
    ) -> Object:
        """Return a page of objects, newest first, as the parameters choose."""
        found = [
            made
            for identity, made in reversed(self.objects.items())
            if identity.startswith(PREFIXES.get(kind, kind))
            and chosen(made)
            and _wanted(made, params)
        ]
        after = params.get("starting_after")
        if after is not None:
            ids = [made["id"] for made in found]
            if after not in ids:
                raise missing(str(after))
            found = found[ids.index(after) + 1 :]
        limit = int(params.get("limit", 10))
        if not 1 <= limit <= MOST:
            raise invalid("parameter_invalid_integer", "limit has to be 1 to 100")
        shown = [self.expanded(made, params.get("expand"), "data.") for made in found[:limit]]
        return page_of(shown, f"/v1/{kind}", more=len(found) > limit)

    def expanded(self, made: Object, paths: Any, prefix: str = "") -> Object:
        """Return a copy in which the ids at the paths are replaced by what they stand for."""
        copy = deepcopy(made)
        for path in paths or ():
            self._expand(copy, str(path).removeprefix(prefix).split("."))
        return copy

    def _expand(self, copy: Object, parts: Sequence[str]) -> None:
        name, *rest = parts
        value = copy.get(name)
        if isinstance(value, str) and value in self.objects:
            copy[name] = value = deepcopy(self.objects[value])
        if rest and isinstance(value, dict):
            self._expand(value, rest)


def _wanted(made: Object, params: Mapping[str, Any]) -> bool:
    if any(name in params and made.get(name) != params[name] for name in FILTERS):
        return False
    if params.get("types") and made["type"] not in params["types"]:
        return False
    created: Mapping[str, Any] = params.get("created") or {}
    instant = int(made["created"])
    first, end = int(created.get("gte", instant)), int(created.get("lt", instant + 1))
    return first <= instant < end and instant <= int(created.get("lte", instant))
