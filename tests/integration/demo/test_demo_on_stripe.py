"""The city's day on Stripe's double; apart from the other days, to be run beside them."""

from pathlib import Path

import pytest

from tests.integration.demo.rails import lives_its_day


@pytest.mark.slow
@pytest.mark.timeout(180)
async def test_the_city_lives_its_day_on_stripe_too(
    database_url: str, redis_url: str, tmp_path: Path
) -> None:
    await lives_its_day("stripe-sim", database_url, redis_url, tmp_path / "demo")
