"""One seed is one history, whichever process lives it."""

import os
import subprocess
import sys

from foodmarket.entrypoints.simulation import PROFILES, Plan, simulate

DIGEST = """
import logging
logging.disable(logging.CRITICAL)
from foodmarket.entrypoints.simulation import PROFILES, Plan, simulate
print(*(simulate(seed, Plan(), PROFILES["storm"]).digest for seed in (1, 2)))
"""


def test_one_seed_is_one_history_in_every_process() -> None:
    def digests(hash_seed: str) -> str:
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
        command = [sys.executable, "-c", DIGEST]
        return subprocess.run(
            command, env=environment, check=True, capture_output=True, text=True
        ).stdout

    first, other = digests("1"), digests("2")
    here = " ".join(simulate(seed, Plan(), PROFILES["storm"]).digest for seed in (1, 2))
    assert first.strip() == other.strip() == here
