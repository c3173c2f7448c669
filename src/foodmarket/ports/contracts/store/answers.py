"""A keyed request acts once, and a notice appears once."""

from datetime import timedelta

import pytest

from foodmarket.domain.accounts.model import AccountId
from foodmarket.domain.kernel.errors import KeyTaken
from foodmarket.domain.kernel.events import EventId
from foodmarket.domain.orders.model import Change, OrderId
from foodmarket.ports.answers import Answer, Key
from foodmarket.ports.contracts.racing import DONE, outcomes
from foodmarket.ports.contracts.raw import Raw
from foodmarket.ports.contracts.samples import NOW, a_placed_order, an_account, an_id
from foodmarket.ports.contracts.stage import Stage
from foodmarket.ports.notices import Notice
from foodmarket.ports.paging import Page
from foodmarket.ports.unit_of_work import Begin


class AnswersSuite:
    """Fixtures: ``begin``, ``raw``, ``stage``."""

    async def test_a_claimed_key_is_recalled(self, begin: Begin, raw: Raw) -> None:
        """With what it was for; no answer yet."""
        key, order_id = await _key(begin), an_id(OrderId)
        await _claim(begin, key, order_id)
        assert await raw.count("answers") == 1
        async with begin() as uow:
            answer = await uow.answers.recall(key.owner, key.text)
        assert answer == Answer(key=key, subject=order_id, claimed_at=NOW)

    async def test_a_key_that_was_never_used_is_none(self, begin: Begin) -> None:
        """Also where somebody else used the same text."""
        key = await _key(begin)
        await _claim(begin, key, an_id(OrderId))
        async with begin() as uow:
            assert await uow.answers.recall(key.owner, "another") is None
            assert await uow.answers.recall(an_id(AccountId), key.text) is None

    async def test_two_owners_may_choose_the_same_text(self, begin: Begin, raw: Raw) -> None:
        """A key belongs to its owner."""
        for _ in range(2):
            key = await _key(begin)
            await _claim(begin, key, an_id(OrderId))
        assert await raw.count("answers") == 2

    async def test_a_used_key_refuses_the_whole_commit(
        self, begin: Begin, raw: Raw, stage: Stage
    ) -> None:
        """The order that came with it is not placed."""
        shop = await stage.shop()
        key = Key(owner=shop.customer.id, text="k", fingerprint="f")
        told = await outcomes(_place(begin, key, a_placed_order(shop)) for _ in range(6))
        assert told == {DONE: 1, "KeyTaken": 5}
        assert await raw.count("orders") == 1
        assert await raw.count("outbox") == 1
        assert await raw.portions_taken(shop.slot.id) == 1

    async def test_a_refused_commit_leaves_the_key_free(
        self, begin: Begin, raw: Raw, stage: Stage
    ) -> None:
        """So that the client may try again with it."""
        shop = await stage.shop()
        key = Key(owner=shop.customer.id, text="k", fingerprint="f")
        change = a_placed_order(shop)
        await stage.add(change)
        assert await outcomes([_place(begin, key, change)]) == {"StaleFacts": 1}
        assert await raw.count("answers") == 0
        await _place(begin, key, a_placed_order(shop))
        assert await raw.count("answers") == 1

    async def test_a_filled_answer_comes_back_byte_for_byte(self, begin: Begin) -> None:
        """At once, without a commit; the key stays taken."""
        key, order_id = await _key(begin), an_id(OrderId)
        body = '{"id":"…","note":"Пельмени"}\n\x00'.encode()
        await _claim(begin, key, order_id)
        async with begin() as uow:
            await uow.answers.fill(key, 201, body)
        async with begin() as uow:
            answer = await uow.answers.recall(key.owner, key.text)
        assert answer is not None
        assert (answer.status, answer.body, answer.subject) == (201, body, order_id)
        with pytest.raises(KeyTaken):
            await _claim(begin, key, an_id(OrderId))

    async def test_the_first_answer_stays(self, begin: Begin) -> None:
        """Of two processes that answer the same request, the second one is told of the first."""
        key = await _key(begin)
        await _claim(begin, key, an_id(OrderId))
        async with begin() as uow:
            assert await uow.answers.fill(key, 201, b"first") == b"first"
            assert await uow.answers.fill(key, 200, b"second") == b"first"
            answer = await uow.answers.recall(key.owner, key.text)
        assert answer is not None
        assert (answer.status, answer.body) == (201, b"first")


class NoticesSuite:
    """Fixtures: ``begin``, ``raw``."""

    async def test_notices_come_back_newest_first(self, begin: Begin) -> None:
        """Page by page, of one account alone."""
        account, other = await _account(begin), await _account(begin)
        notices = [_notice(account, minute) for minute in range(3)]
        await _add(begin, *notices, _notice(other, 9))
        newest_first = notices[::-1]
        async with begin() as uow:
            assert list(await uow.notices.of(account, Page())) == newest_first
            assert list(await uow.notices.of(account, Page(limit=2))) == newest_first[:2]
            after = Page(after=notices[1].event_id)
            assert list(await uow.notices.of(account, after)) == newest_first[2:]

    async def test_a_notice_appears_once(self, begin: Begin, raw: Raw) -> None:
        """An event that is delivered again changes nothing."""
        account = await _account(begin)
        notice = _notice(account, 1)
        await outcomes(_add(begin, notice) for _ in range(4))
        await _add(begin, notice, notice)
        assert await raw.count("notices") == 1
        async with begin() as uow:
            assert list(await uow.notices.of(account, Page())) == [notice]

    async def test_one_event_may_concern_two_accounts(self, begin: Begin, raw: Raw) -> None:
        """Each has its own notice of it."""
        event_id = an_id(EventId)
        for _ in range(2):
            await _add(begin, _notice(await _account(begin), 1, event_id))
        assert await raw.count("notices") == 2


async def _account(begin: Begin) -> AccountId:
    account = an_account()
    async with begin() as uow:
        uow.accounts.add(account)
        await uow.commit()
    return account.id


async def _key(begin: Begin) -> Key:
    return Key(owner=await _account(begin), text="same-text", fingerprint="sha256")


async def _claim(begin: Begin, key: Key, subject: OrderId) -> None:
    async with begin() as uow:
        uow.answers.claim(key, subject, NOW)
        await uow.commit()


async def _place(begin: Begin, key: Key, change: Change) -> None:
    async with begin() as uow:
        uow.catalogue.take(change.purchase.order.reservation)
        uow.orders.add(change)
        uow.answers.claim(key, change.purchase.order.id, NOW)
        await uow.commit()


def _notice(account_id: AccountId, minute: int, event_id: EventId | None = None) -> Notice:
    return Notice(
        event_id=event_id or an_id(EventId),
        account_id=account_id,
        at=NOW + timedelta(minutes=minute),
        name="order.authorised",
        order_id=an_id(OrderId),
        facts={"reason": "Нет", "before": "placed"},
    )


async def _add(begin: Begin, *notices: Notice) -> None:
    async with begin() as uow:
        for notice in notices:
            uow.notices.add(notice)
        await uow.commit()
