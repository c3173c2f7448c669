"""How a cook wants to be paid."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from attrs import evolve, frozen

from foodmarket import ports
from foodmarket.domain.accounts.audit import AuditRecord, AuditRecordId, recorded
from foodmarket.domain.accounts.decisions import require_duty
from foodmarket.domain.accounts.errors import NotAllowed
from foodmarket.domain.accounts.events import AccountChanged
from foodmarket.domain.accounts.messages import MessageKind
from foodmarket.domain.accounts.model import Account, Actor, CookId, Duty
from foodmarket.domain.accounts.usecases.step_up import StepUp
from foodmarket.domain.catalogue.errors import UnknownCook
from foodmarket.domain.kernel.retry import on_fresh_facts
from foodmarket.domain.payments.errors import UnknownProvider
from foodmarket.domain.payouts.decisions import new_destination, new_plan, outlook
from foodmarket.domain.payouts.errors import UnknownPayout
from foodmarket.domain.payouts.model import (
    Payout,
    PayoutChange,
    PayoutId,
    PayoutOutlook,
    PayoutPlan,
    Standing,
)


@frozen(kw_only=True)
class EditPayoutPlan:
    """Choose where and how a cook is paid, and see what holds money back."""

    begin: ports.Begin
    clock: ports.Clock
    ids: ports.Ids
    step_up: StepUp
    providers: Mapping[str, ports.PaymentProvider]

    async def __call__(
        self, actor: Actor, *, minimum: int | None = None, every: timedelta | None = None
    ) -> PayoutPlan:
        """Set the least amount (minor units) and the rhythm.

        Refuses with `NotAllowed` and `BadPayoutPlan`.
        """
        return await self._change(
            _own(actor), lambda plan: new_plan(plan, minimum=minimum, every=every)
        )

    async def destination(
        self,
        actor: Actor,
        *,
        provider: str,
        destination: str,
        label: str,
        password: str,
        code: str | None = None,
    ) -> PayoutPlan:
        """Name where the money goes. Nothing is paid there for some days, and the owner is told.

        Takes the password again, and a ``code`` where the account has a second factor.
        Refuses with `NotAllowed`, `UnknownProvider`, `BadPayoutPlan`, and like
        `foodmarket.domain.accounts.StepUp`.
        """
        _own(actor)
        if provider not in self.providers:
            raise UnknownProvider(provider=provider)
        account = await self.step_up(actor, password, code)
        return await self.name_destination(actor, account, provider, destination, label)

    async def name_destination(
        self, actor: Actor, account: Account, provider: str, destination: str, label: str
    ) -> PayoutPlan:
        """Name where the money of somebody goes who has shown again who that is.

        Refuses with `NotAllowed` and `BadPayoutPlan`.
        """
        cook_id, now = _own(actor), self.clock.now()
        told = AccountChanged(
            at=now, account_id=account.id, what=MessageKind.PAYOUT_DESTINATION_CHANGED
        )
        record = recorded(actor, "payouts.destination", cook_id, self.ids.new(AuditRecordId), now)
        return await self._change(
            cook_id,
            lambda plan: new_destination(plan, provider, destination, label, now),
            record,
            told,
        )

    async def review(self, actor: Actor, cook_id: CookId, reason: str | None) -> PayoutPlan:
        """Hold a cook's payouts back (None: not any longer), as a decision of finance.

        Refuses with `NotAllowed` and `UnknownCook`.
        """
        require_duty(actor, Duty.FINANCE)
        record = recorded(
            actor,
            "payouts.hold" if reason else "payouts.release",
            cook_id,
            self.ids.new(AuditRecordId),
            self.clock.now(),
            facts={"reason": reason} if reason else {},
        )
        return await self._change(cook_id, lambda plan: evolve(plan, review=reason), record)

    async def show(self, actor: Actor) -> tuple[PayoutPlan, Standing, PayoutOutlook]:
        """Return a cook's plan, how the cook stands, and what would be paid now.

        Refuses with `NotAllowed`.
        """
        cook_id, now = _own(actor), self.clock.now()
        async with self.begin() as uow:
            plan = await self._plan(uow, cook_id)
            standing = await uow.payouts.standing(cook_id, plan.currency, now)
        provider = self.providers.get(plan.provider or "")
        capabilities = provider.capabilities if provider else None
        return plan, standing, outlook(plan, standing, capabilities, now)

    async def payouts(self, actor: Actor, page: ports.Page) -> Sequence[Payout]:
        """Return a cook's payouts, newest first. Refuses with `NotAllowed`."""
        async with self.begin() as uow:
            return await uow.payouts.of_cook(_own(actor), page)

    async def payout(self, actor: Actor, payout_id: PayoutId) -> Payout:
        """Return one payout of one's own. Refuses with `NotAllowed` and `UnknownPayout`."""
        async with self.begin() as uow:
            payout = await uow.payouts.get(payout_id)
        if payout is None or payout.cook_id != _own(actor):
            raise UnknownPayout
        return payout

    async def _change(
        self,
        cook_id: CookId,
        change: Callable[[PayoutPlan], PayoutPlan],
        record: AuditRecord | None = None,
        told: AccountChanged | None = None,
    ) -> PayoutPlan:
        async def attempt() -> PayoutPlan:
            async with self.begin() as uow:
                stored = await uow.payouts.plan(cook_id)
                plan = change(stored or await self._plan(uow, cook_id))
                saved = evolve(plan, version=stored.version + 1) if stored else plan
                uow.payouts.save(PayoutChange(plan=saved))
                if told is not None:
                    uow.outbox.add(told)
                if record is not None:
                    uow.audit_log.add(record)
                await uow.commit()
            return saved

        return await on_fresh_facts(attempt)

    async def _plan(self, uow: ports.UnitOfWork, cook_id: CookId) -> PayoutPlan:
        stored = await uow.payouts.plan(cook_id)
        if stored is not None:
            return stored
        cook = await uow.catalogue.cook(cook_id)
        if cook is None:
            raise UnknownCook
        due_at = self.clock.now() + timedelta(days=1)
        return PayoutPlan(cook_id=cook_id, currency=cook.currency, due_at=due_at)


def _own(actor: Actor) -> CookId:
    if actor.cook_id is None:
        raise NotAllowed
    return actor.cook_id
