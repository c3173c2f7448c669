"""`make audit` and its guard: an audit that looked at nothing, or not at everything, is none."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
LOCK = """
# made up
attrs==25.3.0 \\
    --hash=sha256:00
Some_Thing==1.0 ; sys_platform == 'nowhere' \\
    --hash=sha256:00
typing-extensions==4.1 ; python_version >= '3' \\
    --hash=sha256:00
"""
ATTRS = {"name": "attrs", "version": "25.3.0", "vulns": []}
TYPING = {"name": "Typing_Extensions", "version": "4.1", "vulns": []}
SKIPPED = {"name": "typing-extensions", "skip_reason": "not found on the index"}
BAD = ATTRS | {"vulns": [{"id": "PYSEC-0"}]}


def audited(folder: Path, report: Any) -> tuple[int, str]:
    lock, told = folder / "made-up.lock", folder / "audited.json"
    lock.write_text(LOCK)
    if report is not None:
        told.write_text(json.dumps(report))
    return guarded(lock, told)


def guarded(lock: Path, report: Path) -> tuple[int, str]:
    command: list[str | Path] = [sys.executable, ROOT / ".ci" / "audited.py", lock, report]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_everything_that_belongs_on_this_platform_was_audited(tmp_path: Path) -> None:
    code, said = audited(tmp_path, {"dependencies": [ATTRS, TYPING]})
    assert (code, said) == (0, "audit: no known vulnerability in 2 dependencies\n")


@pytest.mark.parametrize(
    ("report", "says"),
    [
        (None, "nothing was audited"),
        ({"dependencies": []}, "nothing was audited"),
        ({"dependencies": [SKIPPED]}, "nothing was audited"),
        ({"dependencies": [ATTRS]}, "1 were not audited: typing-extensions"),
        ({"dependencies": [ATTRS, SKIPPED]}, "1 were not audited: typing-extensions"),
        ({"dependencies": [BAD, TYPING]}, "known vulnerabilities in attrs 25.3.0"),
    ],
)
def test_an_audit_that_shows_nothing_fails_and_says_so(
    tmp_path: Path, report: Any, says: str
) -> None:
    code, said = audited(tmp_path, report)
    assert (code != 0, said) == (True, f"audit: {says}\n")


def test_the_real_lock_is_read(tmp_path: Path) -> None:
    report = tmp_path / "audited.json"
    report.write_text(json.dumps({"dependencies": [ATTRS]}))
    code, said = guarded(ROOT / "requirements.lock", report)
    assert (code, "litestar" in said) == (1, True)
    assert int(said.split()[1]) > 100


FLAW = {"id": "PYSEC-0", "modified": "2026-01-01T00:00:00Z"}


@contextmanager
def advisories(bad: str | None, status: int = 200) -> Iterator[tuple[str, list[str]]]:
    """Serve an OSV database in which one package is flawed, or none; yield whom it was asked of."""
    asked: list[str] = []

    class Osv(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            name, version = query["package"]["name"], query["version"]
            asked.append(name)
            affected = [{"package": {"ecosystem": "PyPI", "name": name}, "versions": [version]}]
            found = {"vulns": [FLAW | {"affected": affected}]} if name == bad else {}
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(found).encode())

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Osv) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1/query", asked
        finally:
            server.shutdown()


def make_audit(url: str, report: Path) -> tuple[int, str]:
    options = f"AUDIT=--vulnerability-service osv --osv-url {url}"
    command = ["make", "--no-print-directory", "audit", options, f"AUDITED={report}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_make_audit_asks_about_all_that_is_pinned_and_passes_where_nothing_is_known(
    tmp_path: Path,
) -> None:
    with advisories(bad=None) as (url, asked):
        code, said = make_audit(url, tmp_path / "audited.json")
    assert code == 0, said
    assert f"audit: no known vulnerability in {len(asked)} dependencies" in said
    assert {"litestar", "asyncpg", "cryptography"} <= set(asked)


@pytest.mark.parametrize(("bad", "status"), [("asyncpg", 200), (None, 500)])
def test_make_audit_fails_for_a_flaw_and_where_nobody_answers(
    bad: str | None, status: int, tmp_path: Path
) -> None:
    with advisories(bad, status) as (url, asked):
        code, said = make_audit(url, tmp_path / "audited.json")
    assert code != 0, said
    assert asked
    assert "audit: see above" in said
    assert bad is None or "PYSEC-0" in said
