"""Cooks, dishes and slots as rows."""

from foodmarket.adapters.postgres.documents import Document
from foodmarket.adapters.postgres.rows.shared import Row, Values
from foodmarket.domain.accounts.model import (
    AccountId,
    CookId,
)
from foodmarket.domain.catalogue.model import (
    Allergen,
    CookProfile,
    Dish,
    DishId,
    DishStatus,
    Slot,
    SlotId,
)
from foodmarket.domain.kernel.language import Bilingual
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.kernel.time import Window

_BILINGUAL = Document[Bilingual](Bilingual)
_ALLERGENS = Document[tuple[Allergen, ...]](tuple[Allergen, ...])
_PHOTOS = Document[tuple[str, ...]](tuple[str, ...])
SLOT_WIDTH = 11
COOK_WIDTH = 12
DISH_WIDTH = 15


def of_cook(it: CookProfile) -> Values:
    return (
        *(it.id, it.account_id, _BILINGUAL.write(it.name), _BILINGUAL.write(it.about), it.city),
        *(it.country, it.time_zone, it.currency, it.delivery_fee.amount, it.open),
        *(it.permitted_until, it.version),
    )


def cook(row: Row) -> CookProfile:
    id_, account_id, name, about, city, country, time_zone, code, fee, open_, *rest = row
    permitted_until, version = rest
    currency = Currency(code)
    return CookProfile(
        id=CookId(id_),
        account_id=AccountId(account_id),
        name=_BILINGUAL.read(name),
        about=_BILINGUAL.read_optional(about),
        city=city,
        country=country,
        time_zone=time_zone,
        currency=currency,
        delivery_fee=Money(fee, currency),
        open=open_,
        permitted_until=permitted_until,
        version=version,
    )


def of_dish(it: Dish) -> Values:
    price = (it.price.amount, it.price.currency) if it.price is not None else (None, None)
    return (
        *(it.id, it.cook_id, _BILINGUAL.write(it.name), _BILINGUAL.write(it.description), *price),
        *(it.portions, it.grams, it.work_units, it.preparation, _ALLERGENS.write(it.allergens)),
        *(_BILINGUAL.write(it.ingredients), _PHOTOS.write(it.photos), it.status, it.version),
    )


def dish(row: Row) -> Dish:
    id_, cook_id, name, description, price, code, portions, grams, work_units = row[:9]
    preparation, allergens, ingredients, photos, status, version = row[9:]
    return Dish(
        id=DishId(id_),
        cook_id=CookId(cook_id),
        name=_BILINGUAL.read(name),
        description=_BILINGUAL.read_optional(description),
        price=None if price is None else Money(price, Currency(code)),
        portions=portions,
        grams=grams,
        work_units=work_units,
        preparation=preparation,
        allergens=_ALLERGENS.read_optional(allergens),
        ingredients=_BILINGUAL.read_optional(ingredients),
        photos=_PHOTOS.read(photos),
        status=DishStatus(status),
        version=version,
    )


def of_slot(it: Slot) -> Values:
    return (
        *(it.id, it.cook_id, it.window.start, it.window.end, it.orders_until, it.portions),
        *(it.work_units, it.portions_taken, it.work_taken, it.open, it.version),
    )


def slot(row: Row) -> Slot:
    id_, cook_id, start, end, orders_until, portions, work_units, taken, work, open_, version = row
    return Slot(
        id=SlotId(id_),
        cook_id=CookId(cook_id),
        window=Window(start, end),
        orders_until=orders_until,
        portions=portions,
        work_units=work_units,
        portions_taken=taken,
        work_taken=work,
        open=open_,
        version=version,
    )
