"""How deep JSON values are inside of one another, told before anything is decoded."""

import re

from foodmarket.entrypoints.http.refusals import BodyTooDeep

_TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*"?|[\[{]|[\]}]', re.DOTALL)
_OPENING = (b"[", b"{")


def bound_depth(body: bytes, most: int) -> None:
    """Refuse with `BodyTooDeep` JSON of more than ``most`` values inside of one another."""
    if body.count(b"{") + body.count(b"[") <= most:
        return
    depth = 0
    for token in _TOKENS.findall(body):
        if token in _OPENING:
            depth += 1
            if depth > most:
                raise BodyTooDeep(most=most)
        elif token in (b"]", b"}"):
            depth -= 1
