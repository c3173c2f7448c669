from foodmarket.domain.catalogue.model import (
    Allergen,
    CookProfile,
    Dish,
    DishId,
    DishStatus,
    MenuItem,
    Offer,
    Reservation,
    Slot,
    SlotId,
)
from foodmarket.domain.catalogue.usecases.browse import BrowseCooks, BrowseDishes, BrowseMenu
from foodmarket.domain.catalogue.usecases.edit_dish import AddDish, EditDish, PublishDish
from foodmarket.domain.catalogue.usecases.open_slots import CloseSlot, NewSlot, OpenSlots
from foodmarket.domain.catalogue.usecases.register_cook import OpenKitchen, RegisterCook

__all__ = [
    "AddDish",
    "Allergen",
    "BrowseCooks",
    "BrowseDishes",
    "BrowseMenu",
    "CloseSlot",
    "CookProfile",
    "Dish",
    "DishId",
    "DishStatus",
    "EditDish",
    "MenuItem",
    "NewSlot",
    "Offer",
    "OpenKitchen",
    "OpenSlots",
    "PublishDish",
    "RegisterCook",
    "Reservation",
    "Slot",
    "SlotId",
]
