"""Lists as the API gives them: filtered, newest first, in pages."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from foodmarket.adapters.yookassa.simulator.records import Json

_TIMES = ("created_at", "captured_at", "succeeded_at", "expires_at")


def listed(records: Iterable[Any], query: Mapping[str, str]) -> Json:
    """Return one page of what the query asks for; the cursor is a number of objects to skip."""
    found = [record for record in (each.wire() for each in records) if _fits(record, query)]
    found.sort(key=lambda shown: (shown["created_at"], shown["id"]), reverse=True)
    start, size = int(query.get("cursor", "0")), int(query.get("limit", "10"))
    page: Json = {"type": "list", "items": found[start : start + size]}
    if start + size < len(found):
        page["next_cursor"] = str(start + size)
    return page


def _fits(shown: Json, query: Mapping[str, str]) -> bool:
    return all(_fits_one(shown, name, wanted) for name, wanted in query.items())


def _fits_one(shown: Json, name: str, wanted: str) -> bool:
    field, _, comparison = name.partition(".")
    if field in _TIMES:
        if field not in shown:
            return False
        at, limit = datetime.fromisoformat(shown[field]), datetime.fromisoformat(wanted)
        return {"gte": at >= limit, "gt": at > limit, "lte": at <= limit, "lt": at < limit}[
            comparison
        ]
    if name in {"status", "payment_id"}:
        return bool(shown.get(name) == wanted)
    if name.startswith("metadata["):
        return bool(shown["metadata"].get(name[len("metadata[") : -1]) == wanted)
    return True
