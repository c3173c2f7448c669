"""One seed is one history, whichever process lives it."""

import os
import subprocess
import sys

from foodmarket.entrypoints.simulation import PROFILES, Plan, simulate

DIGEST = """
import logging
logging.disable(logging.CRITICAL)
from foodmarket.entrypoints.simulation import PROFILES, Plan, simulate
lives = (1, Plan()), (2, Plan()), (1, Plan(rail="stripe")), (1, Plan(rail="yookassa"))
print(*(simulate(seed, plan, PROFILES["storm"]).digest for seed, plan in lives))
"""


def test_one_seed_is_one_history_in_every_process() -> None:
    def digests(hash_seed: str) -> str:
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
        command = [sys.executable, "-c", DIGEST]
        return subprocess.run(
            command, env=environment, check=True, capture_output=True, text=True
        ).stdout

    first, other = digests("1"), digests("2")
    lives = (1, Plan()), (2, Plan()), (1, Plan(rail="stripe")), (1, Plan(rail="yookassa"))
    here = " ".join(simulate(seed, plan, PROFILES["storm"]).digest for seed, plan in lives)
    assert first.strip() == other.strip() == here
