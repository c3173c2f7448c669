import asyncio
import sqlite3
import subprocess
import sys
import threading
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from foodmarket.adapters.sandbox import SandboxBank, SandboxProvider
from foodmarket.adapters.system import AdjustableClock, SystemClock
from foodmarket.domain.accounts.model import AccountId
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.payments.errors import ProviderUnavailable
from foodmarket.domain.payments.model import OperationId, Payment, PaymentId
from foodmarket.domain.payments.outcomes import Authorised, Captured, Unknown
from foodmarket.domain.payments.requests import PaymentRequest

RUB = Currency("RUB")
PAYMENTS = 40
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)

# Holds and captures payments 0..N under fixed keys and says which are done.
CUSTOMER = """
import asyncio, sys
from foodmarket.adapters.sandbox import SandboxBank, SandboxProvider
from foodmarket.adapters.system import SystemClock
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.payments.model import OperationId, PaymentId
from foodmarket.domain.payments.requests import PaymentRequest

async def main(path, count):
    provider = SandboxProvider(bank=SandboxBank(path), clock=SystemClock(), secret="s")
    for number in range(count):
        for shift, act in ((0, provider.hold), (10_000_000, provider.capture)):
            outcome = await act(PaymentRequest(
                key=OperationId.of(shift + number), payment_id=PaymentId.of(number),
                order_id=Id.of(number), amount=Money(1000, Currency("RUB")), token="sandbox_ok",
                reference=None))
        print(type(outcome).__name__, flush=True)

asyncio.run(main(sys.argv[1], int(sys.argv[2])))
"""


def customer(path: Path, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", CUSTOMER, str(path), str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def request(number: int, key: int) -> PaymentRequest:
    return PaymentRequest(
        key=OperationId.of(key),
        payment_id=PaymentId.of(number),
        order_id=Id.of(number),
        amount=Money(1000, RUB),
        token="sandbox_ok",
        reference=None,
    )


async def test_several_processes_with_the_same_keys_act_once(tmp_path: Path) -> None:
    path = tmp_path / "bank.db"
    with ExitStack() as stack:
        customers = [stack.enter_context(customer(path, PAYMENTS)) for _ in range(3)]
        for one in customers:
            output, _ = one.communicate(timeout=50)
            assert output.split() == ["Captured"] * PAYMENTS
    bank = SandboxBank(path)
    assert await bank.totals(RUB) == Money(PAYMENTS * (1000 - 325), RUB)
    bank.close()


def test_a_file_that_another_process_sets_up_right_now_is_waited_for(tmp_path: Path) -> None:
    """SQLite itself waits for nobody who writes while the file becomes one to share."""
    path = tmp_path / "bank.db"
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("CREATE TABLE another (one)")
        other.execute("BEGIN IMMEDIATE")
        done = threading.Timer(0.1, other.execute, ["COMMIT"])
        done.start()
        SandboxBank(path).close()
        done.join()


@pytest.mark.kill
async def test_what_was_answered_is_still_there_after_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "bank.db"
    with customer(path, 1_000_000) as one:
        assert one.stdout is not None
        answered = [one.stdout.readline() for _ in range(PAYMENTS)]
        one.kill()
        answered += one.stdout.readlines()
    bank = SandboxBank(path)
    provider = SandboxProvider(bank=bank, clock=SystemClock(), secret="s")
    done = sum(line == "Captured\n" for line in answered)
    assert done >= PAYMENTS
    total = (await bank.totals(RUB)).amount
    assert total in {done * 675, (done + 1) * 675}  # the answer to the last one may be lost
    for number in range(done):
        again = await provider.capture(request(number, 10_000_000 + number))
        assert isinstance(again, Captured)
    assert (await bank.totals(RUB)).amount == total
    bank.close()


async def test_a_writer_elsewhere_is_waited_for_without_blocking_the_loop(tmp_path: Path) -> None:
    path = tmp_path / "bank.db"
    bank = SandboxBank(path)
    provider = SandboxProvider(bank=bank, clock=SystemClock(), secret="s")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    held = asyncio.ensure_future(provider.hold(request(1, 1)))
    for _ in range(20):
        await asyncio.sleep(0.001)  # the loop runs on, and so do look-ups
    assert not held.done()
    assert await bank.show(PaymentId.of(1), SystemClock().now()) is None
    other.execute("COMMIT")
    other.close()
    assert isinstance(await held, Authorised)
    bank.close()


async def test_a_bank_that_can_not_be_used_is_unknown_and_never_an_error(tmp_path: Path) -> None:
    bank = SandboxBank(tmp_path / "bank.db")
    provider = SandboxProvider(bank=bank, clock=AdjustableClock(NOW), secret="s")
    bank.close()
    assert await provider.hold(request(1, 1)) == Unknown("unavailable")
    with pytest.raises(ProviderUnavailable):
        await provider.look_up(a_payment())


def a_payment() -> Payment:
    nothing = Money.zero(RUB)
    return Payment(
        id=PaymentId.of(1),
        order_id=Id.of(1),
        customer_id=AccountId.of(1),
        provider="sandbox",
        token="sandbox_ok",
        amount=Money(1000, RUB),
        keep=Money(1000, RUB),
        captured=nothing,
        refunded=nothing,
    )
