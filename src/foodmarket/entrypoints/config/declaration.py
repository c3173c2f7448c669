"""One declaration per setting: its key, how it is read, its default, and what it is for."""

from collections.abc import Iterator
from typing import Any, TypeVar

import attrs
from attrs import frozen

from foodmarket.domain.kernel.language import Bilingual
from foodmarket.entrypoints.config.values import Read, shown

T = TypeVar("T")
PREFIX = "FOODMARKET_"


@frozen(kw_only=True)
class Setting:
    """What is known of one setting. ``variables`` are its environment variables, first wins."""

    key: str
    attribute: tuple[str, ...]
    read: Read
    default: object
    purpose: Bilingual
    secret: bool
    variables: tuple[str, ...]

    def shown(self, value: object) -> str:
        """The value for people; of a secret only whether it is set."""
        if self.secret:
            return "********" if value else ""
        return shown(value)


@frozen(kw_only=True)
class _Declared:
    read: Read
    purpose: Bilingual
    secret: bool
    also: tuple[str, ...]


def setting(
    default: T, read: Read, *, en: str, ru: str, secret: bool = False, also: tuple[str, ...] = ()
) -> T:
    """Declare a field of a section; ``also`` names further environment variables."""
    declared = _Declared(read=read, purpose=Bilingual(ru=ru, en=en), secret=secret, also=also)
    declaration: Any = attrs.field(default=default, metadata={"setting": declared}, repr=not secret)
    return declaration  # type: ignore[no-any-return]  # attrs replaces it by the default


def declared_in(settings: type[attrs.AttrsInstance]) -> Iterator[Setting]:
    """Every setting of the class and of its sections, in the order of their declaration."""
    yield from _walk(settings, ())


def _walk(section: type[attrs.AttrsInstance], path: tuple[str, ...]) -> Iterator[Setting]:
    for field in attrs.fields(section):
        declared = field.metadata.get("setting")
        attribute = (*path, field.name)
        if declared is None:
            yield from _walk(field.type, attribute)
            continue
        yield Setting(
            key=".".join(attribute),
            attribute=attribute,
            read=declared.read,
            default=field.default,
            purpose=declared.purpose,
            secret=declared.secret,
            variables=(PREFIX + "_".join(attribute).upper(), *declared.also),
        )
