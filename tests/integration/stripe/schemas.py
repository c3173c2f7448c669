"""Stripe's own schemas, where a folder with them is at hand (``PROVIDER_SPECS``)."""

import json
import os
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openapi_schema_validator import OAS30Validator, OAS31Validator
from referencing import Registry
from referencing.jsonschema import DRAFT4

from foodmarket.adapters.stripe.simulator.forms import read_form

ROOT = Path(__file__).parents[3]
ADDRESS = "urn:stripe"
CURRENT = "x-sdk-16.1.0-request-schemas"


def specs() -> "StripeSchemas":
    """Return the schemas; skips the test, saying so, where there are none."""
    folder = Path(os.environ.get("PROVIDER_SPECS", ROOT.parent / "shared/provider-specs"))
    file = folder / "stripe.json"
    if not file.is_file():
        pytest.skip("no Stripe schemas: PROVIDER_SPECS names no folder with stripe.json")
    return _load(file)


@cache
def _load(file: Path) -> "StripeSchemas":
    return StripeSchemas(json.loads(file.read_text()))


class StripeSchemas:
    """Requests are held to the SDK's parameters, answers to the published objects."""

    def __init__(self, content: dict[str, Any]) -> None:
        self._current = content[CURRENT]
        self._spec = _plain(content)
        self._registry: Registry[Any] = Registry().with_resource(
            ADDRESS, DRAFT4.create_resource(self._spec)
        )

    def errors(self, method: str, path: str, form: str, status: int, answer: Any) -> list[str]:
        """Return what is wrong with an exchange; nothing where all is well."""
        found = [f"request {error}" for error in self._request_errors(method, path, form)]
        template = self._template(path, method)
        responses = self._spec["paths"][template][method.lower()]["responses"]
        told = responses.get(str(status)) or responses["default"]
        schema = told["content"]["application/json"]["schema"]
        return found + [f"answer {error}" for error in self.mismatches(schema, answer)]

    def object_errors(self, name: str, value: Any) -> list[str]:
        """Return what is wrong with an object, such as the one in an event."""
        return self.mismatches({"$ref": f"{ADDRESS}#/components/schemas/{name}"}, value)

    def knows(self, method: str, path: str) -> bool:
        """Tell whether the (trimmed) specification has the operation."""
        try:
            self._template(path, method)
        except LookupError:
            return False
        return True

    def mismatches(self, schema: Any, value: Any) -> list[str]:
        validator = OAS30Validator(schema, registry=self._registry)
        return sorted(f"{e.json_path}: {e.message[:160]}" for e in validator.iter_errors(value))

    def _request_errors(self, method: str, path: str, form: str) -> list[str]:
        template = self._template(path, method)
        if method != "POST":
            known = {p["name"] for p in self._spec["paths"][template]["get"]["parameters"]}
            return [f"{name} is no parameter" for name in read_form(form) if name not in known]
        schema = self._current["operations"].get(f"POST {template}")
        if schema is None:
            return []
        whole = {**schema, "$defs": self._current["$defs"]}
        typed = self._typed(read_form(form), whole)
        validator = OAS31Validator(whole)
        return sorted(f"{e.json_path}: {e.message[:160]}" for e in validator.iter_errors(typed))

    def _typed(self, value: Any, schema: Any) -> Any:
        """Give the text of a form the types that the schema asks for."""
        while "$ref" in schema:
            schema = self._current["$defs"][schema["$ref"].rpartition("/")[2]]
        if "anyOf" in schema:
            objects = [each for each in schema["anyOf"] if "enum" not in each]
            return self._typed(value, objects[-1]) if objects else value
        if isinstance(value, list):
            return [self._typed(each, schema.get("items", {})) for each in value]
        if isinstance(value, dict):
            known = schema.get("properties", {})
            return {name: self._typed(each, known.get(name, {})) for name, each in value.items()}
        if schema.get("type") == "integer" and re.fullmatch(r"-?\d+", value):
            return int(value)
        return value == "true" if schema.get("type") == "boolean" else value

    def _template(self, path: str, method: str) -> str:
        for template in sorted(self._spec["paths"], key=lambda each: each.count("{")):
            pattern = re.sub(r"\{[^}]+\}", "[^/]+", template)
            known = method.lower() in self._spec["paths"][template]
            if known and re.fullmatch(pattern, path):
                return str(template)
        raise LookupError(f"{method} {path}")


def _plain(node: Any) -> Any:
    """Turn what is peculiar to OpenAPI 3.0 into what validators understand."""
    if isinstance(node, list):
        return [_plain(each) for each in node]
    if not isinstance(node, dict):
        return node
    made = {
        name: ADDRESS + value if name == "$ref" and isinstance(value, str) else _plain(value)
        for name, value in node.items()
        if name != "discriminator"
    }
    if made.get("nullable") is True:
        if "anyOf" in made:
            made["anyOf"] = [*made["anyOf"], {"enum": [None]}]
        if "enum" in made:
            made["enum"] = [*made["enum"], None]
    return made
