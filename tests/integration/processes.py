"""Looking at processes, any of which may end between two looks."""

import psutil


def lives(process: psutil.Process) -> bool:
    """Tell whether it runs; one that is dead may wait a while until somebody reaps it."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def runs(process: psutil.Process, command: str) -> bool:
    """Tell whether it was started with that word; not where it has ended."""
    try:
        return command in process.cmdline()
    except psutil.NoSuchProcess:
        return False
