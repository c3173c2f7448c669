"""The suites of rails catch Stripe adapters with a planted mistake."""

import inspect
from typing import Any

import pytest

from foodmarket.adapters.stripe import stripe_provider
from foodmarket.ports.contracts.provider import ProviderSuite, WebhookSuite, signed_forgeries
from foodmarket.ports.contracts.rail import PayoutSuite, RailSuite, ReportSuite
from foodmarket.ports.contracts.samples import NOW
from tests.integration.rails.broken import MISTAKES, Mistaken
from tests.integration.rails.serving import dead_address
from tests.integration.stripe.scene import TOKENS, config, scene, signed

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
        unreachable = stripe_provider(config(dead_address()), door.clock)
        event = {"id": "evt_1", "type": "charge.captured", "data": {"object": {}}}
        genuine = signed(event, int(NOW.timestamp()))
        binding: dict[str, Any] = {
            "provider": planted(door.provider),
            "unreachable": unreachable,
            "door": door,
            "tokens": TOKENS,
            "notification": genuine,
            "forgeries": signed_forgeries(genuine),
            **mistake.case,
        }
        wanted = inspect.signature(test).parameters
        try:
            told = test(**{name: binding[name] for name in wanted})
            if inspect.isawaitable(told):
                await told
        finally:
            await unreachable.close()
