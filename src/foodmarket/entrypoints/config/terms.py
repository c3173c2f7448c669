"""The numbers of the order process as settings."""

from datetime import timedelta

import attrs
from attrs import frozen

from foodmarket.domain.escrow import Terms
from foodmarket.domain.escrow.model import RetentionTo
from foodmarket.domain.kernel.money import BasisPoints
from foodmarket.entrypoints.config.declaration import setting
from foodmarket.entrypoints.config.values import choice, duration, rate, whole


@frozen(kw_only=True)
class TermsSettings:
    """``[terms]``: what new orders are placed under; a placed order keeps its own."""

    payment_time: timedelta = setting(
        timedelta(minutes=15),
        duration,
        en="How long a customer has to pay before the order expires.",
        ru="Сколько времени есть у покупателя на оплату, пока заказ не истечёт.",
    )
    acceptance_time: timedelta = setting(
        timedelta(minutes=30),
        duration,
        en="How long a cook has to accept an order; a reminder goes out at half of it.",
        ru="Сколько времени есть у повара, чтобы принять заказ; на половине приходит напоминание.",
    )
    overdue_reminder: timedelta = setting(
        timedelta(hours=3),
        duration,
        en="How long after the end of the slot a cook is reminded of a meal not handed over.",
        ru="Через сколько после конца окна доставки повару напоминают о невыданном заказе.",
    )
    overdue_limit: timedelta = setting(
        timedelta(hours=24),
        duration,
        en="How long after the end of the slot a meal not handed over is refunded.",
        ru="Через сколько после конца окна доставки деньги за невыданный заказ возвращаются.",
    )
    confirmation_time: timedelta = setting(
        timedelta(hours=24),
        duration,
        en="How long a customer has to confirm or complain before the order completes by itself.",
        ru="Сколько времени есть на подтверждение или жалобу, пока заказ не завершится сам.",
    )
    dispute_window: timedelta = setting(
        timedelta(days=14),
        duration,
        en="How long after completion a complaint is possible and the retention stays back.",
        ru="Сколько после завершения можно пожаловаться; столько же хранится удержание.",
    )
    dispute_limit: timedelta = setting(
        timedelta(days=60),
        duration,
        en="How long a dispute may stay open before it is resolved for the customer.",
        ru="Сколько спор может быть открыт, пока не решится в пользу покупателя.",
    )
    answer_time: timedelta = setting(
        timedelta(hours=48),
        duration,
        en="How long each side of a complaint has to answer before staff takes it over.",
        ru="Сколько времени у каждой стороны жалобы на ответ, пока её не возьмёт сотрудник.",
    )
    retention: BasisPoints = setting(
        BasisPoints(1_000),
        rate,
        en="The part of items and delivery that stays back at release.",
        ru="Доля блюд и доставки, которая удерживается при выплате.",
    )
    retention_to: RetentionTo = setting(
        RetentionTo.PLATFORM,
        choice(RetentionTo),
        en="Whose the retention becomes at the end: the platform's commission or the cook's.",
        ru="Кому в конце достаётся удержание: платформе как комиссия или повару.",
    )
    promotion: BasisPoints = setting(
        BasisPoints(0),
        rate,
        en="A discount on the items, paid by the platform.",
        ru="Скидка на блюда за счёт платформы.",
    )
    refund_when_preparing: BasisPoints = setting(
        BasisPoints(5_000),
        rate,
        en="What a customer gets back who cancels while the meal is being cooked.",
        ru="Сколько возвращается покупателю, который отменил заказ во время готовки.",
    )
    refund_when_ready: BasisPoints = setting(
        BasisPoints(0),
        rate,
        en="What a customer gets back who cancels when the meal is ready.",
        ru="Сколько возвращается покупателю, который отменил готовый заказ.",
    )
    refund_approval_limit: int = setting(
        500_000,
        whole(0, 10**12),
        en="A refund by staff of more than this (minor units) needs a second person.",
        ru="Возврат сотрудником больше этой суммы (в копейках) подтверждает второй человек.",
    )

    def terms(self) -> Terms:
        """Return them as the domain's terms."""
        return Terms(**attrs.asdict(self, recurse=False))
