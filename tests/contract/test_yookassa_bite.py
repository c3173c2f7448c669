"""The suites of rails catch YooKassa adapters with a planted mistake."""

import inspect
from typing import Any

import pytest

from foodmarket.adapters.yookassa import YooKassaClient, YooKassaProvider
from foodmarket.ports.contracts.provider import ProviderSuite, WebhookSuite
from foodmarket.ports.contracts.rail import PayoutSuite, RailSuite, ReportSuite
from tests.integration.rails.broken import MISTAKES, Mistaken
from tests.integration.rails.serving import dead_address
from tests.integration.yookassa.scene import STRANGERS, TOKENS, notification, scene, settings

SUITES = (ProviderSuite, WebhookSuite, RailSuite, PayoutSuite, ReportSuite)


@pytest.mark.parametrize("mistake", MISTAKES)
async def test_a_planted_mistake_is_caught(mistake: type[Mistaken]) -> None:
    await _run(Mistaken, mistake)
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        await _run(mistake, mistake)


async def _run(planted: type[Mistaken], mistake: type[Mistaken]) -> None:
    suite = next(suite for suite in SUITES if hasattr(suite, mistake.caught_by))
    test: Any = getattr(suite(), mistake.caught_by)
    async with scene() as door:
        used = settings(dead_address())
        unreachable = YooKassaProvider(used, YooKassaClient(used), door.clock)
        genuine = notification("payment.meditating", {"id": "1", "status": "new"})
        binding: dict[str, Any] = {
            "provider": planted(door.provider),
            "unreachable": unreachable,
            "door": door,
            "tokens": TOKENS,
            "notification": genuine,
            "forgeries": [(*genuine[:2], stranger) for stranger in STRANGERS],
            **mistake.case,
        }
        wanted = inspect.signature(test).parameters
        try:
            told = test(**{name: binding[name] for name in wanted})
            if inspect.isawaitable(told):
                await told
        finally:
            await unreachable.client.close()
