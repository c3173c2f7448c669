"""One seed is one history, whichever process lives it."""

import os
import subprocess
import sys

from foodmarket.entrypoints.simulation import PROFILES, Plan, simulate

DIGEST = """
import logging
logging.disable(logging.CRITICAL)
from foodmarket.entrypoints.simulation import PROFILES, Plan, simulate
plans = (Plan(), Plan(rail="stripe"), Plan(rail="yookassa"))
print(*(simulate(1, plan, PROFILES["storm"]).digest for plan in plans))
"""


def test_one_seed_is_one_history_in_every_process() -> None:
    def digests(hash_seed: str) -> str:
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
        command = [sys.executable, "-c", DIGEST]
        return subprocess.run(
            command, env=environment, check=True, capture_output=True, text=True
        ).stdout

    first, other = digests("1"), digests("2")
    plans = (Plan(), Plan(rail="stripe"), Plan(rail="yookassa"))
    here = " ".join(simulate(1, plan, PROFILES["storm"]).digest for plan in plans)
    assert first.strip() == other.strip() == here
