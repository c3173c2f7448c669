"""What clients of the API build upon, line by line, and which changes would break them.

A line is one promise: an operation, a parameter, a member of a body. Written one below the other
they show in a review what a change does to clients, and `breaking` finds what none of them may
meet before the version moves.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from foodmarket.entrypoints.http.openapi import METHODS

ALWAYS, MAYBE = "always", "maybe"
ANY = "any"
_HEAD = "version "


@frozen(order=True)
class Promise:
    """``what`` names it, ``kind`` is its type, ``presence`` whether it has to be there.

    ``sent`` tells that clients send it, ``answered`` that they read it.
    """

    what: str
    kind: str = ""
    presence: str = ALWAYS
    sent: bool = False
    answered: bool = False

    def __str__(self) -> str:
        way = ("takes" if self.sent else "") + ("gives" if self.answered else "")
        return " ".join(part for part in (self.what, way or "is", self.kind, self.presence) if part)


@frozen
class Surface:
    """All promises of one version of the API."""

    version: str
    promises: Mapping[str, Promise]

    def __str__(self) -> str:
        lines = [f"{_HEAD}{self.version}", *(str(it) for it in sorted(self.promises.values()))]
        return "\n".join(lines) + "\n"


def surface_of(document: Mapping[str, Any]) -> Surface:
    """Read the promises out of an OpenAPI document."""
    found = [*_operations(document), *_schemas(document)]
    return Surface(str(document["info"]["version"]), {it.what: it for it in found})


def read_surface(text: str) -> Surface:
    """Read what was written by ``str(surface)``."""
    head, *lines = text.splitlines()
    promises = [_read(line) for line in lines]
    return Surface(head.removeprefix(_HEAD), {it.what: it for it in promises})


def breaking(before: Surface, after: Surface) -> list[str]:
    """Say what clients of ``before`` would break on; nothing if they can go on as they are.

    New operations, new optional members and new values in answers break nobody: clients are told
    to pass over what they do not know.
    """
    found = [
        broken
        for what, promise in before.promises.items()
        if (broken := _broken(promise, after.promises.get(what)))
    ]
    homes = {_home(what) for what in before.promises}
    found += [
        f"{it.what} is now required"
        for what, it in after.promises.items()
        if what not in before.promises
        and it.sent
        and it.presence == ALWAYS
        and _home(what) in homes
    ]
    return sorted(found)


def may_break(before: str, after: str) -> bool:
    """Tell whether the version moved so far that clients expect breaks (semver.org, 4 and 8)."""
    old, new = ([int(part) for part in version.split(".")] for version in (before, after))
    return new[:1] > old[:1] if old[0] else new[:2] > old[:2]


def _broken(promise: Promise, now: Promise | None) -> str | None:
    if now is None:
        return f"{promise.what} is gone"
    if _narrowed(promise, now):
        return f"{promise.what} was {promise.kind} and is {now.kind}"
    if promise.sent and now.presence == ALWAYS != promise.presence:
        return f"{promise.what} is now required"
    if promise.answered and promise.presence == ALWAYS != now.presence:
        return f"{promise.what} is not always there any more"
    return None


def _narrowed(promise: Promise, now: Promise) -> bool:
    if promise.kind == ANY and not promise.sent:
        return False  # nothing was promised
    before, after = _values(promise.kind), _values(now.kind)
    if before is None or after is None:
        return promise.kind != now.kind
    return promise.sent and not before <= after


def _values(kind: str) -> set[str] | None:
    return set(kind[1:-1].split("|")) if kind.startswith("{") else None


def _home(what: str) -> str:
    return what.rpartition(" ")[0] if " " in what else what.partition(".")[0]


def _operations(document: Mapping[str, Any]) -> Iterator[Promise]:
    for path, methods in document["paths"].items():
        for method in METHODS:
            if method not in methods:
                continue
            operation = methods[method]
            name = operation["operationId"]
            yield Promise(name, f"{method.upper()} {path}")
            for it in operation.get("parameters", ()):
                what = f"{name} {it['in']}:{it['name']}"
                presence = ALWAYS if it.get("required") else MAYBE
                yield Promise(what, _kind(it["schema"]), presence, sent=True)
            for schema in _bodies(operation.get("requestBody", {})):
                yield Promise(f"{name} body", _kind(schema), sent=True)
            for status, answer in operation["responses"].items():
                if status < "400":
                    for number, (media, it) in enumerate(answer.get("content", {}).items()):
                        what = f"{name} {status}" + (f":{media}" if number else "")
                        if "schema" in it:
                            yield Promise(what, _kind(it["schema"]), answered=True)


def _bodies(part: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    return (media["schema"] for media in part.get("content", {}).values() if "schema" in media)


def _schemas(document: Mapping[str, Any]) -> Iterator[Promise]:
    schemas = document["components"]["schemas"]
    sent, answered = _reached(document, "requestBody"), _reached(document, "responses")
    for name, schema in schemas.items():
        way = (name in sent, name in answered)
        if "enum" in schema:
            yield Promise(name, _kind(schema), ALWAYS, *way)
        for member, inner in schema.get("properties", {}).items():
            presence = ALWAYS if member in schema.get("required", ()) else MAYBE
            yield Promise(f"{name}.{member}", _kind(inner), presence, *way)


def _reached(document: Mapping[str, Any], member: str) -> set[str]:
    """Return the schemas that the operations' ``member`` leads to."""
    parts = [
        methods[method].get(member, {})
        for methods in document["paths"].values()
        for method in METHODS
        if method in methods
    ]
    found: set[str] = set()
    waiting = {name for part in parts for name in _named(part)}
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= set(_named(document["components"]["schemas"][name])) - found
    return found


def _named(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"].rpartition("/")[2]
        for inner in part.values():
            yield from _named(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _named(inner)


def _kind(schema: Mapping[str, Any]) -> str:
    """Write a type in one word: ``string(date-time)``, ``[OrderView]``, ``string?``, ``{a|b}``."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    for name in ("oneOf", "anyOf"):
        if name in schema:
            kinds = [_kind(choice) for choice in schema[name]]
            nullable = "?" if "null" in kinds else ""
            return "|".join(kind for kind in kinds if kind != "null") + nullable
    if "enum" in schema:
        return "{" + "|".join(sorted(str(value) for value in schema["enum"])) + "}"
    if "const" in schema:
        return "{" + str(schema["const"]) + "}"
    kind = schema.get("type", ANY)
    if kind == "array":
        return f"[{_kind(schema.get('items', {}))}]"
    if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"map[{_kind(schema['additionalProperties'])}]"
    words = [kind] if isinstance(kind, str) else sorted(kind)
    shape = f"({schema['format']})" if "format" in schema else ""
    return "|".join(words) + shape


def _read(line: str) -> Promise:
    ways = {"takes": (True, False), "gives": (False, True), "takesgives": (True, True)}
    words = line.split(" ")
    place = next(number for number, word in enumerate(words) if word in {*ways, "is"})
    sent, answered = ways.get(words[place], (False, False))
    *kind, presence = words[place + 1 :]
    return Promise(" ".join(words[:place]), " ".join(kind), presence, sent, answered)
