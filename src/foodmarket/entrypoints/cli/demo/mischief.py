"""Bad input, as people and programs send it: each has to be refused by its own name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from random import Random
from typing import Any

from attrs import frozen

from foodmarket.entrypoints.cli.demo.errands import Life
from foodmarket.entrypoints.cli.demo.line import Line, Person, Reply
from foodmarket.entrypoints.cli.demo.settle import NOBODY, OK_CARD, Kitchen, Shopper, Town

TOO_LARGE = 10_000_000  # bytes
COOKS_TURN = {"authorised": "accept", "accepted": "start", "preparing": "ready"}
MOST_LOOKED_AT = 30
Errand = Callable[[], Awaitable[None]]


@frozen(kw_only=True)
class Scene:
    """Whom and what bad input may be about."""

    town: Town
    line: Line
    lives: Sequence[Life]
    random: Random

    @property
    def shopper(self) -> Shopper:
        """Return some customer."""
        return self.random.choice(self.town.shoppers)

    @property
    def kitchen(self) -> Kitchen:
        """Return some cook."""
        return self.random.choice(self.town.kitchens)

    @property
    def life(self) -> Life:
        """Return some order that was placed."""
        return self.random.choice(self.lives)

    def key(self) -> str:
        """Return a key that nobody used."""
        return f"mischief-{self.random.randrange(2**64):x}"

    def basket(self, kitchen: Kitchen, quantity: int = 1, **extra: Any) -> dict[str, Any]:
        """Return a basket of one dish for the cook's last slot."""
        lines = [{"dish_id": kitchen.dishes[0]["id"], "quantity": quantity}]
        return {"slot_id": kitchen.slots[-1].id, "lines": lines, **extra}

    async def refused(
        self,
        code: str,
        person: Person,
        method: str,
        path: str,
        body: object = None,
        *,
        key: str | None = None,
        raw: bytes | None = None,
    ) -> Reply:
        """Send it; anything but that refusal is a surprise."""
        reply = await self.line.ask(person, method, path, body, key=key, raw=raw, expects=(code,))
        if reply.good:
            self.line.surprise(f"{method} {path} by {person.email} should be refused: {code}")
        return reply


Kind = Callable[[Scene], Awaitable[object]]


async def unknown_field(scene: Scene) -> None:
    body = scene.basket(scene.kitchen, cutlery=2)
    await scene.refused("bad_field", NOBODY, "POST", "/v1/quotes", body)


async def broken_json(scene: Scene) -> None:
    person = scene.shopper.person
    await scene.refused(
        "malformed_json", person, "POST", "/v1/orders", key=scene.key(), raw=b'{"slot_id": '
    )


async def huge_body(scene: Scene) -> None:
    person = scene.shopper.person
    await scene.refused(
        "body_too_large", person, "POST", "/v1/orders", key=scene.key(), raw=b" " * TOO_LARGE
    )


async def no_key(scene: Scene) -> None:
    shopper, kitchen = scene.shopper, scene.kitchen
    address = {"city": scene.town.name, "street": shopper.street}
    card = shopper.cards[OK_CARD]
    body = scene.basket(kitchen, address=address, payment_method_id=card)
    await scene.refused("key_required", shopper.person, "POST", "/v1/orders", body)


async def used_key(scene: Scene) -> None:
    tests = scene.town.cards
    token = tests.tokens[OK_CARD]
    method = {"provider": tests.provider, "token": token, "label": "another label"}
    key = f"save-{OK_CARD}"
    person = scene.shopper.person
    await scene.refused("key_reused", person, "POST", "/v1/payment-methods", method, key=key)


async def card_number(scene: Scene) -> None:
    provider = scene.town.cards.provider
    method = {"provider": provider, "token": "4111 1111 1111 1111", "label": ""}
    person = scene.shopper.person
    await scene.refused(
        "card_number_refused", person, "POST", "/v1/payment-methods", method, key=scene.key()
    )


async def no_portions(scene: Scene) -> None:
    body = scene.basket(scene.kitchen, quantity=0)
    await scene.refused("bad_quantity", NOBODY, "POST", "/v1/quotes", body)


async def too_many_portions(scene: Scene) -> None:
    body = scene.basket(scene.kitchen, quantity=90)
    await scene.refused("out_of_portions", NOBODY, "POST", "/v1/quotes", body)


async def dish_of_another_cook(scene: Scene) -> None:
    one, other = scene.random.sample(scene.town.kitchens, 2)
    body = {**scene.basket(one), "lines": scene.basket(other)["lines"]}
    await scene.refused("unknown_dish", NOBODY, "POST", "/v1/quotes", body)


async def slot_in_the_past(scene: Scene) -> None:
    hours = ("2020-01-01T12:00:00+00:00", "2020-01-01T14:00:00+00:00")
    slot = {"start": hours[0], "end": hours[1], "portions": 10, "work_units": 10}
    cook = scene.kitchen.person
    await scene.refused("slot_in_past", cook, "POST", "/v1/slots", {"slots": [slot]})


async def unfinished_dish(scene: Scene) -> None:
    cook = scene.kitchen.person
    draft = await scene.line.ask(cook, "POST", "/v1/dishes", {"name": {"en": "Something new"}})
    path = f"/v1/dishes/{draft.body['id']}/publish"
    await scene.refused("incomplete_dish", cook, "POST", path)


async def foreign_dish(scene: Scene) -> None:
    one, other = scene.random.sample(scene.town.kitchens, 2)
    path = f"/v1/dishes/{other.dishes[0]['id']}"
    await scene.refused("unknown_dish", one.person, "PATCH", path, {"portions": 1})


async def foreign_order(scene: Scene) -> None:
    life = scene.life
    strangers = [one for one in scene.town.shoppers if one is not life.shopper]
    stranger = scene.random.choice(strangers).person
    await scene.refused("unknown_order", stranger, "GET", f"/v1/orders/{life.order['id']}/story")


async def wrong_actor(scene: Scene) -> None:
    # Where no order is at a step that is the cook's, there is none that a customer could usurp.
    for life in scene.random.sample(scene.lives, min(len(scene.lives), MOST_LOOKED_AT)):
        person, path = life.shopper.person, f"/v1/orders/{life.order['id']}"
        shown = await scene.line.ask(person, "GET", path)
        verb = COOKS_TURN.get(shown.body["state"])
        if verb is not None:
            await scene.refused("wrong_actor", person, "POST", f"{path}/{verb}", key=scene.key())
            return


async def wrong_state(scene: Scene) -> None:
    # A customer can't confirm twice, nor before the meal is there, nor what was cancelled.
    life = scene.life
    person, path = life.shopper.person, f"/v1/orders/{life.order['id']}"
    shown = await scene.line.ask(person, "GET", path)
    verb = "cancel" if shown.body["state"] == "delivered" else "confirm"
    await scene.refused("illegal_transition", person, "POST", f"{path}/{verb}", key=scene.key())


async def cook_orders(scene: Scene) -> None:
    kitchen = scene.kitchen
    body = scene.basket(
        kitchen,
        address={"city": scene.town.name, "street": "—"},
        payment_method_id=scene.shopper.cards[OK_CARD],
    )
    cook = kitchen.person
    await scene.refused("not_allowed", cook, "POST", "/v1/orders", body, key=scene.key())


async def foreign_card(scene: Scene) -> None:
    one, other = scene.random.sample(scene.town.shoppers, 2)
    body = scene.basket(
        scene.kitchen,
        address={"city": scene.town.name, "street": one.street},
        payment_method_id=other.cards[OK_CARD],
    )
    await scene.refused(
        "unknown_payment_method", one.person, "POST", "/v1/orders", body, key=scene.key()
    )


async def nobody_asks(scene: Scene) -> None:
    await scene.refused("not_signed_in", NOBODY, "GET", "/v1/orders")


async def wrong_password(scene: Scene) -> None:
    credentials = {"email": scene.shopper.person.email, "password": "a guess that is wrong"}
    await scene.refused("wrong_credentials", NOBODY, "POST", "/v1/sessions", credentials)


async def taken_email(scene: Scene) -> None:
    account = {"name": "Double", "email": scene.shopper.person.email, "password": "a long sentence"}
    await scene.refused("email_taken", NOBODY, "POST", "/v1/customers", account)


async def forged_news(scene: Scene) -> None:
    tests, news = scene.town.cards, {"payment_id": scene.life.order["payment"]["id"]}
    if tests.signs:  # else the address speaks for the sender, and everybody here has the same
        path = f"/webhooks/{tests.provider}"
        await scene.refused("forged_webhook", NOBODY, "POST", path, news)


async def wrong_address(scene: Scene) -> None:
    await scene.refused("unknown_route", NOBODY, "GET", "/v1/dinner")


KINDS: tuple[Kind, ...] = (
    unknown_field,
    broken_json,
    huge_body,
    no_key,
    used_key,
    card_number,
    no_portions,
    too_many_portions,
    dish_of_another_cook,
    slot_in_the_past,
    unfinished_dish,
    foreign_dish,
    foreign_order,
    wrong_actor,
    wrong_state,
    cook_orders,
    foreign_card,
    nobody_asks,
    wrong_password,
    taken_email,
    forged_news,
    wrong_address,
)
