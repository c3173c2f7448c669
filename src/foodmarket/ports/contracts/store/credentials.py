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
from foodmarket.ports.contracts.samples import (
    NOW,
    a_ceremony,
    a_challenge,
    a_passkey,
    a_second_factor,
    an_api_key,
    an_id,
)
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
        """Those that ended before the instant, of people and of devices, and no others."""
        old, new = a_challenge(expires_at=NOW), a_challenge(expires_at=NOW + timedelta(seconds=1))
        await _add(begin, old, new)
        ceremonies = a_ceremony(expires_at=NOW), a_ceremony(expires_at=new.expires_at)
        async with begin() as uow:
            for ceremony in ceremonies:
                uow.credentials.add_ceremony(ceremony)
            await uow.commit()
            assert await uow.credentials.forget(new.expires_at) == 2
            assert await uow.credentials.ceremony(ceremonies[0].id) is None
            assert await uow.credentials.ceremony(ceremonies[1].id) == ceremonies[1]
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

    async def test_a_ceremony_ends_once(self, begin: Begin) -> None:
        """Of many answers at the same moment one is looked at."""
        ceremony = a_ceremony()
        async with begin() as uow:
            uow.credentials.add_ceremony(ceremony)
            await uow.commit()

        async def answer() -> None:
            async with begin() as uow:
                uow.credentials.save_ceremony(evolve(ceremony, over=True))
                await uow.commit()

        assert await outcomes([answer() for _ in range(4)]) == {DONE: 1, "StaleFacts": 3}

    async def test_passkeys_are_found_by_credential_and_listed_by_owner(self, begin: Begin) -> None:
        """Oldest first; a credential belongs to one account, and to none again once removed."""
        anna, boris = an_id(AccountId), an_id(AccountId)
        first, second = a_passkey(account_id=anna), a_passkey(account_id=anna)
        async with begin() as uow:
            for passkey in (second, first, a_passkey(account_id=boris)):
                uow.credentials.add_passkey(passkey)
            await uow.commit()
            assert list(await uow.credentials.passkeys(anna)) == [first, second]
            assert await uow.credentials.passkey(first.credential_id) == first
            assert await uow.credentials.passkey("unknown") is None
            uow.credentials.save_passkey(evolve(first, removed_at=NOW))
            await uow.commit()
            assert await uow.credentials.passkey(first.credential_id) is None
            assert list(await uow.credentials.passkeys(anna)) == [second]
            uow.credentials.add_passkey(
                a_passkey(account_id=boris, credential_id=first.credential_id)
            )
            with pytest.raises(StaleFacts):
                await uow.commit()

    async def test_a_partners_keys_are_found_by_digest_and_listed_by_owner(
        self, begin: Begin
    ) -> None:
        """Newest first; what changed of one is kept, and a stale change is refused."""
        owner = an_id(AccountId)
        first, second = an_api_key(account_id=owner), an_api_key(account_id=owner)
        async with begin() as uow:
            for key in (first, second, an_api_key()):
                uow.credentials.add_api_key(key)
            await uow.commit()
            assert list(await uow.credentials.api_keys(owner)) == [second, first]
            assert await uow.credentials.api_key(first.key_hash) == first
            assert await uow.credentials.api_key("unknown") is None
            revoked = evolve(first, revoked_at=NOW)
            uow.credentials.save_api_key(revoked)
            await uow.commit()
            assert await uow.credentials.api_key(first.key_hash) == evolve(revoked, version=2)
            uow.credentials.save_api_key(evolve(first, used_at=NOW))
            with pytest.raises(StaleFacts):
                await uow.commit()

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
