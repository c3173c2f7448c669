"""Each suite catches adapters with one planted fault.

A fault is planted in the adapter in memory (or in the sandbox); then the test that is named has to
fail, which passes without the fault.
"""

import inspect
from typing import Any

import pytest

from foodmarket.adapters.memory import (
    MemoryLimiter,
    MemoryPasswords,
    MemoryPresence,
    MemorySessions,
    MemoryStore,
    MemoryTombstones,
)
from foodmarket.adapters.sandbox import SandboxBank, SandboxProvider
from foodmarket.adapters.system import AdjustableClock
from foodmarket.domain.kernel.errors import Refusal
from foodmarket.domain.kernel.ids import Id
from foodmarket.ports.contracts.samples import NOW
from foodmarket.ports.contracts.stage import Stage
from foodmarket.ports.contracts.tools import IdsSuite
from tests.contract.faults import FAULTS, Fault
from tests.contract.raw_memory import RawMemory

PLANTED = [
    pytest.param(suite, fault, id=f"{suite.__name__}-{fault.caught_by}")
    for suite, faults in FAULTS.items()
    for fault in faults
]
TOKENS = {"ok": "sandbox_ok", "answer_lost": "sandbox_timeout"}
CAUGHT = (AssertionError, pytest.fail.Exception, Refusal)


@pytest.mark.parametrize(("suite", "fault"), PLANTED)
async def test_a_planted_fault_is_caught(
    suite: type, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = f"test_{fault.caught_by}"
    await _run(suite, test)
    monkeypatch.setattr(f"foodmarket.adapters.{fault.target}", fault.wrong)
    with pytest.raises(CAUGHT):
        await _run(suite, test)


class OneId:
    """Makes the same id again and again."""

    def new(self, kind: type[Id]) -> Id:
        return kind.of(1)

    def secret(self) -> str:
        return "0" * 43

    def digits(self, count: int) -> str:
        return "0" * count


@pytest.mark.parametrize(
    "caught_by",
    [
        "later_ids_sort_after_earlier_ones",
        "secrets_do_not_repeat",
        "digits_are_as_many_as_asked_for",
    ],
)
def test_ids_that_repeat_are_caught(caught_by: str) -> None:
    with pytest.raises(CAUGHT):
        getattr(IdsSuite(), f"test_{caught_by}")(OneId())


async def _run(suite: type, test: str) -> None:
    method = getattr(suite(), test)
    bank = SandboxBank(":memory:")
    binding = _binding(bank)
    try:
        await method(**{name: binding[name] for name in inspect.signature(method).parameters})
    finally:
        bank.close()


def _binding(bank: SandboxBank) -> dict[str, Any]:
    store, clock = MemoryStore(), AdjustableClock(NOW)
    raw = RawMemory(store)
    return {
        "begin": store.begin,
        "stage": Stage(store.begin),
        "raw": raw,
        "damage": raw,
        "audit": store.audit,
        "clock": clock,
        "sessions": MemorySessions(clock),
        "limiter": MemoryLimiter(clock),
        "presence": MemoryPresence(clock),
        "passwords": MemoryPasswords(),
        "tombstones": MemoryTombstones(),
        "provider": SandboxProvider(bank=bank, clock=clock, secret="secret"),
        "tokens": TOKENS,
    }
