"""Messages to people in a file, for development."""

from foodmarket.adapters.mailbox.notifier import FileNotifier

__all__ = ["FileNotifier"]
