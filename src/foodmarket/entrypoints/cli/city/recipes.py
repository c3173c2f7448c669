"""The dishes of the city, read from the files beside this."""

import tomllib
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from attrs import frozen

from foodmarket.domain.catalogue.model import Allergen
from foodmarket.domain.kernel.language import Bilingual


@frozen(kw_only=True)
class Recipe:
    """A dish as it is in the file. ``price`` is in kopecks, before a cook's own touch."""

    name: Bilingual
    price: int
    grams: int
    preparation: timedelta
    ingredients: Bilingual
    allergens: tuple[Allergen, ...]


@frozen(kw_only=True)
class Kitchen:
    """A kind of kitchen and what is cooked in it."""

    name: Bilingual
    recipes: tuple[Recipe, ...]


def read(name: str) -> dict[str, Any]:
    """Return a TOML file of this folder."""
    return tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))


@cache
def kitchens() -> tuple[Kitchen, ...]:
    """Return all kinds of kitchen in the order of the file."""
    larder = read("ingredients.toml")
    return tuple(
        Kitchen(
            name=Bilingual(kitchen["ru"], kitchen["en"]),
            recipes=tuple(_recipe(row, larder) for row in kitchen["dishes"]),
        )
        for kitchen in read("kitchens.toml")["kitchen"]
    )


def _recipe(row: list[Any], larder: dict[str, list[str]]) -> Recipe:
    ru, en, roubles, grams, minutes, ingredients = row
    used = [larder[word] for word in ingredients.split()]
    allergens = {Allergen(word) for item in used for word in " ".join(item[2:]).split()}
    return Recipe(
        name=Bilingual(ru, en),
        price=roubles * 100,
        grams=grams,
        preparation=timedelta(minutes=minutes),
        ingredients=Bilingual(
            ", ".join(item[0] for item in used), ", ".join(item[1] for item in used)
        ),
        allergens=tuple(allergen for allergen in Allergen if allergen in allergens),
    )
