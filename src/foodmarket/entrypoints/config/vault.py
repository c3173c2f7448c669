"""``[vault]``: the keys under which secrets of people are kept."""

from attrs import frozen

from foodmarket.entrypoints.config.declaration import setting
from foodmarket.entrypoints.config.values import keys


@frozen(kw_only=True)
class VaultSettings:
    """The keys of `foodmarket.ports.Vault`."""

    keys: tuple[str, ...] = setting(
        (),
        keys,
        secret=True,
        en="Keys that secrets are kept under, 32 characters or more; the first seals, all open.",
        ru="Ключи, под которыми хранятся секреты, от 32 знаков; шифрует первый, открывают все.",
    )
