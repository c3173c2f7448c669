"""The payment providers that the settings offer, opened and closed together.

The libraries of a rail are imported only where it is offered.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from foodmarket import ports
from foodmarket.entrypoints.config import Mode, Settings


@asynccontextmanager
async def open_providers(
    settings: Settings, clock: ports.Clock, sandbox: ports.PaymentProvider
) -> AsyncIterator[Mapping[str, ports.PaymentProvider]]:
    """Yield the offered providers by name, in the order of the settings."""
    async with AsyncExitStack() as stack:
        made: dict[str, ports.PaymentProvider] = {}
        for name in settings.payments.providers:
            match name:
                case "stripe":
                    made[name] = await stack.enter_async_context(_stripe(settings, clock))
                case "yookassa":
                    made[name] = await stack.enter_async_context(_yookassa(settings, clock))
                case _:
                    made[name] = sandbox
        yield made


@asynccontextmanager
async def _stripe(settings: Settings, clock: ports.Clock) -> AsyncIterator[ports.PaymentProvider]:
    from foodmarket.adapters.stripe import StripeConfig, stripe_provider

    given = settings.stripe
    provider = stripe_provider(
        StripeConfig(
            api_key=given.api_key,
            webhook_secrets=given.webhook_secrets,
            api_base=given.api_base.rstrip("/"),
            timeout=given.timeout.total_seconds(),
        ),
        clock,
    )
    try:
        yield provider
    finally:
        await provider.close()


@asynccontextmanager
async def _yookassa(settings: Settings, clock: ports.Clock) -> AsyncIterator[ports.PaymentProvider]:
    from foodmarket.adapters.yookassa import (
        Method,
        PayoutGateway,
        ReceiptTerms,
        SafeDeal,
        YooKassaClient,
        YooKassaProvider,
        YooKassaSettings,
    )

    given = settings.yookassa
    deal = SafeDeal(platform_share=given.platform_share, lasts=given.deal_lasts)
    gateway = PayoutGateway(account_id=given.payout_account, secret_key=given.payout_secret)
    config = YooKassaSettings(
        shop_id=given.shop_id,
        secret_key=given.secret_key,
        return_url=f"{settings.public_url}/v1/orders",
        endpoint=given.endpoint.rstrip("/"),
        method=Method(given.method),
        safe_deal=deal if given.safe_deal else None,
        payout_gateway=gateway if given.payout_account else None,
        receipts=ReceiptTerms(vat_code=given.vat_code),
        timeout=given.timeout,
        extra_networks=given.networks,
        production=settings.mode is Mode.PRODUCTION,
    )
    client = YooKassaClient(config)
    try:
        yield YooKassaProvider(config, client, clock)
    finally:
        await client.close()
