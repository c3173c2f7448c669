"""Public names that are imported when they are first used.

Whoever imports one name of a capability pays for what that name needs, not for all that the
capability can do. Type checkers read the names in the ``__init__.pyi`` beside the package.
"""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module


def on_first_use(package: str, homes: Mapping[str, str]) -> Callable[[str], object]:
    """Return a package's ``__getattr__`` (PEP 562). ``homes`` says which module a name is in."""

    def find(name: str) -> object:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        found: object = getattr(import_module(f"{package}.{homes[name]}"), name)
        setattr(sys.modules[package], name, found)  # from now on it is found without asking here
        return found

    return find
