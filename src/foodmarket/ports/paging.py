"""Which part of a list is asked for."""

from attrs import frozen


@frozen
class Page:
    """Which part of a list: at most ``limit`` items, from after the item named by ``after``."""

    limit: int = 20
    after: str | None = None
