"""Writing to people: what the worker does about the events of accounts."""

from __future__ import annotations

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.accounts.codes import CODE_DIGITS, CODE_LASTS, Challenge, with_code
from foodmarket.domain.accounts.events import AccountChanged, CodeAsked
from foodmarket.domain.accounts.messages import Medium, Message
from foodmarket.domain.accounts.model import Account


@frozen(kw_only=True)
class SendCode:
    """Make the code that somebody waits for, and send it. Made again, the earlier one is void."""

    begin: ports.Begin
    clock: ports.Clock
    ids: ports.Ids
    passwords: ports.Passwords
    notifier: ports.Notifier

    async def __call__(self, event: CodeAsked) -> None:
        """Do nothing where nobody has the address, or nobody waits any more.

        Refuses with `MessageNotSent`, `NoWayToReach`, and with `StaleFacts` where another worker
        is at it.
        """
        async with self.begin() as uow:
            challenge = await uow.credentials.challenge(event.challenge_id)
            if challenge is None or challenge.account_id is None:
                return
            account = await uow.accounts.get(challenge.account_id)
            if account is None or self.clock.now() >= challenge.expires_at:
                return
            code = self.ids.digits(CODE_DIGITS)
            coded = with_code(challenge, await self.passwords.hash(code))
            uow.credentials.save_challenge(coded)
            await uow.commit()
        await self.notifier.send(_code_message(account, challenge, code))


def _code_message(account: Account, challenge: Challenge, code: str) -> Message:
    purpose = challenge.purpose
    return Message(
        medium=purpose.medium,
        to=challenge.phone if challenge.phone is not None else account.email,
        language=account.language,
        kind=purpose.message,
        facts={"code": code, "minutes": str(int(CODE_LASTS.total_seconds() // 60))},
    )


@frozen(kw_only=True)
class TellOwner:
    """Write to the owner of an account, by e-mail, what changed about it."""

    begin: ports.Begin
    notifier: ports.Notifier

    async def __call__(self, event: AccountChanged) -> None:
        """Refuses with `MessageNotSent` and `NoWayToReach`."""
        async with self.begin() as uow:
            account = await uow.accounts.get(event.account_id)
        if account is None:
            return
        message = Message(
            medium=Medium.EMAIL,
            to=account.email,
            language=account.language,
            kind=event.what,
            facts=event.facts,
        )
        await self.notifier.send(message)
