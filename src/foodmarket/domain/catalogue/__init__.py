"""Cooks, dishes and slots: what can be ordered, when, and how much of it."""

from foodmarket.domain.kernel.naming import on_first_use

_HOMES = {
    "AddDish": "usecases.edit_dish",
    "Allergen": "model",
    "BrowseCooks": "usecases.browse",
    "BrowseDishes": "usecases.browse",
    "BrowseMenu": "usecases.browse",
    "CloseSlot": "usecases.open_slots",
    "CookProfile": "model",
    "Dish": "model",
    "DishId": "model",
    "DishStatus": "model",
    "EditDish": "usecases.edit_dish",
    "MenuItem": "model",
    "NewSlot": "usecases.open_slots",
    "Offer": "model",
    "OpenKitchen": "usecases.register_cook",
    "OpenSlots": "usecases.open_slots",
    "PublishDish": "usecases.edit_dish",
    "RegisterCook": "usecases.register_cook",
    "Reservation": "model",
    "Slot": "model",
    "SlotId": "model",
}
__all__ = list(_HOMES)
__getattr__ = on_first_use(__name__, _HOMES)
