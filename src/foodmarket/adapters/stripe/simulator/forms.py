"""Reading the form encoding of Stripe: ``a[b][0]=c``."""

import re
from typing import Any
from urllib.parse import parse_qsl

_PART = re.compile(r"[^\[\]]+")


def read_form(text: str) -> dict[str, Any]:
    """Return nested objects and lists; every leaf stays text."""
    tree: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        *path, last = _PART.findall(name) or [name]
        node = tree
        for part in path:
            node = node.setdefault(part, {})
        node[last] = value
    return {name: _lists(value) for name, value in tree.items()}


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {name: _lists(child) for name, child in value.items()}
    if inner and all(name.isdigit() for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner
