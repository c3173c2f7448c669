"""Valid facts to test with: pure builders, each with every field overridable by name.

Nothing here reads a clock: `NOW` is the present of all samples. Ids never repeat in a process.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from attrs import frozen

from foodmarket.domain.accounts.api_keys import ApiKey, ApiKeyId, Scope
from foodmarket.domain.accounts.codes import Challenge, ChallengeId, Purpose
from foodmarket.domain.accounts.model import Account, AccountId, Actor, CookId, Role
from foodmarket.domain.accounts.passkeys import Ceremony, CeremonyId, Passkey, PasskeyId
from foodmarket.domain.accounts.second_factor import SecondFactor
from foodmarket.domain.catalogue.model import (
    Allergen,
    CookProfile,
    Dish,
    DishId,
    DishPortions,
    DishStatus,
    Offer,
    Reservation,
    Slot,
    SlotId,
)
from foodmarket.domain.escrow.model import Terms
from foodmarket.domain.kernel.ids import Id
from foodmarket.domain.kernel.language import Bilingual
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.kernel.time import Window
from foodmarket.domain.orders.decisions import Basket, NewIds, place
from foodmarket.domain.orders.model import Address, Change, OrderId
from foodmarket.domain.payments.capabilities import Capabilities
from foodmarket.domain.payments.model import OperationId, PaymentId, PaymentMethod, PaymentMethodId
from foodmarket.domain.payments.outcomes import Authorised
from foodmarket.domain.permits.model import Permit, PermitId, PermitKind

I = TypeVar("I", bound=Id)  # noqa: E741 - the usual name
NOW = datetime(2027, 3, 1, 9, 30, 15, 250_000, tzinfo=UTC)
RUB = Currency("RUB")
PROVIDER = "contract"
HELD = Authorised("ref-1", NOW + timedelta(days=7))
RAIL = Capabilities(separate_capture=True, longest_hold=timedelta(days=7))
_numbers = count(1)


def a_number() -> int:
    """Return the next number."""
    return next(_numbers)


def an_id(kind: type[I]) -> I:
    """Return a new id; later ones sort after earlier ones."""
    return kind.of((0x0195_0000_0000 << 80) + a_number())


def roubles(amount: int) -> Money:
    """Return that many whole roubles."""
    return Money(amount * 100, RUB)


def an_account(**facts: Any) -> Account:
    """Return a customer, unless another ``role`` is given."""
    default: dict[str, Any] = {
        "id": an_id(AccountId),
        "role": Role.CUSTOMER,
        "name": "Анна Петрова",
        "email": f"person-{a_number()}@example.org",
        "password_hash": "not-a-real-hash",
        "created_at": NOW,
    }
    return Account(**default | facts)


def a_challenge(**facts: Any) -> Challenge:
    """Return a code that somebody asked for to verify an e-mail address."""
    default: dict[str, Any] = {
        "id": an_id(ChallengeId),
        "account_id": an_id(AccountId),
        "purpose": Purpose.EMAIL,
        "asked_at": NOW,
        "expires_at": NOW + timedelta(minutes=15),
    }
    return Challenge(**default | facts)


def a_second_factor(**facts: Any) -> SecondFactor:
    """Return a second factor that is on."""
    default: dict[str, Any] = {
        "account_id": an_id(AccountId),
        "secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
        "confirmed_at": NOW,
    }
    return SecondFactor(**default | facts)


def a_ceremony(**facts: Any) -> Ceremony:
    """Return a challenge for a device of nobody in particular."""
    default: dict[str, Any] = {
        "id": an_id(CeremonyId),
        "account_id": None,
        "nonce": "bm9uY2U",
        "expires_at": NOW + timedelta(minutes=5),
    }
    return Ceremony(**default | facts)


def a_passkey(**facts: Any) -> Passkey:
    """Return a passkey that was not used yet."""
    default: dict[str, Any] = {
        "id": an_id(PasskeyId),
        "account_id": an_id(AccountId),
        "name": "phone",
        "credential_id": f"credential-{a_number()}",
        "public_key": "a2V5",
        "sign_count": 0,
        "made_at": NOW,
    }
    return Passkey(**default | facts)


def an_api_key(**facts: Any) -> ApiKey:
    """Return a partner's key for the menu."""
    default: dict[str, Any] = {
        "id": an_id(ApiKeyId),
        "account_id": an_id(AccountId),
        "name": "site",
        "prefix": "fmk_12345678",
        "key_hash": f"hash-{a_number()}",
        "scopes": (Scope.MENU,),
        "made_at": NOW,
        "expires_at": NOW + timedelta(days=90),
    }
    return ApiKey(**default | facts)


def a_method(customer_id: AccountId, **facts: Any) -> PaymentMethod:
    """Return a saved card of the customer."""
    default: dict[str, Any] = {
        "id": an_id(PaymentMethodId),
        "provider": PROVIDER,
        "token": "tok_1",
        "label": "Мир •• 4242",
    }
    return PaymentMethod(customer_id=customer_id, **default | facts)


def a_cook(account_id: AccountId | None = None, **facts: Any) -> CookProfile:
    """Return an open cook in Kazan who sells in roubles and brings meals for 150 of them."""
    default: dict[str, Any] = {
        "id": an_id(CookId),
        "account_id": account_id or an_id(AccountId),
        "name": Bilingual(ru="Кухня Розы", en="Rosa's kitchen"),
        "about": Bilingual(ru="Готовлю сорок лет."),
        "city": "Kazan",
        "time_zone": "Europe/Moscow",
        "currency": RUB,
        "delivery_fee": roubles(150),
    }
    return CookProfile(**default | facts)


def a_permit(**facts: Any) -> Permit:
    """Return a medical book that nobody has looked at."""
    default: dict[str, Any] = {
        "id": an_id(PermitId),
        "cook_id": an_id(CookId),
        "kind": PermitKind.MEDICAL_BOOK,
        "reference": "77-0123456",
        "expires_on": NOW.date() + timedelta(days=100),
        "submitted_at": NOW,
    }
    return Permit(**default | facts)


def a_dish(cook_id: CookId, **facts: Any) -> Dish:
    """Return a published dish of 500 roubles, ten portions a slot."""
    default: dict[str, Any] = {
        "id": an_id(DishId),
        "name": Bilingual(ru="Пельмени", en="Dumplings"),
        "description": Bilingual(ru="Лепим вручную", en="With beef"),
        "price": roubles(500),
        "portions": 10,
        "grams": 350,
        "work_units": 2,
        "preparation": timedelta(minutes=45),
        "allergens": (Allergen.GLUTEN, Allergen.EGGS),
        "ingredients": Bilingual(ru="Мука, говядина, лук"),
        "photos": ("photos/1.jpg",),
        "status": DishStatus.PUBLISHED,
    }
    return Dish(cook_id=cook_id, **default | facts)


def a_window(days: int = 1, hours: int = 2) -> Window:
    """Return a window that starts that many days from `NOW`."""
    start = NOW + timedelta(days=days)
    return Window(start, start + timedelta(hours=hours))


def a_slot(cook_id: CookId, **facts: Any) -> Slot:
    """Return a slot for tomorrow: 20 portions, 100 units of work."""
    window: Window = facts.pop("window", None) or a_window()
    default: dict[str, Any] = {
        "id": an_id(SlotId),
        "orders_until": window.start - timedelta(hours=2),
        "portions": 20,
        "work_units": 100,
    }
    return Slot(cook_id=cook_id, window=window, **default | facts)


def a_reservation(slot: Slot, *dishes: Dish, quantity: int = 1) -> Reservation:
    """Return ``quantity`` portions of each of the dishes."""
    portions = tuple(
        DishPortions(dish.id, quantity, dish.portions)
        for dish in sorted(dishes, key=lambda dish: dish.id)
    )
    return Reservation(slot.id, portions, sum(quantity * dish.work_units for dish in dishes))


def an_address(**facts: Any) -> Address:
    """Return an address in Kazan."""
    default = {"city": "Казань", "street": "ул. Баумана, 1", "details": "кв. 7", "phone": "+7"}
    return Address(**default | facts)


@frozen(kw_only=True)
class Shop:
    """One of everything that an order needs: a customer with a card, and a cook with a slot."""

    customer: Account
    method: PaymentMethod
    owner: Account
    cook: CookProfile
    dishes: tuple[Dish, ...]
    slot: Slot

    @property
    def offer(self) -> Offer:
        """Return what is on offer, nothing taken yet."""
        return Offer(cook=self.cook, slot=self.slot, dishes=self.dishes)

    @property
    def buyer(self) -> Actor:
        """Return the customer as an actor."""
        return Actor(Role.CUSTOMER, self.customer.id)

    @property
    def chef(self) -> Actor:
        """Return the cook as an actor."""
        return Actor(Role.COOK, self.owner.id, self.cook.id)


def a_shop(
    *,
    cook: Mapping[str, Any] | None = None,
    dish: Mapping[str, Any] | None = None,
    slot: Mapping[str, Any] | None = None,
) -> Shop:
    """Return a shop with two dishes; the mappings override fields of the parts."""
    customer, owner = an_account(), an_account(role=Role.COOK)
    profile = a_cook(owner.id, **cook or {})
    dishes = tuple(a_dish(profile.id, **dish or {}) for _ in range(2))
    return Shop(
        customer=customer,
        method=a_method(customer.id),
        owner=owner,
        cook=profile,
        dishes=dishes,
        slot=a_slot(profile.id, **slot or {}),
    )


def a_placed_order(
    shop: Shop | None = None,
    *,
    quantity: int = 1,
    tip: int = 0,
    terms: Terms | None = None,
    at: datetime = NOW,
) -> Change:
    """Return a new order of ``quantity`` of the shop's first dish; ``tip`` is in kopecks."""
    shop = shop or a_shop()
    ids = NewIds(
        order=an_id(OrderId),
        payment=an_id(PaymentId),
        operation=an_id(OperationId),
        delivery_code="042042",
    )
    basket = Basket(wanted={shop.dishes[0].id: quantity}, tip=Money(tip, shop.cook.currency))
    return place(shop.offer, basket, an_address(), shop.method, RAIL, terms or Terms(), ids, at)
