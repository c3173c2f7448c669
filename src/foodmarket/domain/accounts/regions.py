"""Where people's data lives: each person has one home region, and is registered there first.

152-FZ art. 18 part 5: personal data of Russian residents is first recorded in Russia.
"""

import re
from enum import StrEnum

from attrs import define, frozen

from foodmarket.domain.kernel.errors import Conflict, Invalid

RUSSIA = "RU"
_COUNTRY = re.compile("[A-Z]{2}")


class Region(StrEnum):
    """Whose data a cell takes: Russian residents', everybody else's, or anybody's."""

    ANYWHERE = "anywhere"
    RU = "ru"
    WORLD = "world"


@define
class BadResidence(Invalid):
    """A country of residence is two letters (ISO 3166-1)."""


@define
class WrongCell(Conflict):
    """People who live there are registered in another cell: ``elsewhere`` is its address."""

    residence: str
    elsewhere: str


@frozen(kw_only=True)
class Cell:
    """One marketplace with its own database. ``elsewhere`` is where the others register."""

    region: Region = Region.ANYWHERE
    elsewhere: str = ""


def home_region(residence: str) -> Region:
    """Return the region of people who live in a country."""
    return Region.RU if residence == RUSSIA else Region.WORLD


def resident(cell: Cell, residence: str) -> str:
    """Return the country (ISO 3166-1) of somebody who may be registered in this cell.

    Refuses with `BadResidence` and `WrongCell`, before anything is stored.
    """
    if not _COUNTRY.fullmatch(residence):
        raise BadResidence
    if cell.region not in {Region.ANYWHERE, home_region(residence)}:
        raise WrongCell(residence=residence, elsewhere=cell.elsewhere)
    return residence
