"""Clients of real servers, in every one of these tests."""

import pytest


@pytest.fixture(scope="session", autouse=True)
def shared_context(one_context: None) -> None:
    """Have them share one TLS context."""
