"""Personal data is copied, erased and forgotten wherever it stands; the book stays as it was."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest

from foodmarket.domain.accounts.codes import ChallengeId, Purpose, new_challenge
from foodmarket.domain.accounts.model import AccountId, Role
from foodmarket.domain.kernel.errors import StaleFacts
from foodmarket.domain.kernel.events import EventId
from foodmarket.domain.kernel.language import Bilingual
from foodmarket.domain.orders.model import Purchase
from foodmarket.domain.orders.process import Trigger
from foodmarket.domain.payments.deliveries import DeliveryId, applied, received
from foodmarket.domain.payments.reports import WebhookNotice
from foodmarket.domain.payouts.model import PayoutChange, PayoutPlan
from foodmarket.domain.privacy.consents import Consent, ConsentId, ConsentPurpose
from foodmarket.domain.privacy.decisions import done, hindered
from foodmarket.domain.privacy.model import Erasure, ErasureId, Hindrance, Passing, Person
from foodmarket.ports.answers import Key
from foodmarket.ports.contracts.raw import Raw
from foodmarket.ports.contracts.samples import (
    NOW,
    PROVIDER,
    RUB,
    Shop,
    a_ceremony,
    a_method,
    a_passkey,
    a_permit,
    a_second_factor,
    an_account,
    an_api_key,
    an_id,
)
from foodmarket.ports.contracts.stage import Stage, decided
from foodmarket.ports.contracts.store.audit_log import a_record, written
from foodmarket.ports.contracts.store.disputes import complained
from foodmarket.ports.notices import Notice
from foodmarket.ports.paging import Page
from foodmarket.ports.unit_of_work import Begin

DAY = timedelta(days=1)
LATER = NOW + 3650 * DAY
NAME, EMAIL, CARD = "Canary Personova", "canary@example.org", "Canary •• 4242"
TOKEN, BODY = "tok_canary", b"body of canary"
BANK, KITCHEN = "canary-bank-account", "Canary Kitchen"
HOME, PHONE = "ул. Канареечная, 1", "+79990000001"
DEVICE, SEED, DIGEST, PAPER = "Canary telephone", "CANARYSEED", "canary-digest", "canary-77"


def an_erasure(account_id: AccountId) -> Erasure:
    """Return a wish to be erased that was not looked at yet."""
    return Erasure(id=an_id(ErasureId), account_id=account_id, asked_by=account_id, asked_at=NOW)


def buyer_of(shop: Shop) -> Person:
    """Return the shop's customer."""
    return Person(account_id=shop.customer.id)


def cook_of(shop: Shop) -> Person:
    """Return the shop's cook."""
    return Person(account_id=shop.owner.id, cook_id=shop.cook.id)


async def a_town(begin: Begin, stage: Stage) -> tuple[Shop, Purchase]:
    """Save a shop whose people have recognisable names, with an order that has ended.

    A notice, an answered key, a notification and a read of staff belong to it.
    """
    shop = await stage.shop(cook={"name": Bilingual(ru=KITCHEN), "about": Bilingual(ru=HOME)})
    person = an_account(name=NAME, email=EMAIL, phone=PHONE)
    asked = new_challenge(an_id(ChallengeId), person, Purpose.PHONE, NOW, PHONE)
    card = a_method(person.id, label=CARD, token=TOKEN)
    async with begin() as uow:
        uow.accounts.add(person)
        uow.accounts.add_method(card)
        uow.credentials.add_challenge(asked)
        uow.credentials.add_second_factor(a_second_factor(account_id=person.id, secret=SEED))
        uow.credentials.add_ceremony(a_ceremony(account_id=person.id, nonce=SEED))
        uow.credentials.add_passkey(a_passkey(account_id=person.id, name=DEVICE))
        uow.credentials.add_api_key(an_api_key(account_id=person.id, key_hash=DIGEST))
        uow.permits.add(a_permit(cook_id=shop.cook.id, reference=PAPER))
        plan = PayoutPlan(
            cook_id=shop.cook.id,
            currency=RUB,
            provider=PROVIDER,
            destination=BANK,
            label=CARD,
            due_at=NOW,
        )
        uow.payouts.save(PayoutChange(plan=plan))
        await uow.commit()
    shop = Shop(
        customer=person,
        method=card,
        owner=shop.owner,
        cook=shop.cook,
        dishes=shop.dishes,
        slot=shop.slot,
    )
    purchase = await stage.refunded(shop)
    await _traces(begin, purchase)
    return shop, purchase


async def _traces(begin: Begin, purchase: Purchase) -> None:
    order, payment = purchase.order, purchase.payment
    key = Key(owner=order.customer_id, text="key", fingerprint="f")
    notice = WebhookNotice(key="canary", event="payment", payment_id=payment.id)
    hook = received(an_id(DeliveryId), PROVIDER, notice, BODY, NOW)
    async with begin() as uow:
        uow.answers.claim(key, order.id, NOW)
        uow.webhooks.add(hook)
        uow.notices.add(
            Notice(
                event_id=an_id(EventId),
                account_id=order.customer_id,
                at=NOW,
                name="order.placed",
                order_id=order.id,
                facts={"url": HOME},
            )
        )
        await uow.commit()
        await uow.answers.fill(key, 201, HOME.encode())
        uow.webhooks.save(applied(hook))
        await uow.commit()


class PersonalDataSuite:
    """Fixtures: ``begin``, ``stage``, ``raw``."""

    async def test_a_copy_holds_everything_about_a_person(self, begin: Begin, stage: Stage) -> None:
        """Every table that has something; no secret, and nothing about anybody else."""
        shop, _ = await a_town(begin, stage)
        await stage.refunded(await stage.shop())
        async with begin() as uow:
            data = await uow.personal_data.export(buyer_of(shop))
            of_cook = await uow.personal_data.export(cook_of(shop))
        assert {name: len(rows) for name, rows in data.items()} == {
            "accounts": 1,
            "answers": 1,
            "api_keys": 1,
            "ceremonies": 1,
            "challenges": 1,
            "notices": 1,
            "passkeys": 1,
            "second_factors": 1,
            "order_steps": len(data["order_steps"]),
            "orders": 1,
            "payment_methods": 1,
            "payments": 1,
            "webhooks": 1,
        } | {name: 1 for name in ("refunds",) if name in data}
        text = repr(data)
        for there in (NAME, EMAIL, PHONE, CARD, HOME, DEVICE, "body of canary", "ул. Баумана, 1"):
            assert there in text, there
        for secret in (TOKEN, "not-a-real-hash", "042042", SEED, DIGEST, KITCHEN):
            assert secret not in text, secret
        assert {"accounts", "cooks", "dishes", "slots", "payout_plans"} <= set(of_cook)
        assert "Баумана" not in repr(of_cook), "a customer's address is not the cook's data"
        assert BANK in repr(of_cook)
        assert PAPER in repr(of_cook)

    async def test_an_erased_customer_is_nowhere_any_more(
        self, begin: Begin, stage: Stage, raw: Raw
    ) -> None:
        """Not in any table; what is booked stays, to the minor unit."""
        shop, purchase = await a_town(begin, stage)
        before = await raw.everything()
        mine = (NAME, EMAIL, PHONE, CARD, TOKEN, HOME, DEVICE, SEED, DIGEST, "ул. Баумана, 1")
        for canary in mine:
            assert canary in before, canary
        async with begin() as uow:
            entries = await uow.ledger.entries(purchase.order.id)
            act = await _erase(begin, buyer_of(shop))
            assert await uow.ledger.entries(purchase.order.id) == entries
            gone = await uow.accounts.get(shop.customer.id)
            assert await uow.accounts.by_email(EMAIL) is None
            assert list(await uow.accounts.methods(shop.customer.id)) == []
            assert list(await uow.notices.of(shop.customer.id, Page())) == []
            assert await uow.answers.recall(shop.customer.id, "key") is None
            left = await uow.orders.purchase(purchase.order.id)
            assert await uow.personal_data.erasure_of(shop.customer.id) == act
        assert gone is not None
        assert (gone.disabled, gone.version) == (True, shop.customer.version + 1)
        assert left is not None
        assert left.order.bill == purchase.order.bill
        assert left.payment.captured == purchase.payment.captured
        after = (await raw.everything()).replace(KITCHEN, "").replace(BANK, "")
        for canary in {*mine, "body of canary"} - {CARD, HOME}:  # the cook has those of a kind
            assert canary not in after, canary
        assert act.erased["orders"] == 1
        assert act.erased["accounts"] == 1

    async def test_an_erased_cook_is_nowhere_any_more(
        self, begin: Begin, stage: Stage, raw: Raw
    ) -> None:
        """The kitchen is closed and nameless; customers' data stays theirs."""
        shop, _ = await a_town(begin, stage)
        act = await _erase(begin, cook_of(shop))
        async with begin() as uow:
            cook = await uow.catalogue.cook(shop.cook.id)
        assert cook is not None
        assert not cook.open
        after = await raw.everything()
        for canary in (KITCHEN, BANK, PAPER):
            assert canary not in after, canary
        assert NAME in after
        assert act.erased["payout_plans"] == 1

    async def test_what_is_open_hinders_an_erasure(self, begin: Begin, stage: Stage) -> None:
        """Orders on both sides, refunds under way, and what a cook is due."""
        shop = await stage.shop()
        assert await _hindrances(begin, buyer_of(shop)) == set()
        await stage.placed(shop)
        assert Hindrance.OPEN_ORDERS in await _hindrances(begin, buyer_of(shop))
        assert await _hindrances(begin, cook_of(shop)) == {Hindrance.OPEN_ORDERS}
        other = await stage.shop()
        await stage.settled(other)
        assert await _hindrances(begin, buyer_of(other)) == set()
        assert await _hindrances(begin, cook_of(other)) == {Hindrance.MONEY_DUE}
        third = await stage.shop()
        await stage.save(decided(await stage.funded(third), Trigger.CANCEL, third.buyer))
        assert await _hindrances(begin, buyer_of(third)) == {Hindrance.REFUNDS_UNDER_WAY}

    async def test_what_was_said_in_a_dispute_goes_and_its_outcome_stays(
        self, begin: Begin, stage: Stage, raw: Raw
    ) -> None:
        """A dispute hinders while it is open; once it is over, its words are erased."""
        shop = await stage.shop()
        opened = await stage.save(complained(await stage.delivered(shop)))
        for person in (buyer_of(shop), cook_of(shop)):
            assert Hindrance.OPEN_DISPUTES in await _hindrances(begin, person)
        (dispute,) = opened.disputes
        assert "Холодно" in await raw.everything()
        async with begin() as uow:
            assert "Холодно" in repr(await uow.personal_data.export(buyer_of(shop)))
        act = await _erase(begin, buyer_of(shop))
        assert act.erased["disputes"] == 1
        assert "Холодно" not in await raw.everything()
        async with begin() as uow:
            purchase = await uow.orders.purchase(opened.order.id)
        assert purchase is not None
        (left,) = purchase.disputes
        assert (left.reason, left.amount, left.claim.photos) == (dispute.reason, dispute.amount, ())

    async def test_a_wish_waits_and_is_found(self, begin: Begin) -> None:
        """Once per account; saved with its version; listed while it waits."""
        person = an_account(role=Role.STAFF)
        erasure = an_erasure(person.id)
        async with begin() as uow:
            uow.accounts.add(person)
            uow.personal_data.add_erasure(erasure)
            await uow.commit()
        async with begin() as uow:
            uow.personal_data.add_erasure(an_erasure(person.id))
            with pytest.raises(StaleFacts):
                await uow.commit()
        waits = hindered(erasure, [Hindrance.OPEN_ORDERS])
        async with begin() as uow:
            uow.personal_data.save_erasure(waits)
            await uow.commit()
            uow.personal_data.save_erasure(waits)
            with pytest.raises(StaleFacts):
                await uow.commit()
            assert list(await uow.personal_data.waiting(10)) == [waits]
            assert await uow.personal_data.erasure_of(person.id) == waits
            whom = Person(account_id=person.id)
            act = await uow.personal_data.erase(whom, lambda erased: done(waits, erased, NOW))
            assert list(await uow.personal_data.waiting(10)) == []
            assert await uow.personal_data.erasure_of(person.id) == act
            with pytest.raises(StaleFacts):
                await uow.personal_data.erase(whom, lambda erased: done(waits, erased, NOW))

    async def test_decisions_about_purposes_are_kept_in_order(self, begin: Begin) -> None:
        """Each is a line of its own: what was agreed to when, and when it was withdrawn."""
        somebody = an_id(AccountId)
        decided = [
            Consent(
                id=an_id(ConsentId),
                account_id=somebody,
                purpose=purpose,
                digest="d" * 64,
                given=given,
                at=NOW,
            )
            for purpose, given in (
                (ConsentPurpose.MARKETING, True),
                (ConsentPurpose.ANALYTICS, True),
                (ConsentPurpose.MARKETING, False),
            )
        ]
        async with begin() as uow:
            for consent in decided:
                uow.personal_data.add_consent(consent)
            await uow.commit()
            assert list(await uow.personal_data.consents(somebody)) == decided
            assert list(await uow.personal_data.consents(an_id(AccountId))) == []

    async def test_what_is_past_its_time_is_forgotten(
        self, begin: Begin, stage: Stage, raw: Raw
    ) -> None:
        """Each kind by its own instant, as many as asked for; the rest stays."""
        shop, purchase = await a_town(begin, stage)
        await written(begin, a_record())
        canaries = {
            Passing.ORDER_ADDRESSES: "ул. Баумана, 1",
            Passing.ANSWERS: "fingerprint",
            Passing.NOTICES: "order.placed",
            Passing.WEBHOOK_BODIES: "body of canary",
            Passing.ORIGINS: "203.0.113.7",
        }
        for kind in Passing:
            assert await _forget(begin, kind, purchase.order.placed_at) == 0
            assert await _forget(begin, kind, LATER, limit=1) == 1, kind
            assert await _forget(begin, kind, LATER) == 0, kind
        after = await raw.everything()
        for kind, canary in canaries.items():
            if kind is not Passing.ANSWERS:
                assert canary not in after, canary
        async with begin() as uow:
            assert await uow.answers.recall(shop.customer.id, "key") is None
            assert list(await uow.notices.of(shop.customer.id, Page())) == []

    async def test_an_open_order_keeps_its_address(self, begin: Begin, stage: Stage) -> None:
        """However old it is; so does a notification that was not applied its body."""
        placed = await stage.placed(await stage.shop())
        assert await _forget(begin, Passing.ORDER_ADDRESSES, LATER) == 0
        notice = WebhookNotice(key="k", event="payment", payment_id=placed.payment.id)
        async with begin() as uow:
            uow.webhooks.add(received(an_id(DeliveryId), PROVIDER, notice, BODY, NOW))
            await uow.commit()
        assert await _forget(begin, Passing.WEBHOOK_BODIES, LATER) == 0
        async with begin() as uow:
            assert await uow.orders.purchase(placed.order.id) == placed


async def _hindrances(begin: Begin, person: Person) -> set[Hindrance]:
    async with begin() as uow:
        return set(await uow.personal_data.hindrances(person))


async def _erase(begin: Begin, person: Person) -> Erasure:
    def act(erased: Mapping[str, int]) -> Erasure:
        return done(an_erasure(person.account_id), erased, NOW)

    async with begin() as uow:
        return await uow.personal_data.erase(person, act)


async def _forget(begin: Begin, kind: Passing, before: datetime, limit: int = 100) -> int:
    async with begin() as uow:
        return await uow.personal_data.forget(kind, before, limit)
