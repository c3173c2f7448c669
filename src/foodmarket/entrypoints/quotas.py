"""How often whom may do what over HTTP, by class of route."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from attrs import frozen

from foodmarket.ports.limiter import Rate


class RouteClass(StrEnum):
    """Routes that are counted together. ``FREE`` ones are not counted at all."""

    FREE = "free"
    READ = "read"
    WRITE = "write"
    CHECKOUT = "checkout"
    DECLINE = "decline"  # no route: payments that were declined bar the way to the checkout
    SIGN_IN = "sign_in"
    REGISTER = "register"
    CODE = "code"
    PASSWORD = "password"  # noqa: S105 - a class of routes
    WEBHOOK = "webhook"

    @property
    def names_somebody(self) -> bool:
        """Whether what is sent names the account that is counted: nobody is signed in yet."""
        return self is RouteClass.SIGN_IN


@frozen
class Quota:
    """A rate for each account, or e-mail address or telephone that is tried, and for each network
    address. None: not counted.
    """

    account: Rate | None = None
    address: Rate | None = None

    def __str__(self) -> str:
        rates = (("account", self.account), ("address", self.address))
        return ", ".join(f"{_shown(rate)} per {name}" for name, rate in rates if rate is not None)


Quotas = Mapping[RouteClass, Quota]
_MINUTE, _TEN, _HOUR = timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1)
QUOTAS: Quotas = {
    RouteClass.READ: Quota(Rate(600, _MINUTE), Rate(1200, _MINUTE)),
    RouteClass.WRITE: Quota(Rate(120, _MINUTE), Rate(600, _MINUTE)),
    RouteClass.CHECKOUT: Quota(Rate(20, _TEN), Rate(120, _TEN)),
    RouteClass.DECLINE: Quota(Rate(5, _HOUR), Rate(30, _HOUR)),
    RouteClass.SIGN_IN: Quota(Rate(20, _TEN), Rate(60, _TEN)),
    RouteClass.REGISTER: Quota(None, Rate(60, _HOUR)),
    RouteClass.CODE: Quota(Rate(20, _HOUR), Rate(60, _HOUR)),
    RouteClass.PASSWORD: Quota(Rate(20, _TEN), Rate(60, _TEN)),
    RouteClass.WEBHOOK: Quota(None, Rate(6000, _MINUTE)),
}


def _shown(rate: Rate) -> str:
    for name, unit in (("h", _HOUR), ("m", _MINUTE)):
        if rate.per >= unit and rate.per % unit == timedelta(0):
            return f"{rate.times}/{rate.per // unit}{name}"
    return f"{rate.times}/{rate.per // timedelta(seconds=1)}s"
