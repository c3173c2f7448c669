"""What is sealed opens for its owner alone, and can't be read or changed by who keeps it."""

import pytest

from foodmarket.domain.accounts.errors import SecretUnreadable
from foodmarket.ports.vault import Vault

TEXT, ANNA, BORIS = "JBSWY3DPEHPK3PXP", "acc_anna", "acc_boris"


class VaultSuite:
    """Fixtures: ``vault``."""

    def test_what_was_sealed_opens_for_its_owner(self, vault: Vault) -> None:
        """Letter for letter, in any alphabet."""
        for text in (TEXT, "", "секрет ключа"):
            assert vault.open(vault.seal(text, ANNA), ANNA) == text

    def test_nobody_elses_opens(self, vault: Vault) -> None:
        """A sealed text that is moved to another's row is worth nothing there."""
        with pytest.raises(SecretUnreadable):
            vault.open(vault.seal(TEXT, ANNA), BORIS)

    def test_what_is_kept_shows_neither_the_text_nor_that_two_are_alike(self, vault: Vault) -> None:
        """Each sealing differs."""
        first, second = vault.seal(TEXT, ANNA), vault.seal(TEXT, ANNA)
        assert first != second
        assert TEXT not in first

    def test_what_was_changed_or_never_sealed_is_refused(self, vault: Vault) -> None:
        """Wherever it was changed."""
        sealed = vault.seal(TEXT, ANNA)
        name, _, rest = sealed.partition(".")
        other = "A" if rest[20] != "A" else "B"
        changed = f"{name}.{rest[:20]}{other}{rest[21:]}"
        for wrong in (changed, f"x{sealed}", rest, name, sealed[:20], "", TEXT, "й.й"):
            with pytest.raises(SecretUnreadable):
                vault.open(wrong, ANNA)

    def test_a_pseudonym_is_the_same_each_time_and_another_for_another_text(
        self, vault: Vault
    ) -> None:
        """It is short, and does not show the text."""
        first = vault.pseudonym("anna@example.org")
        assert first == vault.pseudonym("anna@example.org")
        assert first != vault.pseudonym("boris@example.org")
        assert "anna" not in first
        assert len(first) == 32
