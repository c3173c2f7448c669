"""The pytest plugin that the ``testing`` extra registers: what all suites share.

Every pytest run loads this module, so the marketplace itself is imported only when a fixture asks.
"""

from typing import Any

import pytest

pytest.register_assert_rewrite(
    "foodmarket.ports.contracts.provider",
    "foodmarket.ports.contracts.stage",
    "foodmarket.ports.contracts.store",
    "foodmarket.ports.contracts.tools",
)


@pytest.fixture
def stage(begin: Any) -> Any:
    """Return what brings the store behind ``begin`` into a situation."""
    from foodmarket.ports.contracts.stage import Stage

    return Stage(begin)
