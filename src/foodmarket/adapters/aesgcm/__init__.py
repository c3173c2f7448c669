"""Sealing with AES-256-GCM."""

from foodmarket.adapters.aesgcm.vault import AesVault, BadVaultKey

__all__ = ["AesVault", "BadVaultKey"]
