"""Writing down who came in, who was turned away, and what staff was refused."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.accounts.audit import DONE, AuditRecordId, recorded
from foodmarket.domain.accounts.errors import TooManyTries
from foodmarket.domain.accounts.model import Actor, MalformedEmail, Origin, normal_email
from foodmarket.domain.kernel.errors import Refusal, StoreUnavailable
from foodmarket.domain.kernel.ids import Id

# Whoever goes on trying is turned away without a trace until this has passed: an attack shows in
# the log, and does not fill it.
ONCE = ports.Rate(times=1, per=timedelta(minutes=10))
SIGN_IN = "session.open"
SIGN_OUT = "session.end"


@frozen(kw_only=True)
class RecordAccess:
    """Add one line to the audit log, in a commit of its own.

    People are named by their account. Of an address or a name that no account has, nothing is
    written down.
    """

    begin: ports.Begin
    clock: ports.Clock
    ids: ports.Ids
    limiter: ports.Limiter

    async def __call__(
        self,
        who: Actor | Origin,
        verb: str,
        subject: Id | None,
        *,
        outcome: str = DONE,
        facts: Mapping[str, str] | None = None,
    ) -> None:
        """Write down what was done, or with the code of a refusal as ``outcome`` what was not."""
        record_id, now = self.ids.new(AuditRecordId), self.clock.now()
        async with self.begin() as uow:
            uow.audit_log.add(
                recorded(who, verb, subject, record_id, now, outcome=outcome, facts=facts)
            )
            await uow.commit()

    async def left(
        self, who: Actor, verb: str, subject: Id, facts: Mapping[str, str] | None = None
    ) -> None:
        """Write down that somebody went out; where the store is away, that happens without it."""
        with suppress(StoreUnavailable):
            await self(who, verb, subject, facts=facts)

    async def refused(
        self,
        who: Actor | Origin,
        verb: str,
        subject: Id | None,
        refusal: Refusal,
        facts: Mapping[str, str] | None = None,
    ) -> None:
        """Write down that somebody was turned away; who tries too often, once in a while."""
        if isinstance(refusal, TooManyTries):
            origin = who.origin if isinstance(who, Actor) else who
            told = await self.limiter.take(f"told:{verb}:{subject or origin.address}", ONCE)
            if not told.allowed:
                return
        await self(who, verb, subject, outcome=refusal.code, facts=facts)

    async def locked_out(self, origin: Origin, email: str, outcome: str) -> None:
        """Write down, once in a while, that nobody may try to sign in by an address for now."""
        async with self.begin() as uow:
            try:
                account = await uow.accounts.by_email(normal_email(email))
            except MalformedEmail:
                return
        if account is None:
            return
        told = await self.limiter.take(f"told:{SIGN_IN}:locked:{account.id}", ONCE)
        if told.allowed:
            await self(origin, SIGN_IN, account.id, outcome=outcome)
