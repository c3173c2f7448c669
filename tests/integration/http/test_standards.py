"""The published document keeps to the standard, as the standard's own validator reads it."""

import json
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator

from foodmarket.entrypoints.cli.openapi import present
from foodmarket.entrypoints.http.openapi import downgraded


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return present()


def test_the_document_keeps_to_the_standard(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(document).validate()


def test_the_older_document_keeps_to_the_older_standard(document: dict[str, Any]) -> None:
    older = downgraded(document)
    assert older["openapi"] == "3.0.3"
    OpenAPIV30SpecValidator(older).validate()
    assert set(older["paths"]) == set(document["paths"])
    assert '"null"' not in json.dumps(older)
