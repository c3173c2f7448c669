"""The sandbox bank, reached through the payment port."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from foodmarket import ports
from foodmarket.adapters.sandbox import SandboxBank, SandboxProvider
from foodmarket.adapters.sandbox.bank import Notify
from foodmarket.adapters.sandbox.webhooks import notification as signed
from foodmarket.domain.payments.model import PaymentId, PaymentState
from foodmarket.domain.payments.outcomes import Unknown
from foodmarket.domain.payouts.decisions import payout_request
from foodmarket.domain.payouts.model import Payout
from foodmarket.entrypoints.simulation.banks.bank import BankRecord, News, Notification, Ties
from foodmarket.entrypoints.simulation.line import FarProvider
from foodmarket.entrypoints.simulation.store import Machine
from foodmarket.entrypoints.simulation.town import RUB
from foodmarket.entrypoints.simulation.world import World

LEASE = timedelta(seconds=60)
AT_ONCE = 50


class SandboxSide:
    """The sandbox bank; some of them tell only what no answer has told."""

    name = "sandbox"

    def __init__(self, world: World, ties: Ties) -> None:
        notify = world.chance.choice((Notify.EVERYTHING, Notify.NEWS))
        self._bank = SandboxBank(":memory:", page_url="https://bank.example", notify=notify)
        self._world = world
        self._ties = ties
        self._secret = f"{world.chance.getrandbits(128):032x}"
        self._broken: dict[str, float] = {}
        self._refusing: set[str] = set()
        self._verdicts: dict[str, bool] = {}

    def reach(self, machine: Machine, clock: ports.Clock) -> ports.PaymentProvider:
        del clock  # the bank goes by the true time
        provider = SandboxProvider(bank=self._bank, clock=self._world.clock, secret=self._secret)
        return FarProvider(
            provider=provider,
            machine=machine,
            told=self._ties.told,
            broken=self._broken,
            refusing=self._refusing,
            verdicts=self._verdicts,
            finished=self._ties.finished,
        )

    async def answer(self, payment_id: PaymentId, now: datetime, *, agrees: bool) -> None:
        await (self._bank.confirm if agrees else self._bank.decline)(payment_id, now)

    async def next_due(self) -> datetime | None:
        return await self._bank.next_due()

    async def news(self, now: datetime) -> Sequence[News]:
        await self._bank.wake(now)
        events = await self._bank.lease_events(now, LEASE, AT_ONCE)
        for event in events:
            await self._bank.told(event)  # from here on it is the post's
        return [News(subject=event.payment_id, content=event.content) for event in events]

    def notification(self, news: News, now: datetime, *, forged: bool = False) -> Notification:
        secret = "a guess" if forged else self._secret
        return Notification(*signed(news.content, secret, now))

    async def total(self) -> int:
        return (await self._bank.totals(RUB)).amount

    async def record_of(self, payment_id: PaymentId, now: datetime) -> BankRecord | None:
        charge = await self._bank.charge(payment_id, now)
        if charge is None:
            return None
        waits = {PaymentState.AUTHORISED, PaymentState.ACTION_REQUIRED, PaymentState.PENDING}
        return BankRecord(
            state=charge.state,
            captured=charge.captured.amount,
            refunded=charge.refunded.amount,
            open=charge.state in waits,
        )

    async def has_paid(self, payout: Payout) -> bool:
        return not isinstance(await self._bank.payout(payout_request(payout)), Unknown)
