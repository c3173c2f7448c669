"""Second factors as they are kept: the key that the app shares with us is sealed."""

from __future__ import annotations

import re

from attrs import evolve, frozen

from foodmarket import ports
from foodmarket.domain.accounts.model import AccountId
from foodmarket.domain.accounts.second_factor import SecondFactor

_PLAIN = re.compile(r"[A-Z2-7]*")  # base32: kept in the clear by versions before there was a vault


@frozen(kw_only=True)
class SealedFactors:
    """Opens second factors where they are read, and seals them anew whenever they are saved.

    So a factor moves to the newest key with its next use, and one that an earlier version kept in
    the clear is sealed then.
    """

    vault: ports.Vault

    async def get(self, uow: ports.UnitOfWork, account_id: AccountId) -> SecondFactor | None:
        """Return the factor with its secret readable. Refuses with `SecretUnreadable`."""
        kept = await uow.credentials.second_factor(account_id)
        if kept is None or _PLAIN.fullmatch(kept.secret):
            return kept
        return evolve(kept, secret=self.vault.open(kept.secret, account_id))

    def add(self, uow: ports.UnitOfWork, factor: SecondFactor) -> None:
        """Add a factor to the commit."""
        uow.credentials.add_second_factor(self._sealed(factor))

    def save(self, uow: ports.UnitOfWork, factor: SecondFactor) -> None:
        """Save a factor in the commit."""
        uow.credentials.save_second_factor(self._sealed(factor))

    def _sealed(self, factor: SecondFactor) -> SecondFactor:
        if not factor.secret:
            return factor
        return evolve(factor, secret=self.vault.seal(factor.secret, factor.account_id))
