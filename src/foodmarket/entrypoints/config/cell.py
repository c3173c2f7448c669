"""Which people's data this marketplace keeps, and on which hosts it may be."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from attrs import frozen

from foodmarket.domain.accounts.regions import Cell, Region
from foodmarket.entrypoints.config.declaration import setting
from foodmarket.entrypoints.config.values import choice, names, origin

LOOPBACK = frozenset({"", "localhost", "127.0.0.1", "::1"})


@frozen(kw_only=True)
class CellSettings:
    """``[cell]``: one marketplace with its own database."""

    region: Region = setting(
        Region.ANYWHERE,
        choice(Region),
        en="Whose data is kept here: ru (Russian residents'), world (everybody else's), anywhere.",
        ru="Чьи данные хранятся здесь: ru (жителей России), world (всех остальных), anywhere.",
    )
    hosts: tuple[str, ...] = setting(
        (),
        names,
        en="Hosts in Russia that keep the data of a ru cell; .name takes every host below a name.",
        ru="Узлы в России, где хранятся данные ячейки ru; .имя допускает все узлы ниже имени.",
    )
    elsewhere: str = setting(
        "",
        origin,
        en="Where people of the other region register.",
        ru="Где регистрируются люди из другого региона.",
    )

    def cell(self) -> Cell:
        """Return it in the domain's words."""
        return Cell(region=self.region, elsewhere=self.elsewhere)

    def foreign(self, url: str) -> Iterator[str]:
        """Yield the hosts of an address where a ru cell may not keep anything."""
        if self.region is not Region.RU or not url:
            return
        for host in _hosts(url):
            local = host.lower() in LOOPBACK or host.startswith("/")
            if not local and not any(_covers(known, host) for known in self.hosts):
                yield host


def _covers(known: str, host: str) -> bool:
    known, host = known.lower(), host.lower()
    return host.endswith(known) if known.startswith(".") else host == known


def _hosts(url: str) -> list[str]:
    """Return every host that an address may lead to, as libpq and Redis read it."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return []
    network = parts.netloc.rpartition("@")[2]
    found = [_bare(place) for place in network.split(",")]
    asked = parse_qs(parts.query)
    named = [
        host for key in ("host", "hostaddr") for it in asked.get(key, []) for host in it.split(",")
    ]
    return [host for host in found if host or not named] + named


def _bare(place: str) -> str:
    if place.startswith("["):
        return place[1:].partition("]")[0]
    return place.partition(":")[0]
