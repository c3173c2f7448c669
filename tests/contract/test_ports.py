"""Whoever implements a port imports it alone, and before anything else of ours."""

import subprocess
import sys

from foodmarket import ports


def test_every_port_can_be_imported_first() -> None:
    homes = sorted({f"foodmarket.ports.{home}" for home in vars(ports)["_HOMES"].values()})
    program = (
        "import sys\n"
        f"for name in {homes!r}:\n"
        "    for known in [it for it in sys.modules if it.startswith('foodmarket')]:\n"
        "        del sys.modules[known]\n"
        "    __import__(name)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
