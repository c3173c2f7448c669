"""``[limits]``: how often whom may do what over HTTP."""

import re
from datetime import timedelta

from attrs import frozen

from foodmarket.entrypoints.config.declaration import setting
from foodmarket.entrypoints.config.values import BadValue, duration, flag, text, whole
from foodmarket.entrypoints.quotas import QUOTAS, Quota, Quotas, RouteClass
from foodmarket.ports.limiter import Rate

_RATE = re.compile(r"(\d{1,7})\s*/\s*(\S+)\s+per\s+(account|address)")


def quota(value: object) -> Quota:
    """Rates such as ``20/10m per account, 120/10m per address``; one of the two may be left out."""
    rates: dict[str, Rate] = {}
    for part in text(value).split(","):
        match = _RATE.fullmatch(part.strip())
        if match is None or match[3] in rates or not int(match[1]):
            raise BadValue("not-quota")
        per = duration(match[2])
        if per % timedelta(seconds=1):
            raise BadValue("not-quota")
        rates[match[3]] = Rate(int(match[1]), per)
    return Quota(**rates)


@frozen(kw_only=True)
class LimitSettings:
    """Token buckets, kept in Redis over all processes; each class of routes has its own."""

    enabled: bool = setting(
        True,
        flag,
        en="Whether requests are counted at all.",
        ru="Считать ли запросы вообще.",
    )
    read: Quota = setting(
        QUOTAS[RouteClass.READ],
        quota,
        en="How often anything may be read.",
        ru="Как часто можно читать.",
    )
    write: Quota = setting(
        QUOTAS[RouteClass.WRITE],
        quota,
        en="How often anything may be changed that has no rate of its own.",
        ru="Как часто можно менять всё, у чего нет своей частоты.",
    )
    checkout: Quota = setting(
        QUOTAS[RouteClass.CHECKOUT],
        quota,
        en="How often orders may be placed and ways to pay saved.",
        ru="Как часто можно оформлять заказы и сохранять способы оплаты.",
    )
    decline: Quota = setting(
        QUOTAS[RouteClass.DECLINE],
        quota,
        en="How many payments may be declined before the checkout is barred for a while.",
        ru="Сколько платежей может быть отклонено, пока оформление заказов не закроется на время.",
    )
    sign_in: Quota = setting(
        QUOTAS[RouteClass.SIGN_IN],
        quota,
        en="How often signing in may be tried; an account is that of the e-mail address tried.",
        ru="Как часто можно пробовать войти; учётная запись — та, чью почту называют.",
    )
    register: Quota = setting(
        QUOTAS[RouteClass.REGISTER],
        quota,
        en="How often accounts may be registered.",
        ru="Как часто можно регистрировать учётные записи.",
    )
    code: Quota = setting(
        QUOTAS[RouteClass.CODE],
        quota,
        en="How often codes may be asked for, whomever they are sent to.",
        ru="Как часто можно запрашивать коды, кому бы они ни отправлялись.",
    )
    password: Quota = setting(
        QUOTAS[RouteClass.PASSWORD],
        quota,
        en="How often somebody who is signed in may enter the password again.",
        ru="Как часто вошедший может снова вводить пароль.",
    )
    webhook: Quota = setting(
        QUOTAS[RouteClass.WEBHOOK],
        quota,
        en="How often payment providers may notify us.",
        ru="Как часто платёжные провайдеры могут присылать уведомления.",
    )
    body_bytes: int = setting(
        1_000_000,
        whole(1_000, 100_000_000),
        en="The largest body of a request, in bytes.",
        ru="Наибольшее тело запроса в байтах.",
    )
    body_depth: int = setting(
        16,
        whole(4, 200),
        en="How many JSON values may be inside of one another.",
        ru="Сколько значений JSON может быть вложено друг в друга.",
    )
    head_bytes: int = setting(
        16_384,
        whole(1_000, 60_000),
        en="The most that address and headers of a request have together, in bytes.",
        ru="Сколько байт занимают адрес и заголовки запроса вместе, не больше.",
    )
    body_time: timedelta = setting(
        timedelta(seconds=15),
        duration,
        en="How long a body may take to arrive.",
        ru="Сколько времени может передаваться тело запроса.",
    )
    answer_time: timedelta = setting(
        timedelta(seconds=60),
        duration,
        en="How long a request may take until its answer begins.",
        ru="Сколько времени может пройти до начала ответа.",
    )

    def quotas(self) -> Quotas:
        """The rates by class of route; none where nothing is counted."""
        if not self.enabled:
            return {}
        counted = [kind for kind in RouteClass if kind is not RouteClass.FREE]
        return {kind: getattr(self, kind.value) for kind in counted}
