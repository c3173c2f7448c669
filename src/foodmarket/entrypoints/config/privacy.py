"""How long personal data is kept."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from attrs import frozen

from foodmarket.domain.privacy import PERIODS, Passing
from foodmarket.entrypoints.config.declaration import setting
from foodmarket.entrypoints.config.values import duration, path


@frozen(kw_only=True)
class PrivacySettings:
    """``[privacy]``: how long personal data is kept, and where erasures are noted."""

    tombstones: Path = setting(
        Path("tombstones.jsonl"),
        path,
        en="The file that notes who was erased, in the data folder or elsewhere. Back it up apart "
        "from the database: after a restore, `foodmarket privacy replay-erasures` reads it.",
        ru="Файл с отметками о стёртых учётных записях, в папке данных или в другом месте. Храните "
        "его копию отдельно от базы: по нему `foodmarket privacy replay-erasures` стирает снова.",
    )
    order_addresses: timedelta = setting(
        PERIODS[Passing.ORDER_ADDRESSES],
        duration,
        en="How long after an order's end its delivery address is kept.",
        ru="Сколько после завершения заказа хранится адрес доставки.",
    )
    answers: timedelta = setting(
        PERIODS[Passing.ANSWERS],
        duration,
        en="How long the answers to requests with an idempotency key are kept.",
        ru="Сколько хранятся ответы на запросы с ключом идемпотентности.",
    )
    notices: timedelta = setting(
        PERIODS[Passing.NOTICES],
        duration,
        en="How long notices are kept.",
        ru="Сколько хранятся уведомления.",
    )
    webhook_bodies: timedelta = setting(
        PERIODS[Passing.WEBHOOK_BODIES],
        duration,
        en="How long the bodies of providers' notifications are kept.",
        ru="Сколько хранятся тела уведомлений провайдеров.",
    )
    origins: timedelta = setting(
        PERIODS[Passing.ORIGINS],
        duration,
        en="How long the audit log keeps network addresses.",
        ru="Сколько журнал аудита хранит сетевые адреса.",
    )

    def periods(self) -> Mapping[Passing, timedelta]:
        """Return how long each kind is kept."""
        return {kind: getattr(self, kind) for kind in Passing}
