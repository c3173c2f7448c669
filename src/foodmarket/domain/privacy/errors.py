"""Refusals about personal data."""

from foodmarket.domain.kernel.errors import Forbidden, NotFound


class ErasureNotConfirmed(Forbidden):
    """Erasing an account takes its password, and this is not it."""


class UnknownErasure(NotFound):
    """Nobody asked for this account to be erased."""
