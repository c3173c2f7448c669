from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from foodmarket.adapters.sandbox import Notify, SandboxBank, SandboxProvider
from foodmarket.adapters.system import AdjustableClock, SystemIds
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.payments.model import OperationId, PaymentId, PaymentState
from foodmarket.domain.payments.outcomes import (
    ActionRequired,
    Authorised,
    Captured,
    Refunded,
    Refused,
    Unknown,
)
from foodmarket.domain.payments.requests import PaymentRequest

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
RUB = Currency("RUB")
LEASE = timedelta(minutes=1)
ids = SystemIds()


def request(token: str, amount: int = 100_000) -> PaymentRequest:
    return PaymentRequest(
        key=ids.new(OperationId),
        payment_id=ids.new(PaymentId),
        order_id=ids.new(Id),
        amount=Money(amount, RUB),
        token=token,
        reference=None,
    )


def again(asked: PaymentRequest, amount: int = 100_000) -> PaymentRequest:
    return evolve(asked, key=ids.new(OperationId), amount=Money(amount, RUB))


@pytest.fixture
def bank() -> Iterator[SandboxBank]:
    bank = SandboxBank(":memory:", page_url="http://bank.test/step/")
    yield bank
    bank.close()


@pytest.fixture
def clock() -> AdjustableClock:
    return AdjustableClock(NOW)


@pytest.fixture
def provider(bank: SandboxBank, clock: AdjustableClock) -> SandboxProvider:
    return SandboxProvider(bank=bank, clock=clock, secret="a secret")


async def news(bank: SandboxBank, now: datetime) -> list[tuple[str, str]]:
    return [(event.payment_id, event.name) for event in await bank.lease_events(now, LEASE, 100)]


async def test_a_lost_answer_is_unknown_and_can_be_looked_up(
    provider: SandboxProvider, bank: SandboxBank
) -> None:
    asked = request("sandbox_timeout")
    assert await provider.hold(asked) == Unknown("no_answer")
    view = await bank.show(asked.payment_id, NOW)
    assert view is not None
    assert view.state is PaymentState.AUTHORISED
    assert isinstance(await provider.hold(asked), Authorised)


async def test_a_lost_request_leaves_no_trace_and_works_when_repeated(
    provider: SandboxProvider, bank: SandboxBank
) -> None:
    asked = request("sandbox_lost")
    assert await provider.hold(asked) == Unknown("no_answer")
    assert await bank.show(asked.payment_id, NOW) is None
    assert isinstance(await provider.hold(asked), Authorised)


async def test_a_lost_answer_to_a_refund_shows_in_the_look_up(
    provider: SandboxProvider, bank: SandboxBank
) -> None:
    asked = request("sandbox_refund_timeout")
    await provider.hold(asked)
    await provider.capture(again(asked))
    refund = again(asked, 30_000)
    assert await provider.refund(refund) == Unknown("no_answer")
    view = await bank.show(asked.payment_id, NOW)
    assert view is not None
    assert view.refunds == {refund.key: Money(30_000, RUB)}
    assert await provider.refund(refund) == Refunded(Money(30_000, RUB))
    assert (await bank.totals(RUB)).amount == 100_000 - 30_000 - 2_800


async def test_a_lost_answer_to_a_capture_took_the_money_once(
    provider: SandboxProvider, bank: SandboxBank
) -> None:
    asked = request("sandbox_capture_timeout")
    await provider.hold(asked)
    capture = again(asked)
    assert await provider.capture(capture) == Unknown("no_answer")
    assert isinstance(await provider.capture(capture), Captured)
    assert (await bank.totals(RUB)).amount == 100_000 - 2_800


async def test_a_refused_refund_stays_refused_under_its_key_alone(
    provider: SandboxProvider,
) -> None:
    asked = request("sandbox_refund_fails")
    await provider.hold(asked)
    await provider.capture(again(asked))
    refund = again(asked)
    assert await provider.refund(refund) == Refused("refund_failed")
    assert await provider.refund(refund) == Refused("refund_failed")
    assert await provider.refund(again(asked)) == Refunded(Money(100_000, RUB))


async def test_a_key_that_was_used_for_something_else_is_refused(
    provider: SandboxProvider,
) -> None:
    asked = request("sandbox_ok")
    await provider.hold(asked)
    assert await provider.capture(asked) == Refused("key_reused")
    other = evolve(request("sandbox_ok"), key=asked.key)
    assert await provider.hold(other) == Refused("key_reused")


async def test_acting_on_a_payment_the_bank_never_heard_of_is_refused(
    provider: SandboxProvider,
) -> None:
    for act in (provider.capture, provider.cancel, provider.refund):
        assert await act(request("sandbox_ok")) == Refused("no_such_payment")


async def test_time_passes_in_look_ups_without_anybody_writing(
    provider: SandboxProvider, bank: SandboxBank
) -> None:
    asked = request("sandbox_slow")
    assert await provider.hold(asked) == Unknown("pending")
    for seconds, state in ((4, PaymentState.PENDING), (5, PaymentState.AUTHORISED)):
        view = await bank.show(asked.payment_id, NOW + timedelta(seconds=seconds))
        assert view is not None
        assert view.state is state


async def test_a_slow_hold_asked_again_answers_as_it_stands_then(
    provider: SandboxProvider, clock: AdjustableClock
) -> None:
    asked = request("sandbox_slow")
    await provider.hold(asked)
    clock.advance(timedelta(seconds=5))
    assert isinstance(await provider.hold(asked), Authorised)


async def test_only_what_no_answer_told_is_news(
    provider: SandboxProvider, bank: SandboxBank, clock: AdjustableClock
) -> None:
    told, lost, slow = (request(f"sandbox_{name}") for name in ("ok", "timeout", "slow"))
    for asked in (told, lost, slow):
        await provider.hold(asked)
    await provider.capture(again(told))
    assert await bank.wake(clock.now()) == 0
    assert await news(bank, clock.now()) == [(lost.payment_id, "payment.authorised")]
    now = clock.advance(timedelta(seconds=5))
    assert await bank.wake(now) == 1
    assert await bank.wake(now) == 0
    assert await news(bank, now) == [(slow.payment_id, "payment.authorised")]


async def test_everything_is_told_where_asked_for() -> None:
    bank = SandboxBank(":memory:", notify=Notify.EVERYTHING)
    provider = SandboxProvider(bank=bank, clock=AdjustableClock(NOW), secret="a secret")
    asked = request("sandbox_refund_fails")
    await provider.hold(asked)
    await provider.capture(again(asked))
    await provider.refund(again(asked))
    await provider.refund(again(asked))
    names = [name for _, name in await news(bank, NOW)]
    assert names == ["payment.authorised", "payment.captured", "refund.succeeded"]


@pytest.mark.parametrize("agrees", [True, False])
async def test_what_the_customer_does_at_the_second_step_is_news(
    provider: SandboxProvider, bank: SandboxBank, *, agrees: bool
) -> None:
    asked = request("sandbox_second_step")
    answer = await provider.hold(asked)
    assert isinstance(answer, ActionRequired)
    assert answer.url == f"http://bank.test/step/{asked.payment_id}"
    step = provider.confirm if agrees else provider.decline
    charge = await step(asked.payment_id)
    assert charge is not None
    assert charge.state is (PaymentState.AUTHORISED if agrees else PaymentState.DECLINED)
    assert await step(asked.payment_id) == charge
    assert await provider.charge(asked.payment_id) == charge
    assert await news(bank, NOW) == [(asked.payment_id, f"payment.{charge.state}")]


async def test_the_second_step_of_an_unknown_payment_is_none(provider: SandboxProvider) -> None:
    unknown = ids.new(PaymentId)
    assert await provider.confirm(unknown) is None
    assert await provider.decline(unknown) is None
    assert await provider.charge(unknown) is None


async def test_a_leased_event_comes_again_when_its_lease_is_over(
    provider: SandboxProvider, bank: SandboxBank
) -> None:
    await provider.hold(request("sandbox_timeout"))
    (first,) = await bank.lease_events(NOW, LEASE, 10)
    assert await bank.lease_events(NOW, LEASE, 10) == []
    (second,) = await bank.lease_events(NOW + LEASE, LEASE, 10)
    assert (second.number, second.attempts) == (first.number, 2)
    await bank.told(second)
    assert await bank.lease_events(NOW + 3 * LEASE, LEASE, 10) == []


async def test_totals_count_each_currency_by_itself(
    provider: SandboxProvider, bank: SandboxBank
) -> None:
    await provider.hold(request("sandbox_instant"))
    yen = evolve(request("sandbox_instant"), amount=Money(5_000, Currency("JPY")))
    await provider.hold(yen)
    await provider.hold(request("sandbox_ok"))
    assert await bank.totals(RUB) == Money(97_200, RUB)
    assert await bank.totals(Currency("JPY")) == Money(4_575, Currency("JPY"))
    assert await bank.totals(Currency("EUR")) == Money(0, Currency("EUR"))


async def test_it_tells_when_time_changes_something_next(
    provider: SandboxProvider, bank: SandboxBank, clock: AdjustableClock
) -> None:
    assert await bank.next_due() is None
    await provider.hold(request("sandbox_ok"))
    assert await bank.next_due() == NOW + timedelta(days=7)  # the hold lapses
    await provider.hold(request("sandbox_slow"))
    assert await bank.next_due() == NOW + timedelta(seconds=5)
    assert await bank.wake(clock.advance(timedelta(seconds=6))) == 1
    assert await bank.next_due() == clock.now()  # there is news to be told
