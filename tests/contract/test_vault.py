"""Vaults: the port's contract, and how a key is replaced while others are at work."""

import pytest

from foodmarket.adapters.aesgcm import AesVault, BadVaultKey
from foodmarket.adapters.memory import MemoryVault
from foodmarket.domain.accounts.errors import SecretUnreadable
from foodmarket.ports.contracts.tools import VaultSuite

OLD, NEW = "old " * 8, "new " * 8
ANNA = "acc_anna"


class TestMemoryVault(VaultSuite):
    @pytest.fixture
    def vault(self) -> MemoryVault:
        return MemoryVault()


class TestAesVault(VaultSuite):
    @pytest.fixture
    def vault(self) -> AesVault:
        return AesVault((OLD,))


def test_requirement_34_a_key_is_replaced_without_downtime() -> None:
    before, meanwhile, after = AesVault((OLD,)), AesVault((NEW, OLD)), AesVault((NEW,))
    sealed = before.seal("secret", ANNA)
    assert meanwhile.open(sealed, ANNA) == "secret"
    anew = meanwhile.seal("secret", ANNA)
    assert after.open(anew, ANNA) == "secret"
    for vault, text in ((after, sealed), (before, anew)):
        with pytest.raises(SecretUnreadable):
            vault.open(text, ANNA)


def test_a_pseudonym_leads_back_nobody_who_lacks_the_key() -> None:
    anna = "anna@example.org"
    assert AesVault((OLD,)).pseudonym(anna) != AesVault((NEW,)).pseudonym(anna)


def test_a_key_that_is_short_or_missing_is_refused_and_no_key_is_shown() -> None:
    for keys in ((), ("short",), (OLD, "short")):
        with pytest.raises(BadVaultKey) as refused:
            AesVault(keys)
        assert "short" not in str(refused.value).replace("characters", "")
    assert "old" not in repr(vars(AesVault((OLD,))))
