"""Keyed requests and their answers, and the feeds of accounts, in memory."""

from collections.abc import Sequence
from datetime import datetime
from itertools import islice

from attrs import evolve, frozen

from foodmarket.adapters.memory.accounts import Later
from foodmarket.adapters.memory.paging import descending
from foodmarket.adapters.memory.tables import Commit, Tables
from foodmarket.domain.accounts.model import AccountId
from foodmarket.domain.kernel.errors import KeyTaken
from foodmarket.domain.kernel.ids import Id
from foodmarket.ports.answers import Answer, Key
from foodmarket.ports.notices import Notice
from foodmarket.ports.paging import Page


@frozen
class MemoryAnswers:
    _tables: Tables
    _later: Later

    def claim(self, key: Key, subject: Id, at: datetime) -> None:
        def write(commit: Commit) -> None:
            place = (key.owner, key.text)
            if place in commit.tables.answers:
                raise KeyTaken
            answer = Answer(key=key, subject=subject, claimed_at=at)
            commit.put(commit.tables.answers, place, answer)

        self._later(write)

    async def recall(self, owner: AccountId, text: str) -> Answer | None:
        return self._tables.answers.get((owner, text))

    async def fill(self, key: Key, status: int, body: bytes) -> bytes:
        place = (key.owner, key.text)
        answer = self._tables.answers.get(place)
        if answer is not None and answer.body is not None:
            return answer.body
        if answer is not None:
            self._tables.answers[place] = evolve(answer, status=status, body=body)
        return body


@frozen
class MemoryNotices:
    _tables: Tables
    _later: Later

    def add(self, notice: Notice) -> None:
        def write(commit: Commit) -> None:
            tables, place = commit.tables, (notice.account_id, notice.event_id)
            if place not in tables.notices:
                commit.put(tables.notices, place, notice)
                commit.sort_in(tables.notices_of[notice.account_id], notice.event_id)

        self._later(write)

    async def of(self, account_id: AccountId, page: Page) -> Sequence[Notice]:
        ids = descending(self._tables.notices_of.get(account_id, ()), page.after)
        return [self._tables.notices[account_id, event_id] for event_id in islice(ids, page.limit)]
