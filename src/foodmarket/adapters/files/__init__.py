"""What is kept in plain files."""

from foodmarket.adapters.files.tombstones import FileTombstones

__all__ = ["FileTombstones"]
