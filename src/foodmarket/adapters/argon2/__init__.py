"""Password hashing with argon2id."""

from foodmarket.adapters.argon2.passwords import Argon2Passwords

__all__ = ["Argon2Passwords"]
