"""``[sessions]``: how long sign-ins last."""

from datetime import timedelta

import attrs
from attrs import frozen

from foodmarket.domain.accounts import SessionTerms
from foodmarket.entrypoints.config.declaration import setting
from foodmarket.entrypoints.config.values import duration

_DEFAULT = SessionTerms()


@frozen(kw_only=True)
class SessionSettings:
    """The spans of `SessionTerms`."""

    idle: timedelta = setting(
        _DEFAULT.idle,
        duration,
        en="How long a session lasts that nobody uses.",
        ru="Сколько живёт сессия, которой не пользуются.",
    )
    lasting: timedelta = setting(
        _DEFAULT.lasting,
        duration,
        en="How long a session lasts at most, used or not.",
        ru="Сколько живёт сессия самое большее, даже если ею пользуются.",
    )
    staff_idle: timedelta = setting(
        _DEFAULT.staff_idle,
        duration,
        en="How long a session of staff lasts that nobody uses.",
        ru="Сколько живёт сессия сотрудника, которой не пользуются.",
    )
    staff_lasting: timedelta = setting(
        _DEFAULT.staff_lasting,
        duration,
        en="How long a session of staff lasts at most.",
        ru="Сколько живёт сессия сотрудника самое большее.",
    )

    def terms(self) -> SessionTerms:
        """The same spans as the domain knows them."""
        return SessionTerms(**attrs.asdict(self))
