"""Setting a city up: cooks with dishes, slots and payout plans, customers with cards, staff."""

from collections.abc import Mapping
from datetime import timedelta
from random import Random

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.accounts.model import Account, AccountId, Actor, CookId, Duty, Role
from foodmarket.domain.catalogue.model import (
    CookProfile,
    Dish,
    DishId,
    DishStatus,
    Slot,
    SlotId,
)
from foodmarket.domain.escrow.model import RetentionTo, Terms
from foodmarket.domain.kernel.language import Bilingual
from foodmarket.domain.kernel.money import BasisPoints, Currency, Money
from foodmarket.domain.kernel.time import Window
from foodmarket.domain.payments.model import PaymentMethod, PaymentMethodId
from foodmarket.domain.payouts.model import PayoutChange, PayoutPlan
from foodmarket.entrypoints.simulation.ids import START, SeededIds
from foodmarket.entrypoints.simulation.world import Plan

RUB = Currency("RUB")
MEALS = (timedelta(hours=12), timedelta(hours=16), timedelta(hours=19))
LASTS = timedelta(hours=2)
PAGE = "page"  # no card is saved: the customer pays on the provider's page


@frozen(kw_only=True)
class Wallets:
    """What people have in their wallets where money goes by one rail.

    ``cards`` are by how many have them; cooks have one of the ``accounts``, of which ``hopeless``
    is one that nothing ever arrives at.
    """

    cards: Mapping[str, int]
    accounts: tuple[str, ...]
    hopeless: str


WALLETS = {
    "sandbox": Wallets(
        cards={
            "sandbox_ok": 8,
            "sandbox_second_step": 5,
            "sandbox_declined": 1,
            "sandbox_slow": 2,
            "sandbox_late": 2,
            "sandbox_instant": 3,
            "sandbox_capture_fails": 1,
            "sandbox_refund_fails": 2,
        },
        accounts=(
            "sandbox_account",
            "sandbox_account",
            "sandbox_slow",
            "sandbox_lost",
            "sandbox_fails",
        ),
        hopeless="sandbox_fails",
    ),
    "stripe": Wallets(
        cards={
            "pm_card_visa": 10,
            "pm_card_authenticationRequired": 5,
            "pm_card_chargeDeclined": 1,
            PAGE: 4,
        },
        accounts=("acct_one", "acct_another", "ba_of_nobody"),
        hopeless="ba_of_nobody",
    ),
    "yookassa": Wallets(
        cards={"sim_ok": 10, "sim_second_step": 5, "sim_insufficient_funds": 1, PAGE: 4},
        accounts=("sim_card", "sim_slow_card", "sim_refused_card"),
        hopeless="sim_refused_card",
    ),
}


@frozen(kw_only=True)
class Cook:
    """A cook with everything on offer."""

    actor: Actor
    profile: CookProfile
    plan: PayoutPlan
    dishes: tuple[Dish, ...]
    slots: tuple[Slot, ...]

    def offers(self, slot_id: SlotId) -> bool:
        """Tell whether the slot is this cook's."""
        return any(slot.id == slot_id for slot in self.slots)


@frozen(kw_only=True)
class Customer:
    """A customer with a way to pay for each kind of card."""

    actor: Actor
    methods: tuple[PaymentMethod, ...]


@frozen(kw_only=True)
class Town:
    """Everybody."""

    cooks: tuple[Cook, ...]
    customers: tuple[Customer, ...]
    staff: tuple[Actor, Actor]
    courier: Actor


def terms_of(seed: int, plan: Plan) -> Terms:
    """Return terms as the seed has it: every history has rates of its own."""
    chance = Random(f"{seed}/terms")
    short = plan.short_terms
    return Terms(
        dispute_window=timedelta(days=chance.choice((2, 3)) if short else 14),
        dispute_limit=timedelta(days=chance.choice((4, 5)) if short else 60),
        retention=BasisPoints(chance.choice((0, 500, 1_000, 1_000, 1_234, 3_333))),
        retention_to=chance.choice((RetentionTo.PLATFORM, RetentionTo.PLATFORM, RetentionTo.COOK)),
        promotion=BasisPoints(chance.choice((0, 0, 700, 1_500))),
        refund_when_preparing=BasisPoints(chance.choice((5_000, 3_333))),
        refund_when_ready=BasisPoints(chance.choice((0, 1_000))),
        refund_approval_limit=chance.choice((20_000, 500_000)),
    )


def plan_town(seed: int, plan: Plan) -> Town:
    """Make everybody up; the same seed, the same town."""
    chance = Random(f"{seed}/town")
    ids = SeededIds(lambda: 0.0, 99, chance)
    cooks = tuple(_cook(plan, chance, ids) for _ in range(plan.cooks))
    customers = tuple(_customer(plan, chance, ids) for _ in range(plan.customers))
    duties = frozenset(Duty)
    first, second = (Actor(Role.STAFF, ids.new(AccountId), duties=duties) for _ in range(2))
    courier = Actor(Role.COURIER, ids.new(AccountId))
    return Town(cooks=cooks, customers=customers, staff=(first, second), courier=courier)


async def settle(town: Town, begin: ports.Begin) -> None:
    """Put everybody into a store at once; how people sign up is not what is tried here."""
    for cook in town.cooks:
        async with begin() as uow:
            uow.accounts.add(_account(cook.actor))
            uow.catalogue.add_cook(cook.profile)
            for dish in cook.dishes:
                uow.catalogue.add_dish(dish)
            for slot in cook.slots:
                uow.catalogue.add_slot(slot)
            uow.payouts.save(PayoutChange(plan=cook.plan))
            await uow.commit()
    for customer in town.customers:
        async with begin() as uow:
            uow.accounts.add(_account(customer.actor))
            for method in customer.methods:
                uow.accounts.add_method(method)
            await uow.commit()
    async with begin() as uow:
        for actor in (*town.staff, town.courier):
            uow.accounts.add(_account(actor))
        await uow.commit()


def _account(actor: Actor) -> Account:
    account_id = actor.account_id or AccountId("acc_nobody")
    return Account(
        id=account_id,
        role=actor.role,
        name=actor.role.title(),
        email=f"{account_id}@food.example",
        password_hash="-",  # noqa: S106 - nobody signs in
        created_at=START,
        duties=actor.duties,
    )


def _cook(plan: Plan, chance: Random, ids: SeededIds) -> Cook:
    cook_id, account_id = ids.new(CookId), ids.new(AccountId)
    profile = CookProfile(
        id=cook_id,
        account_id=account_id,
        name=Bilingual(ru="Кухня", en="Kitchen"),
        city="Kazan",
        time_zone="Europe/Moscow",
        currency=RUB,
        delivery_fee=Money(chance.choice((0, 9_900, 15_001)), RUB),
    )
    dishes = tuple(
        Dish(
            id=ids.new(DishId),
            cook_id=cook_id,
            name=Bilingual(ru="Суп", en="Soup"),
            price=Money(chance.randint(9_000, 70_000), RUB),
            portions=chance.randint(4, 12),
            grams=300,
            work_units=chance.randint(1, 3),
            preparation=timedelta(minutes=chance.choice((20, 45, 60))),
            allergens=(),
            ingredients=Bilingual(ru="Вода", en="Water"),
            status=DishStatus.PUBLISHED,
        )
        for _ in range(3)
    )
    slots = tuple(
        Slot(
            id=ids.new(SlotId),
            cook_id=cook_id,
            window=Window(opens, opens + LASTS),
            orders_until=opens - timedelta(hours=1),
            portions=chance.randint(5, 16),
            work_units=chance.randint(10, 40),
        )
        for day in range(plan.days + 1)
        for opens in (START + timedelta(days=day) + meal for meal in MEALS)
    )
    actor = Actor(Role.COOK, account_id, cook_id)
    payouts = _payout_plan(plan, chance, cook_id)
    return Cook(actor=actor, profile=profile, plan=payouts, dishes=dishes, slots=slots)


def _customer(plan: Plan, chance: Random, ids: SeededIds) -> Customer:
    account_id, cards = ids.new(AccountId), WALLETS[plan.rail].cards
    methods = tuple(
        PaymentMethod(
            id=ids.new(PaymentMethodId),
            customer_id=account_id,
            provider=plan.rail,
            token=token,
            label=token,
        )
        for token in chance.choices(tuple(cards), tuple(cards.values()), k=3)
    )
    return Customer(actor=Actor(Role.CUSTOMER, account_id), methods=methods)


def _payout_plan(plan: Plan, chance: Random, cook_id: CookId) -> PayoutPlan:
    every = chance.choice((1, 2, 3)) if plan.short_terms else 1
    return PayoutPlan(
        cook_id=cook_id,
        currency=RUB,
        provider=plan.rail,
        destination=chance.choice(WALLETS[plan.rail].accounts),
        label="account",
        minimum=chance.choice((0, 10_000, 50_000)),
        every=timedelta(days=every),
        due_at=START + timedelta(days=1),
    )
