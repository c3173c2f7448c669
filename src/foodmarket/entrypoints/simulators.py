"""Settings for the doubles that come with the rails, for running without real money.

A double lives in the memory of its process: a payment that was begun before a restart is not known
to it afterwards, and its order ends by its deadline.
"""

import errno
import os
import secrets
import socket
from datetime import timedelta
from itertools import count
from urllib.parse import urlsplit

import attrs

from foodmarket.entrypoints.config import Settings
from foodmarket.entrypoints.config.rails import StripeSettings, YookassaSettings
from foodmarket.entrypoints.config.values import shown

STRIPE, YOOKASSA = "stripe", "yookassa"
SIMULATORS = {"stripe-sim": STRIPE, "yookassa-sim": YOOKASSA}
LOOPBACK = "127.0.0.0/8"
PATIENCE = timedelta(seconds=5)  # a double answers at once; where it keeps silent it is on purpose
_PORTS = range(20_000, 30_000)
_turn = count(secrets.randbelow(len(_PORTS)))  # each process begins somewhere else
_TOLD = {
    STRIPE: ("api_key", "webhook_secrets", "api_base", "timeout"),
    YOOKASSA: ("shop_id", "secret_key", "endpoint", "networks", "timeout"),
}


def simulated(settings: Settings, provider: str, port: int) -> Settings:
    """Return the settings with that provider alone, spoken to at that port of this machine."""
    here = f"http://127.0.0.1:{port}"
    payments = attrs.evolve(settings.payments, providers=(provider,), rails=())
    settings = attrs.evolve(settings, payments=payments)
    if provider == STRIPE:
        stripe = StripeSettings(
            api_key="sk_test_simulator",
            webhook_secrets=("whsec_simulator",),
            api_base=here,
            timeout=PATIENCE,
        )
        return attrs.evolve(settings, stripe=stripe)
    yookassa = YookassaSettings(
        shop_id="100500",
        secret_key="test_simulator",  # noqa: S106 - a double takes any
        endpoint=f"{here}/v3",
        networks=(LOOPBACK,),
        timeout=PATIENCE,
    )
    return attrs.evolve(settings, yookassa=yookassa)


def with_provider(settings: Settings, chosen: str | None) -> Settings:
    """Return the settings with what ``--provider`` chose: the sandbox, or a double on a free port.

    None leaves them as they are.
    """
    if chosen is None:
        return settings
    if chosen in SIMULATORS:
        return simulated(settings, SIMULATORS[chosen], free_port())
    payments = attrs.evolve(settings.payments, providers=(chosen,), rails=())
    return attrs.evolve(settings, payments=payments)


def free_port() -> int:
    """Return a port of this machine that nobody listens on, and another one each time.

    Until it is used, the system is not likely to lend it to somebody who takes any: it usually
    has others for that. Raises `OSError` where all are taken.
    """
    for _ in _PORTS:
        port = _PORTS[next(_turn) % len(_PORTS)]
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise
            else:
                return port
    raise OSError(errno.EADDRINUSE, os.strerror(errno.EADDRINUSE))


def environ_of(settings: Settings) -> dict[str, str]:
    """Return the variables by which another process of ours gets the same providers."""
    offered = settings.payments.providers
    rails = ",".join(str(rail) for rail in settings.payments.rails)
    variables = {
        "FOODMARKET_PAYMENTS_PROVIDERS": ",".join(offered),
        "FOODMARKET_PAYMENTS_RAILS": rails,
    }
    for name in {STRIPE, YOOKASSA} & set(offered):
        section: attrs.AttrsInstance = settings.stripe if name == STRIPE else settings.yookassa
        for key in _TOLD[name]:
            variables[f"FOODMARKET_{name}_{key}".upper()] = shown(getattr(section, key))
    return variables


def address(settings: Settings, provider: str) -> tuple[str, int] | None:
    """Return host and port where the provider's double is spoken to; None for the real one."""
    named = settings.stripe.api_base if provider == STRIPE else settings.yookassa.endpoint
    parts = urlsplit(named)
    if parts.hostname not in {"127.0.0.1", "localhost", "::1"} or parts.port is None:
        return None
    return parts.hostname, parts.port


def doubled(settings: Settings) -> tuple[str, ...]:
    """Name the offered providers that are spoken to on this machine."""
    known = [name for name in settings.payments.providers if name in SIMULATORS.values()]
    return tuple(name for name in known if address(settings, name) is not None)
