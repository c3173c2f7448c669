"""Who lives through an ordeal: a made-up town that pays and is paid over Stripe's double."""

from datetime import datetime, timedelta

from attrs import evolve, frozen

from foodmarket.domain.accounts.model import Actor, Session, SessionId
from foodmarket.domain.kernel.language import Language
from foodmarket.domain.kernel.time import Window
from foodmarket.entrypoints.marketplace import Adapters
from foodmarket.entrypoints.simulation.town import Cook, Customer, Town, plan_town, settle
from foodmarket.entrypoints.simulation.world import Plan

RAIL = "stripe"
TOKENS = {
    "ok": "pm_card_visa",
    "second_step": "pm_card_authenticationRequired",
    "declined": "pm_card_chargeDeclinedInsufficientFunds",
}
PLENTY = 100_000  # portions: what runs out is not tried here
AHEAD = timedelta(days=2)  # nobody is too late to cook
SIGNED_IN = timedelta(days=1)


@frozen(kw_only=True)
class Resident:
    """Somebody who is signed in."""

    actor: Actor
    token: str


@frozen(kw_only=True)
class Buyer(Resident):
    """A customer; ``cards`` are saved methods by what they do."""

    cards: dict[str, str]


@frozen(kw_only=True)
class Kitchen(Resident):
    """A cook, the cook's dishes and the one slot that everybody orders for."""

    dishes: tuple[str, ...]
    slot: str


@frozen(kw_only=True)
class Residents:
    """Everybody."""

    buyers: tuple[Buyer, ...]
    kitchens: tuple[Kitchen, ...]
    staff: Resident


async def settle_in(adapters: Adapters, seed: int, paid_every: timedelta) -> Residents:
    """Put everybody into the empty stores and sign them in."""
    now = adapters.clock.now()
    planned = plan_town(seed, Plan(cooks=3, customers=8))
    town = evolve(
        planned,
        cooks=tuple(_paid_over_stripe(cook, now, paid_every) for cook in planned.cooks),
        customers=tuple(_with_cards(customer) for customer in planned.customers),
    )
    await settle(town, adapters.begin)
    return await _signed_in(adapters, town, now)


async def _signed_in(adapters: Adapters, town: Town, now: datetime) -> Residents:
    async def open_session(actor: Actor) -> str:
        session = Session(
            id=adapters.ids.new(SessionId),
            actor=actor,
            language=Language.EN,
            opened_at=now,
            expires_at=now + SIGNED_IN,
            idle_for=SIGNED_IN,
        )
        token = adapters.ids.secret()
        await adapters.sessions.open(token, session)
        return token

    buyers = [
        Buyer(
            actor=customer.actor,
            token=await open_session(customer.actor),
            cards=dict(zip(TOKENS, (str(method.id) for method in customer.methods), strict=True)),
        )
        for customer in town.customers
    ]
    kitchens = [
        Kitchen(
            actor=cook.actor,
            token=await open_session(cook.actor),
            dishes=tuple(str(dish.id) for dish in cook.dishes),
            slot=str(cook.slots[0].id),
        )
        for cook in town.cooks
    ]
    staff = Resident(actor=town.staff[0], token=await open_session(town.staff[0]))
    return Residents(buyers=tuple(buyers), kitchens=tuple(kitchens), staff=staff)


def _paid_over_stripe(cook: Cook, now: datetime, every: timedelta) -> Cook:
    opens = now + AHEAD
    slot = evolve(
        cook.slots[0],
        window=Window(opens, opens + timedelta(hours=2)),
        orders_until=opens - timedelta(hours=2),
        portions=PLENTY,
        work_units=10 * PLENTY,
    )
    return evolve(
        cook,
        plan=evolve(
            cook.plan,
            provider=RAIL,
            destination=f"acct_{cook.profile.id.partition('_')[2]}",
            minimum=0,
            every=every,
            due_at=now + every,
        ),
        dishes=tuple(evolve(dish, portions=PLENTY) for dish in cook.dishes),
        slots=(slot,),
    )


def _with_cards(customer: Customer) -> Customer:
    methods = zip(customer.methods, TOKENS.values(), strict=True)
    return evolve(
        customer,
        methods=tuple(evolve(it, provider=RAIL, token=token, label=token) for it, token in methods),
    )
