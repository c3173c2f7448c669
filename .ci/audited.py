"""Tell whether pip-audit has looked at everything that is pinned: `audited.py LOCK REPORT`.

pip-audit says "no known vulnerabilities" where it could look nothing up, too. So each package of
the lock that belongs on this platform has to be in its report, and none may have been skipped.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

PINNED = re.compile(r"^([A-Za-z0-9][^\\#]*==[^\\#]+?)\s*\\?$", re.MULTILINE)


def pinned(lock: str) -> set[str]:
    """Return the names that the lock pins for this platform."""
    found = (Requirement(line) for line in PINNED.findall(lock))
    return {named(it.name) for it in found if it.marker is None or it.marker.evaluate()}


def named(name: str) -> str:
    """Return a name as the index compares it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def complaint(lock: str, report: dict[str, Any]) -> str | None:
    """Say what is wrong with the audit; nothing if it looked at all and found nothing."""
    entries = report.get("dependencies", [])
    audited = {named(it["name"]) for it in entries if "skip_reason" not in it}
    if not audited:
        return "nothing was audited"
    if missing := sorted(pinned(lock) - audited):
        return f"{len(missing)} were not audited: {', '.join(missing)}"
    bad = sorted(f"{it['name']} {it['version']}" for it in entries if it.get("vulns"))
    return f"known vulnerabilities in {', '.join(bad)}" if bad else None


def main(lock: Path, report: Path) -> None:
    """Print the verdict; exit with an error unless everything was audited."""
    told = json.loads(report.read_text()) if report.exists() else {}
    if wrong := complaint(lock.read_text(), told):
        raise SystemExit(f"audit: {wrong}")
    print(f"audit: no known vulnerability in {len(told['dependencies'])} dependencies")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
