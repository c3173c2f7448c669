"""The doubles of payment providers that come with their rails, for running without real money.

A double lives in the memory of its process: a payment that was begun before a restart is not known
to it afterwards, and its order ends by its deadline.
"""

import asyncio
import signal
import socket
from typing import Any
from urllib.parse import urlsplit

import attrs
import uvicorn

from foodmarket import ports
from foodmarket.entrypoints.config import Settings
from foodmarket.entrypoints.config.rails import StripeSettings, YookassaSettings

STRIPE, YOOKASSA = "stripe", "yookassa"
SIMULATORS = {"stripe-sim": STRIPE, "yookassa-sim": YOOKASSA}
LOOPBACK = "127.0.0.0/8"
_TOLD = {
    STRIPE: ("api_key", "webhook_secrets", "api_base"),
    YOOKASSA: ("shop_id", "secret_key", "endpoint", "networks"),
}


def simulated(settings: Settings, provider: str, port: int) -> Settings:
    """Return the settings with that provider alone, spoken to at that port of this machine."""
    here = f"http://127.0.0.1:{port}"
    payments = attrs.evolve(settings.payments, providers=(provider,), rails=())
    settings = attrs.evolve(settings, payments=payments)
    if provider == STRIPE:
        stripe = StripeSettings(
            api_key="sk_test_simulator", webhook_secrets=("whsec_simulator",), api_base=here
        )
        return attrs.evolve(settings, stripe=stripe)
    yookassa = YookassaSettings(
        shop_id="100500",
        secret_key="test_simulator",  # noqa: S106 - a double takes any
        endpoint=f"{here}/v3",
        networks=(LOOPBACK,),
    )
    return attrs.evolve(settings, yookassa=yookassa)


def with_provider(settings: Settings, chosen: str | None) -> Settings:
    """Return the settings with what ``--provider`` chose: the sandbox, or a double on a free port.

    None leaves them as they are.
    """
    if chosen is None:
        return settings
    if chosen in SIMULATORS:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
        return simulated(settings, SIMULATORS[chosen], port)
    payments = attrs.evolve(settings.payments, providers=(chosen,), rails=())
    return attrs.evolve(settings, payments=payments)


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
            value = getattr(section, key)
            text = ",".join(value) if isinstance(value, tuple) else str(value)
            variables[f"FOODMARKET_{name}_{key}".upper()] = text
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


def simulator(settings: Settings, provider: str, clock: ports.Clock) -> Any:
    """Return the double as an ASGI application; it notifies the API on this machine."""
    notify = f"http://{settings.server.host}:{settings.server.port}/webhooks/{provider}"
    where = address(settings, provider)
    page = f"http://{where[0]}:{where[1]}" if where is not None else ""
    if provider == STRIPE:
        from foodmarket.adapters.stripe.simulator import StripeMachine, StripeSimulator

        return StripeSimulator(
            clock=clock,
            webhook_url=notify,
            webhook_secret=settings.stripe.webhook_secrets[0],
            machine=StripeMachine(page_url=page),
        )
    from foodmarket.adapters.yookassa.simulator import Machine, Simulator

    return Simulator(
        machine=Machine(page_url=f"{page}/pay"),
        clock=clock,
        shop_id=settings.yookassa.shop_id,
        secret_key=settings.yookassa.secret_key,
        notify_url=notify,
        prompt=True,
    )


class SimulatorServer(uvicorn.Server):
    """Serves a double inside a process that has more to do."""

    def __init__(self, app: Any, host: str, port: int) -> None:
        config = uvicorn.Config(
            app, host=host, port=port, access_log=False, log_config=None, ws="none", lifespan="on"
        )
        super().__init__(config)


async def serve_simulator(settings: Settings, provider: str, clock: ports.Clock) -> None:
    """Serve the double until a signal comes."""
    where = address(settings, provider)
    if where is None:
        raise OSError(f"{provider} is not set up to be simulated on this machine")
    server = SimulatorServer(simulator(settings, provider, clock), *where)
    loop = asyncio.get_running_loop()
    serving = asyncio.create_task(server.serve())
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, lambda: setattr(server, "should_exit", True))
    await serving
