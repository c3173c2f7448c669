"""Staff and partners: taking them on, changing what they answer for, and letting them go."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attrs import evolve, frozen

from foodmarket import ports
from foodmarket.domain.accounts.audit import AuditRecord, AuditRecordId, recorded
from foodmarket.domain.accounts.errors import UnknownAccount
from foodmarket.domain.accounts.model import (
    HERE,
    Account,
    AccountId,
    Actor,
    Duty,
    Origin,
    Role,
    normal_email,
)
from foodmarket.domain.accounts.second_factor import (
    RECOVERY_CODES,
    RECOVERY_DIGITS,
    enrolment_uri,
    issue,
)
from foodmarket.domain.accounts.usecases.sealed_factors import SealedFactors
from foodmarket.domain.kernel.language import Language
from foodmarket.domain.kernel.retry import on_fresh_facts


@frozen(kw_only=True)
class Issued:
    """What a new member of staff gets, shown once: the store keeps hashes and the app's secret."""

    account: Account
    password: str | None
    uri: str
    recovery_codes: tuple[str, ...]


@frozen(kw_only=True)
class AddStaff:
    """Take somebody on, with a password and a second factor that are made here.

    The work of whoever runs the marketplace, at its command line.
    """

    begin: ports.Begin
    clock: ports.Clock
    ids: ports.Ids
    passwords: ports.Passwords
    factors: SealedFactors

    async def __call__(
        self,
        *,
        name: str,
        email: str,
        duties: frozenset[Duty] = frozenset(),
        language: Language = Language.RU,
        who: Actor | Origin = HERE,
    ) -> Issued:
        """Refuses with `BadName`, `MalformedEmail` and `EmailTaken`."""
        password, now = self.ids.secret(), self.clock.now()
        account = Account(
            id=self.ids.new(AccountId),
            role=Role.STAFF,
            name=name,
            email=email,
            password_hash=await self.passwords.hash(password),
            created_at=now,
            language=language,
            duties=duties,
        )
        codes = new_codes(self.ids)
        factor = issue(None, account.id, self.ids.secret(), codes, now)
        record_id = self.ids.new(AuditRecordId)
        facts = {"duties": ",".join(sorted(duties))}
        async with self.begin() as uow:
            uow.accounts.add(account)
            self.factors.add(uow, factor)
            uow.audit_log.add(recorded(who, "staff.add", account.id, record_id, now, facts=facts))
            await uow.commit()
        uri = enrolment_uri(factor, account.email)
        return Issued(account=account, password=password, uri=uri, recovery_codes=codes)


@frozen(kw_only=True)
class AddPartner:
    """Take a partner on, with a password that is made here; the partner makes the keys."""

    begin: ports.Begin
    clock: ports.Clock
    ids: ports.Ids
    passwords: ports.Passwords

    async def __call__(
        self,
        *,
        name: str,
        email: str,
        language: Language = Language.RU,
        who: Actor | Origin = HERE,
    ) -> tuple[Account, str]:
        """Return the account and its password. Refuses like `AddStaff`."""
        password, now = self.ids.secret(), self.clock.now()
        account = Account(
            id=self.ids.new(AccountId),
            role=Role.PARTNER,
            name=name,
            email=email,
            password_hash=await self.passwords.hash(password),
            created_at=now,
            language=language,
        )
        record_id = self.ids.new(AuditRecordId)
        async with self.begin() as uow:
            uow.accounts.add(account)
            uow.audit_log.add(recorded(who, "partner.add", account.id, record_id, now))
            await uow.commit()
        return account, password


@frozen(kw_only=True)
class ChangeStaff:
    """Change what a member of staff may do. It acts at once: all their sessions end."""

    begin: ports.Begin
    clock: ports.Clock
    ids: ports.Ids
    sessions: ports.Sessions
    factors: SealedFactors

    async def duties(
        self, email: str, duties: frozenset[Duty], who: Actor | Origin = HERE
    ) -> Account:
        """Give these duties and no others. Refuses with `UnknownAccount`."""

        def change(account: Account) -> Account:
            return evolve(account, duties=duties)

        facts = {"duties": ",".join(sorted(duties))}
        return await self._change(email, change, who, "staff.duties", facts)

    async def disable(
        self, email: str, who: Actor | Origin = HERE, role: Role = Role.STAFF
    ) -> Account:
        """Let somebody go, or a partner. Refuses with `UnknownAccount`."""
        return await self._change(email, _let_go, who, f"{role}.disable", {}, role)

    async def enable(
        self, email: str, who: Actor | Origin = HERE, role: Role = Role.STAFF
    ) -> Account:
        """Take somebody back, or a partner. Refuses with `UnknownAccount`."""
        return await self._change(email, _take_back, who, f"{role}.enable", {}, role)

    async def second_factor(self, email: str, who: Actor | Origin = HERE) -> Issued:
        """Issue a second factor anew, for a device that was lost. Refuses with `UnknownAccount`."""
        codes, seed, now = new_codes(self.ids), self.ids.secret(), self.clock.now()
        async with self.begin() as uow:
            account = await self._find(uow, email)
            stored = await self.factors.get(uow, account.id)
            factor = issue(stored, account.id, seed, codes, now)
            if stored is None:
                self.factors.add(uow, factor)
            else:
                self.factors.save(uow, factor)
            uow.audit_log.add(self._record(who, "staff.second_factor", account, {}))
            await uow.commit()
        await self.sessions.end_all(account.id)
        uri = enrolment_uri(factor, account.email)
        return Issued(account=account, password=None, uri=uri, recovery_codes=codes)

    async def _change(
        self,
        email: str,
        change: Callable[[Account], Account],
        who: Actor | Origin,
        verb: str,
        facts: Mapping[str, str],
        role: Role = Role.STAFF,
    ) -> Account:
        async def attempt() -> Account:
            async with self.begin() as uow:
                changed = change(await self._find(uow, email, role))
                uow.accounts.save(changed)
                uow.audit_log.add(self._record(who, verb, changed, facts))
                await uow.commit()
            return evolve(changed, version=changed.version + 1)

        changed = await on_fresh_facts(attempt)
        await self.sessions.end_all(changed.id, version=changed.version)
        return changed

    async def _find(self, uow: ports.UnitOfWork, email: str, role: Role = Role.STAFF) -> Account:
        account = await uow.accounts.by_email(normal_email(email))
        if account is None or account.role is not role:
            raise UnknownAccount
        return account

    def _record(
        self, who: Actor | Origin, verb: str, account: Account, facts: Mapping[str, str]
    ) -> AuditRecord:
        record_id = self.ids.new(AuditRecordId)
        return recorded(who, verb, account.id, record_id, self.clock.now(), facts=facts)


def new_codes(ids: ports.Ids) -> tuple[str, ...]:
    """Return recovery codes that nobody can guess."""
    return tuple(ids.digits(RECOVERY_DIGITS) for _ in range(RECOVERY_CODES))


def _let_go(account: Account) -> Account:
    return evolve(account, disabled=True)


def _take_back(account: Account) -> Account:
    return evolve(account, disabled=False)
