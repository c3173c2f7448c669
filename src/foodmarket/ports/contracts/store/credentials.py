"""What people show who they are with, as every store keeps it."""

from datetime import timedelta

import pytest
from attrs import evolve

from foodmarket.domain.accounts.codes import Challenge, ChallengeId, Purpose, used
from foodmarket.domain.accounts.events import AccountChanged, CodeAsked
from foodmarket.domain.accounts.messages import MessageKind
from foodmarket.domain.accounts.model import AccountId
from foodmarket.domain.kernel.errors import StaleFacts
from foodmarket.ports.contracts.racing import DONE, outcomes
from foodmarket.ports.contracts.raw import Raw
from foodmarket.ports.contracts.samples import NOW, a_challenge, a_second_factor, an_id
from foodmarket.ports.unit_of_work import Begin


class CredentialsSuite:
    """Fixtures: ``begin``, ``raw``."""

    async def test_a_challenge_comes_back_as_it_was(self, begin: Begin, raw: Raw) -> None:
        """With an account and a phone number, and with neither."""
        mine = a_challenge(purpose=Purpose.PHONE, phone="+79001234567", code_hash="hash")
        nobodys = a_challenge(account_id=None, purpose=Purpose.PASSWORD)
        await _add(begin, mine, nobodys)
        assert await raw.count("challenges") == 2
        assert await _read(begin, mine.id) == mine
        assert await _read(begin, nobodys.id) == nobodys
        assert await _read(begin, an_id(ChallengeId)) is None

    async def test_of_many_who_use_a_code_at_once_one_does(self, begin: Begin) -> None:
        """The others meet stale facts."""
        challenge = a_challenge()
        await _add(begin, challenge)

        async def use() -> None:
            async with begin() as uow:
                uow.credentials.save_challenge(used(challenge))
                await uow.commit()

        assert await outcomes([use() for _ in range(6)]) == {DONE: 1, "StaleFacts": 5}
        assert await _read(begin, challenge.id) == evolve(used(challenge), version=2)

    async def test_what_was_never_added_is_not_saved(self, begin: Begin) -> None:
        """It is refused as stale."""
        async with begin() as uow:
            uow.credentials.save_challenge(a_challenge())
            with pytest.raises(StaleFacts):
                await uow.commit()

    async def test_old_challenges_are_forgotten(self, begin: Begin) -> None:
        """Those that ended before the instant, and no others."""
        old, new = a_challenge(expires_at=NOW), a_challenge(expires_at=NOW + timedelta(seconds=1))
        await _add(begin, old, new)
        async with begin() as uow:
            assert await uow.credentials.forget_challenges(new.expires_at) == 1
        assert await _read(begin, old.id) is None
        assert await _read(begin, new.id) == new

    async def test_a_second_factor_comes_back_as_it_was(self, begin: Begin) -> None:
        """One per account; a second one that is added at the same time is refused."""
        factor = a_second_factor(last_step=7, recovery=("hash",))

        async def add() -> None:
            async with begin() as uow:
                uow.credentials.add_second_factor(factor)
                await uow.commit()

        assert await outcomes([add() for _ in range(3)]) == {DONE: 1, "StaleFacts": 2}
        async with begin() as uow:
            assert await uow.credentials.second_factor(factor.account_id) == factor
            assert await uow.credentials.second_factor(an_id(AccountId)) is None

    async def test_of_many_who_use_a_step_at_once_one_does(self, begin: Begin) -> None:
        """So that a code is good for one sign-in."""
        factor = a_second_factor()
        async with begin() as uow:
            uow.credentials.add_second_factor(factor)
            await uow.commit()
        used_up = evolve(factor, last_step=9)

        async def use() -> None:
            async with begin() as uow:
                uow.credentials.save_second_factor(used_up)
                await uow.commit()

        assert await outcomes([use() for _ in range(5)]) == {DONE: 1, "StaleFacts": 4}
        async with begin() as uow:
            stored = await uow.credentials.second_factor(factor.account_id)
        assert stored == evolve(used_up, version=2)

    async def test_events_of_accounts_leave_through_the_outbox(self, begin: Begin) -> None:
        """With what they carry, and only with their facts."""
        told = [
            CodeAsked(at=NOW, challenge_id=an_id(ChallengeId)),
            AccountChanged(
                at=NOW,
                account_id=an_id(AccountId),
                what=MessageKind.PASSWORD_CHANGED,
                facts={"some": "fact"},
            ),
        ]
        async with begin() as uow:
            for event in told:
                uow.outbox.add(event)
        async with begin() as uow:
            assert await uow.outbox.size() == 0
            for event in told:
                uow.outbox.add(event)
            await uow.commit()
            claimed = await uow.outbox.claim(NOW, timedelta(seconds=1), 10)
        assert [envelope.event for envelope in claimed] == told


async def _add(begin: Begin, *challenges: Challenge) -> None:
    async with begin() as uow:
        for challenge in challenges:
            uow.credentials.add_challenge(challenge)
        await uow.commit()


async def _read(begin: Begin, challenge_id: ChallengeId) -> Challenge | None:
    async with begin() as uow:
        return await uow.credentials.challenge(challenge_id)
