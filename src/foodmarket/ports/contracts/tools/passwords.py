"""The right password opens, nothing else does, and nobody learns who has an account."""

import asyncio

from foodmarket.ports.passwords import Passwords

RIGHT = "верная лошадь batteries"


class PasswordsSuite:
    """Fixtures: ``passwords``."""

    async def test_the_right_password_matches(self, passwords: Passwords) -> None:
        """Letter for letter."""
        hashed = await passwords.hash(RIGHT)
        assert await passwords.matches(RIGHT, hashed)

    async def test_a_wrong_password_does_not_match(self, passwords: Passwords) -> None:
        """Not even one that differs in its last letter, its case, or by a space."""
        hashed = await passwords.hash(RIGHT)
        for wrong in (RIGHT[:-1], RIGHT.upper(), f"{RIGHT} ", ""):
            assert not await passwords.matches(wrong, hashed)

    async def test_a_long_password_counts_to_its_end(self, passwords: Passwords) -> None:
        """Nothing is cut off."""
        long = "x" * 255
        hashed = await passwords.hash(f"{long}a")
        assert await passwords.matches(f"{long}a", hashed)
        assert not await passwords.matches(f"{long}b", hashed)

    async def test_the_same_password_has_another_hash_each_time(self, passwords: Passwords) -> None:
        """It is salted, and the password can't be read in it."""
        first, second = await passwords.hash(RIGHT), await passwords.hash(RIGHT)
        assert first != second
        assert "batteries" not in first
        assert await passwords.matches(RIGHT, second)

    async def test_nobody_matches_nothing(self, passwords: Passwords) -> None:
        """Whatever the password is; nor does a text that is no hash."""
        for password in (RIGHT, ""):
            assert not await passwords.matches(password, None)
        for no_hash in ("", "x", "$$$$$"):
            assert not await passwords.matches(RIGHT, no_hash)

    async def test_many_are_checked_at_once(self, passwords: Passwords) -> None:
        """Each with its own answer."""
        hashed = await passwords.hash(RIGHT)
        tries = [RIGHT, "wrong", RIGHT, "wrong"]
        answers = await asyncio.gather(*(passwords.matches(one, hashed) for one in tries))
        assert answers == [True, False, True, False]
