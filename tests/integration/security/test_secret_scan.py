"""No tracked file holds a secret: a private key, or a token of a service that marks its tokens."""

import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
from detect_secrets.plugins.base import RegexBasedDetector

ROOT = Path(__file__).parents[3]
# Made-up passwords in addresses, as tests of settings and of scrubbing need them; by what they say.
ALLOWED = {"hush", "secret"}


@cache
def patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return what secrets look like, by the name of each plugin of detect-secrets."""
    plugins: dict[str, Any] = get_mapping_from_secret_type_to_class()
    return tuple(
        (kind, pattern)
        for kind, plugin in plugins.items()
        if issubclass(plugin, RegexBasedDetector)
        and kind not in {"Public IP (ipv4)", "Secret Keyword"}  # these are no secrets by their look
        for pattern in plugin().denylist
    )


def secrets_in(text: str) -> Iterator[tuple[str, str]]:
    for kind, pattern in patterns():
        for found in pattern.finditer(text):
            yield kind, found[found.lastindex or 0]


def test_no_tracked_file_holds_a_secret() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    files = listed.stdout.splitlines()
    assert len(files) > 500
    found = [
        (name, kind)
        for name in files
        if (ROOT / name).is_file()
        for kind, secret in secrets_in((ROOT / name).read_text("utf-8", errors="replace"))
        if secret not in ALLOWED
    ]
    assert not found


@pytest.mark.parametrize(
    "planted",
    [
        "-----BEGIN RSA PRIVATE " + "KEY-----",
        "key = 'sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc'",
        "token: ghp_" + "a1B2c3D4e5F6" * 3,
        "AKIA" + "IOSFODNN7EXAMPLQ",
        "https://anna:" + "quiet@example.org",
    ],
)
def test_a_planted_secret_is_found(planted: str) -> None:
    assert [*secrets_in(f"first line\n{planted}\n")]
