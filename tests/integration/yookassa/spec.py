"""YooKassa's own schema, for holding the adapter's requests and the double's answers to it.

The specification is no part of the project: `PROVIDER_SPECS` names a folder with
``yookassa.json``, a folder ``shared/provider-specs`` beside the repository is found without.
"""

import json
import os
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen
from openapi_schema_validator import OAS30Validator
from referencing import Registry
from referencing.jsonschema import DRAFT4

ROOT = "urn:yookassa"
OBJECTS = {"payment": "Payment", "refund": "Refund", "payout": "Payout", "deal": "SafeDeal"}


@frozen
class Exchange:
    """One request and its answer, as they went over the line; status 0 is no answer."""

    method: str
    path: str
    headers: dict[str, str]
    sent: bytes
    status: int = 0
    received: bytes = b""

    @property
    def garbage(self) -> bool:
        """Tell whether the double was told to answer with something else than the API does."""
        return self.received.startswith(b"<html>")


@frozen
class Spec:
    """Each method returns what does not fit the specification; nothing if all does."""

    document: dict[str, Any]
    registry: Any

    def faults(self, exchange: Exchange) -> list[str]:
        operation = self._operation(exchange.method, exchange.path.removeprefix("/v3"))
        found = []
        if exchange.method == "POST":
            found += self._errors(
                {"type": "string", "maxLength": 64}, exchange.headers["idempotence-key"]
            )
            content = operation.get("requestBody", {}).get("content", {})
            if content:
                schema = content["application/json"]["schema"]
                found += [f"request {e}" for e in self._errors(schema, json.loads(exchange.sent))]
                found += _strangers(self._properties(schema), json.loads(exchange.sent))
        answer = operation["responses"].get(str(exchange.status))
        if answer is not None and not exchange.garbage:
            schema = self._resolved(answer)["content"]["application/json"]["schema"]
            found += [f"answer {e}" for e in self._errors(schema, json.loads(exchange.received))]
        return [f"{exchange.method} {exchange.path}: {fault}" for fault in found]

    def faults_of_notice(self, notice: dict[str, Any]) -> list[str]:
        kind = notice["event"].split(".")[0]
        schema = {"$ref": f"{ROOT}#/components/schemas/{OBJECTS[kind]}"}
        return [f"{notice['event']}: {e}" for e in self._errors(schema, notice["object"])]

    def _operation(self, method: str, path: str) -> dict[str, Any]:
        paths = sorted(self.document["paths"].items(), key=lambda item: item[0].count("{"))
        for template, operations in paths:
            pattern = re.sub(r"\{[^}]+\}", "[^/]+", template)
            if method.lower() in operations and re.fullmatch(pattern, path):
                operation: dict[str, Any] = operations[method.lower()]
                return operation
        raise AssertionError(f"{method} {path} is not in the specification")

    def _properties(self, schema: dict[str, Any]) -> set[str]:
        return set(self._resolved(schema).get("properties", {}))

    def _resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in schema:
            schema = self.registry.resolver(ROOT).lookup(schema["$ref"]).contents
        return schema

    def _errors(self, schema: dict[str, Any], value: object) -> list[str]:
        found = OAS30Validator(schema, registry=self.registry).iter_errors(value)
        return sorted(f"{each.json_path}: {each.message[:140]}" for each in found)


@cache
def spec_if_present() -> Spec | None:
    """Return the specification; None where its folder is not here."""
    named = os.environ.get("PROVIDER_SPECS")
    beside = Path(__file__).parents[4] / "shared" / "provider-specs"
    file = (Path(named) if named else beside) / "yookassa.json"
    if not file.is_file():
        return None
    document = _understandable(json.loads(file.read_text(encoding="utf-8")))
    registry = Registry().with_resource(ROOT, DRAFT4.create_resource(document))
    return Spec(document, registry)


def spec() -> Spec:
    """Return the specification, or skip the test, saying so."""
    found = spec_if_present()
    if found is None:
        pytest.skip("YooKassa's specification is not here (PROVIDER_SPECS)")
    return found


def _strangers(known: set[str], sent: dict[str, Any]) -> list[str]:
    # The schema forbids no further members, so a misspelt one would pass unnoticed.
    return [f"request has an unknown member {name}" for name in sorted(set(sent) - known)]


def _understandable(node: Any) -> Any:
    """Rewrite what OpenAPI 3.0 says in its own way for a validator of JSON Schema."""
    if isinstance(node, list):
        return [_understandable(each) for each in node]
    if not isinstance(node, dict):
        return node
    made = {
        name: ROOT + value if name == "$ref" and isinstance(value, str) else _understandable(value)
        for name, value in node.items()
        if name != "discriminator"  # without a mapping it can't be resolved
    }
    if "oneOf" in made:
        made["anyOf"] = made.pop("oneOf")
    return made
