"""Refusals: every "no" of the marketplace is a named class that carries its data.

A refusal's ``code`` is its class name in snake case; it is stable and public (API clients match on
it). Its sentence for people lives with the entrypoints, in every language that we speak.
"""

import re
from typing import ClassVar

import attrs


class Refusal(Exception):
    """The marketplace says no, for a named reason. Subclass one of the five kinds below."""

    code: ClassVar[str] = "refusal"

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.code = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    def data(self) -> dict[str, object]:
        """Return the facts behind the refusal by name, for messages and problem details."""
        fields: tuple[attrs.Attribute[object], ...] = getattr(self, "__attrs_attrs__", ())
        return {field.name: getattr(self, field.name) for field in fields}

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={value}" for name, value in self.data().items())
        return f"{self.code}({facts})"


class Invalid(Refusal):
    """What was asked for makes no sense, whatever the state of the marketplace."""


class NotFound(Refusal):
    """There is no such thing, or the asker may not know that there is."""


class Forbidden(Refusal):
    """The asker may not do this."""


class Conflict(Refusal):
    """It can't be done in the present state; later or with other choices it may."""


class Unavailable(Refusal):
    """Something that we depend on does not answer; trying again later is safe."""


@attrs.define
class StoreUnavailable(Unavailable):
    """A store of ours (``store`` is its name, such as ``redis``) does not answer."""

    store: str


class TooBusy(Unavailable):
    """More of the same is asked of us at once than we can do."""


class StaleFacts(Conflict):
    """Somebody else changed the same facts first. Nothing was saved: load, decide, save again."""


class KeyTaken(Conflict):
    """The idempotency key was used before; what became of it can be recalled."""
