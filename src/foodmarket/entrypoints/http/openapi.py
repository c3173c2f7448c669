"""The OpenAPI document as it is published: 3.1 as served, and 3.0.3 for tools that know no newer.

https://spec.openapis.org/oas/v3.1.0 and https://spec.openapis.org/oas/v3.0.3
"""

import re
from collections.abc import Mapping
from typing import Any

import msgspec
from litestar import Litestar

_LIST = re.compile(rb"Listed_[\w.]*?\.(\w+?)(?:View)?_(?=\")")
METHODS = ("get", "post", "put", "patch", "delete")
_NULL = {"type": "null"}
_ALTERNATIVES = ("oneOf", "anyOf")


def published(app: Litestar) -> dict[str, Any]:
    """Return the document of an application, its lists named after what they list."""
    written = msgspec.json.encode(app.openapi_schema.to_schema(), enc_hook=str)
    document: dict[str, Any] = _whole(msgspec.json.decode(_LIST.sub(rb"\1List", written)))
    for methods in document["paths"].values():
        for method in METHODS:
            methods.get(method, {}).get("responses", {}).get("204", {}).pop("content", None)
    return document


def _whole(part: Any) -> Any:
    """Return the part with bounds such as 100.0 written as the integers that they are."""
    match part:
        case dict():
            return {name: _whole(inner) for name, inner in part.items()}
        case list():
            return [_whole(inner) for inner in part]
        case float() if part.is_integer():
            return int(part)
        case _:
            return part


def downgraded(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a 3.1 document in the words of 3.0.3.

    What 3.0.3 can't say at all (null as a type of its own, several examples of a schema, the
    identifier of a licence) is said in its own way or left out.
    """
    older: dict[str, Any] = _older(dict(document))
    older["openapi"] = "3.0.3"
    licence = older["info"].get("license")
    if licence is not None:
        licence.pop("identifier", None)
    return older


def _older(part: Any) -> Any:
    if isinstance(part, list):
        return [_older(inner) for inner in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part and len(part) > 1:
        beside = {name: inner for name, inner in part.items() if name != "$ref"}
        return {"allOf": [{"$ref": part["$ref"]}], **_older(beside)}
    if any(name in part and _NULL in part[name] for name in _ALTERNATIVES):
        part = _nullable(part)
    if isinstance(part.get("type"), list):
        part = _of_one_type(part)
    if isinstance(part.get("examples"), list):
        examples = part["examples"]
        part = {name: inner for name, inner in part.items() if name != "examples"}
        part |= {"example": examples[0]} if examples else {}
    if part.get("required") == []:
        part = {name: inner for name, inner in part.items() if name != "required"}
    if "const" in part:
        part = {name: inner for name, inner in part.items() if name != "const"} | {
            "enum": [part["const"]]
        }
    return {name: _older(inner) for name, inner in part.items()}


def _nullable(part: dict[str, Any]) -> dict[str, Any]:
    """Say "or null" as 3.0.3 does: beside the type."""
    [name] = [name for name in _ALTERNATIVES if name in part and _NULL in part[name]]
    left = [choice for choice in part[name] if choice != _NULL]
    beside = {other: inner for other, inner in part.items() if other != name}
    if len(left) > 1:
        return {**beside, name: left, "nullable": True}
    only = left[0]
    if "$ref" in only:
        return {**beside, "allOf": [only], "nullable": True}
    return {**only, **beside, "nullable": True}


def _of_one_type(part: dict[str, Any]) -> dict[str, Any]:
    types = [kind for kind in part["type"] if kind != "null"]
    nullable = {"nullable": True} if "null" in part["type"] else {}
    if len(types) == 1:
        return {**part, "type": types[0], **nullable}
    beside = {name: inner for name, inner in part.items() if name != "type"}
    return {**beside, "anyOf": [{"type": kind} for kind in types], **nullable}
