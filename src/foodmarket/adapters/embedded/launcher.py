"""Becomes a server program that cannot outlive its parent. A script, run by `process.Child`.

Usage: launcher.py PARENT_PID SIGNAL IDENTITY PROGRAM ARGUMENT...

The parent's death delivers SIGNAL to the program (Linux; elsewhere the next start finds and stops
what was left). IDENTITY is how a superuser runs a program that refuses superusers:

- ``same``: nothing changes;
- ``mapped``: in a user namespace where we look like ``nobody`` and stay the owner of our files;
- ``nobody``: really become ``nobody``, where namespaces are not permitted.
"""

import ctypes
import os
import pwd
import signal
import sys
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_CLONE_NEWUSER = 0x10000000


def main(arguments: list[str]) -> None:
    """Take on the identity, tie this process to its parent, become the program."""
    parent, signal_name, identity, program, *rest = arguments
    if identity == "mapped":
        look_like_nobody()
    elif identity == "nobody":
        become_nobody()
    if sys.platform == "linux":
        # After the change of identity, which would clear it.
        _libc_call("prctl", _PR_SET_PDEATHSIG, int(signal.Signals[signal_name]), 0, 0, 0)
        if os.getppid() != int(parent):
            sys.exit("the parent is gone")
    os.execv(program, [program, *rest])  # noqa: S606 - becoming the program is the purpose


def look_like_nobody() -> None:
    """Enter a user namespace where our own uid and gid are called those of ``nobody``."""
    uid, gid, nobody = os.geteuid(), os.getegid(), pwd.getpwnam("nobody")
    _libc_call("unshare", _CLONE_NEWUSER)
    Path("/proc/self/uid_map").write_text(f"{nobody.pw_uid} {uid} 1")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/gid_map").write_text(f"{nobody.pw_gid} {gid} 1")


def become_nobody() -> None:
    """Give up the superuser's rights for good."""
    nobody = pwd.getpwnam("nobody")
    os.setgroups([])
    os.setgid(nobody.pw_gid)
    os.setuid(nobody.pw_uid)


def _libc_call(name: str, *arguments: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


if __name__ == "__main__":
    main(sys.argv[1:])
