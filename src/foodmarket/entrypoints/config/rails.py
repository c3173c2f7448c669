"""The payment providers' settings, and which of them takes which orders."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from attrs import frozen

from foodmarket.domain.kernel.money import BasisPoints, Currency, UnknownCurrency
from foodmarket.domain.payments.rails import ANY, Rail
from foodmarket.entrypoints.config.declaration import setting
from foodmarket.entrypoints.config.values import (
    BadValue,
    choice,
    duration,
    flag,
    names,
    rate,
    text,
    url,
    whole,
)

STRIPE_API = "https://api.stripe.com"
YOOKASSA_API = "https://api.yookassa.ru/v3"


class YookassaMethod(StrEnum):
    """How customers pay at YooKassa, by its own names."""

    BANK_CARD = "bank_card"
    YOO_MONEY = "yoo_money"
    SBERBANK = "sberbank"
    SBP = "sbp"


@frozen(kw_only=True)
class StripeSettings:
    """``[stripe]``: keys of https://dashboard.stripe.com/apikeys."""

    api_key: str = setting(
        "",
        text,
        secret=True,
        en="Stripe's secret key, sk_… or rk_….",
        ru="Секретный ключ Stripe, sk_… или rk_….",
    )
    webhook_secrets: tuple[str, ...] = setting(
        (),
        names,
        secret=True,
        en="The signing secrets of Stripe's webhook endpoint; two while one is being replaced.",
        ru="Ключи подписи вебхуков Stripe; два, пока один меняют на другой.",
    )
    api_base: str = setting(
        STRIPE_API,
        url("http", "https"),
        en="Where Stripe's API is; a simulator's address in development.",
        ru="Адрес API Stripe; при разработке — адрес симулятора.",
    )
    timeout: timedelta = setting(
        timedelta(seconds=20),
        duration,
        en="How long Stripe may take to answer before the outcome counts as unknown.",
        ru="Сколько Stripe может думать над ответом, прежде чем исход сочтут неизвестным.",
    )


@frozen(kw_only=True)
class YookassaSettings:
    """``[yookassa]``: the shop, and how its money moves."""

    shop_id: str = setting(
        "", text, en="The shop's number at YooKassa.", ru="Номер магазина в ЮKassa."
    )
    secret_key: str = setting(
        "", text, secret=True, en="The shop's secret key.", ru="Секретный ключ магазина."
    )
    endpoint: str = setting(
        YOOKASSA_API,
        url("http", "https"),
        en="Where YooKassa's API is; a simulator's address in development.",
        ru="Адрес API ЮKassa; при разработке — адрес симулятора.",
    )
    method: YookassaMethod = setting(
        YookassaMethod.BANK_CARD,
        choice(YookassaMethod),
        en="How customers pay: bank_card, yoo_money, sberbank or sbp.",
        ru="Как платят покупатели: bank_card, yoo_money, sberbank или sbp.",
    )
    safe_deal: bool = setting(
        False,
        flag,
        en="Whether money waits in YooKassa's safe deals instead of on our account.",
        ru="Хранить ли деньги в безопасных сделках ЮKassa, а не на нашем счёте.",
    )
    platform_share: BasisPoints = setting(
        BasisPoints(1_000),
        rate,
        en="Our part of each payment in a safe deal.",
        ru="Наша доля платежа в безопасной сделке.",
    )
    deal_lasts: timedelta = setting(
        timedelta(days=90),
        duration,
        en="How long a safe deal lasts, as agreed with YooKassa.",
        ru="Сколько длится безопасная сделка по договору с ЮKassa.",
    )
    payout_account: str = setting(
        "",
        text,
        en="The number of the payout gateway; empty: cooks are not paid out outside of deals.",
        ru="Номер шлюза выплат; пусто: вне сделок поварам не выплачивается.",
    )
    payout_secret: str = setting(
        "", text, secret=True, en="The payout gateway's key.", ru="Ключ шлюза выплат."
    )
    vat_code: int = setting(
        1,
        whole(1, 12),
        en="The VAT code on fiscal receipts; 1: without VAT.",
        ru="Код ставки НДС в чеке; 1: без НДС.",
    )
    networks: tuple[str, ...] = setting(
        (),
        names,
        en="Networks that may notify us besides YooKassa's own; only a simulator needs them.",
        ru="Сети, которые могут слать уведомления кроме сетей ЮKassa; нужны лишь симулятору.",
    )
    timeout: timedelta = setting(
        timedelta(seconds=40),
        duration,
        en="How long YooKassa (it takes up to 30 s) may take before the outcome counts as unknown.",
        ru="Сколько ждать ответа ЮKassa (ей нужно до 30 с), прежде чем исход сочтут неизвестным.",
    )


def rails(value: object) -> tuple[Rail, ...]:
    """A TOML array of tables, or text such as ``RUB/RU:yookassa>stripe, */*:stripe``."""
    if isinstance(value, str):
        return tuple(_written(part) for part in value.split(",") if part.strip())
    if not isinstance(value, list) or not all(isinstance(part, Mapping) for part in value):
        raise BadValue("not-rails")
    return tuple(_table(part) for part in value)


def _written(part: str) -> Rail:
    where, found, providers = part.strip().partition(":")
    currency, slash, country = where.partition("/")
    if not found or not slash:
        raise BadValue("not-rails")
    return _rail(currency, country, providers.split(">"))


def _table(part: Mapping[str, object]) -> Rail:
    if not set(part) <= {"currency", "country", "providers"}:
        raise BadValue("not-rails")
    currency, country = part.get("currency", ANY), part.get("country", ANY)
    if not isinstance(currency, str) or not isinstance(country, str):
        raise BadValue("not-rails")
    return _rail(currency, country, list(names(part.get("providers"))))


def _rail(currency: str, country: str, providers: list[str]) -> Rail:
    named = tuple(name.strip() for name in providers if name.strip())
    country = country.strip()
    if not named or (country != ANY and not (len(country) == 2 and country.isupper())):
        raise BadValue("not-rails")
    try:
        of = None if currency.strip() == ANY else Currency(currency.strip())
    except UnknownCurrency:
        raise BadValue("not-rails") from None
    return Rail(currency=of, country=None if country == ANY else country, providers=named)
