"""Every setting of the marketplace, section by section."""

from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from attrs import field, frozen

from foodmarket.domain.kernel.money import BasisPoints
from foodmarket.domain.payments.rails import Rail
from foodmarket.entrypoints.config.cell import CellSettings
from foodmarket.entrypoints.config.declaration import Setting, declared_in, setting
from foodmarket.entrypoints.config.limits import LimitSettings
from foodmarket.entrypoints.config.mail import AccountSettings, MailSettings
from foodmarket.entrypoints.config.privacy import PrivacySettings
from foodmarket.entrypoints.config.rails import StripeSettings, YookassaSettings, rails
from foodmarket.entrypoints.config.sessions import SessionSettings
from foodmarket.entrypoints.config.terms import TermsSettings
from foodmarket.entrypoints.config.values import (
    Network,
    choice,
    duration,
    filled,
    flag,
    hosts,
    known_names,
    networks,
    origin,
    origins,
    path,
    rate,
    text,
    url,
    whole,
)
from foodmarket.entrypoints.config.vault import VaultSettings

SANDBOX_SECRET = "sandbox-webhooks-are-not-secret"  # noqa: S105 - refused in production


class Mode(StrEnum):
    """How much is left to defaults."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class LogFormat(StrEnum):
    """How log lines look; by itself, as the mode asks for."""

    AUTO = "auto"
    TEXT = "text"
    JSON = "json"


class LogLevel(StrEnum):
    """From which weight on things are logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@frozen(kw_only=True)
class ServerSettings:
    """``[server]``: the HTTP API."""

    host: str = setting(
        "127.0.0.1",
        filled,
        en="The address that the API listens on.",
        ru="Адрес, на котором слушает API.",
    )
    port: int = setting(
        8000,
        whole(1, 65_535),
        en="The port that the API listens on.",
        ru="Порт, на котором слушает API.",
        also=("PORT",),
    )
    processes: int = setting(
        1,
        whole(1, 64),
        en="How many API processes share the port; one per core is a good start.",
        ru="Сколько процессов API делят порт; для начала по одному на ядро.",
    )
    public_url: str = setting(
        "",
        origin,
        en="The address that people see; empty: http://host:port.",
        ru="Адрес, который видят люди; пусто: http://host:port.",
    )
    secure_cookies: bool = setting(
        False,
        flag,
        en="Whether session cookies travel over https alone.",
        ru="Передавать ли сессионные куки только по https.",
    )
    allowed_hosts: tuple[str, ...] = setting(
        (),
        hosts,
        en="Host names that are answered besides that of the public address; empty, in "
        "development: any.",
        ru="Имена хостов, на которые мы отвечаем, кроме публичного адреса; пусто при разработке: "
        "любые.",
    )
    cors_origins: tuple[str, ...] = setting(
        (),
        origins,
        en="Origins whose pages may call the API from a browser, such as https://app.example.",
        ru="Источники, чьи страницы могут обращаться к API из браузера, например "
        "https://app.example.",
    )
    trusted_proxies: tuple[Network, ...] = setting(
        (),
        networks,
        en="Networks of our own proxies, whose X-Forwarded-For is believed, such as 10.0.0.0/8.",
        ru="Сети наших прокси, чьему X-Forwarded-For мы верим, например 10.0.0.0/8.",
    )


@frozen(kw_only=True)
class DatabaseSettings:
    """``[database]``: PostgreSQL."""

    migrate_url: str = setting(
        "",
        url("postgresql", "postgres"),
        secret=True,
        # Before url, whose name hides the function that reads addresses.
        en="Where to migrate, as the role that owns the tables; empty: the url.",
        ru="Адрес для миграций, с ролью владельца таблиц; пусто: как url.",
    )
    url: str = setting(
        "",
        url("postgresql", "postgres"),
        secret=True,
        en="The address of PostgreSQL; empty: the embedded server of `foodmarket run`.",
        ru="Адрес PostgreSQL; пусто: встроенный сервер команды `foodmarket run`.",
        also=("DATABASE_URL",),
    )
    role: str = setting(
        "foodmarket_app",
        text,
        en="The role to work as, which the user of the url is a member of; empty: as that user.",
        ru="Роль, от имени которой работать; пользователь из url состоит в ней; пусто: сам он.",
    )
    pool: int = setting(
        10,
        whole(1, 200),
        en="The most connections that one process opens.",
        ru="Сколько соединений открывает один процесс, не больше.",
    )


@frozen(kw_only=True)
class RedisSettings:
    """``[redis]``: sessions, rates, presence and the worker's streams."""

    url: str = setting(
        "",
        url("redis", "rediss", "unix"),
        secret=True,
        en="The address of Redis; empty: the embedded server of `foodmarket run`.",
        ru="Адрес Redis; пусто: встроенный сервер команды `foodmarket run`.",
        also=("REDIS_URL",),
    )
    timeout: timedelta = setting(
        timedelta(seconds=1),
        duration,
        en="How long Redis may take to answer a request before it counts as away.",
        ru="Сколько Redis может думать над ответом на запрос, прежде чем сочтут, что его нет.",
    )


@frozen(kw_only=True)
class DataSettings:
    """``[data]``: what lies on this machine."""

    folder: Path = setting(
        Path(".foodmarket"),
        path,
        en="Where the embedded servers and the sandbox bank keep their data.",
        ru="Где хранят данные встроенные серверы и банк песочницы.",
    )


@frozen(kw_only=True)
class PaymentSettings:
    """``[payments]``: the providers."""

    providers: tuple[str, ...] = setting(
        ("sandbox",),
        known_names("sandbox", "stripe", "yookassa"),
        en="The payment providers that are offered. Known: sandbox, stripe, yookassa.",
        ru="Какие платёжные провайдеры подключены. Известные: sandbox, stripe, yookassa.",
    )
    rails: tuple[Rail, ...] = setting(
        (),
        rails,
        en="Which provider takes orders of which currency and country, best first; empty: any.",
        ru="Какой провайдер принимает заказы в какой валюте и стране, лучший первым; пусто: любой.",
    )
    sandbox_secret: str = setting(
        SANDBOX_SECRET,
        filled,
        secret=True,
        en="The key that the sandbox provider signs its webhooks with.",
        ru="Ключ, которым песочница подписывает свои вебхуки.",
    )
    lease: timedelta = setting(
        timedelta(seconds=30),
        duration,
        en="How long a process has for a provider's answer; a worker then takes the request over.",
        ru="Сколько процесс может ждать ответа провайдера, пока запрос не подхватит воркер.",
    )


@frozen(kw_only=True)
class WorkerSettings:
    """``[worker]``: events, deadlines, unfinished operations, the chain of the book."""

    concurrency: int = setting(
        8,
        whole(1, 256),
        en="How many things of one kind a worker does at once.",
        ru="Сколько дел одного рода воркер делает одновременно.",
    )
    pause: timedelta = setting(
        timedelta(milliseconds=250),
        duration,
        en="How long a worker waits when there was nothing to do.",
        ru="Сколько воркер ждёт, когда делать было нечего.",
    )
    lease: timedelta = setting(
        timedelta(seconds=30),
        duration,
        en="How long a worker may hold a piece of work before another one takes it over.",
        ru="Сколько воркер может держать дело, прежде чем его возьмёт другой.",
    )
    tries: int = setting(
        8,
        whole(1, 100),
        en="How often an event's effect is tried before the event is parked for people.",
        ru="Сколько раз пробовать обработать событие, прежде чем отложить его для людей.",
    )
    budget: int = setting(
        6,
        whole(1, 256),
        en="How many unfinished operations of one payment provider a worker drives on at a time.",
        ru="Сколько незавершённых операций одного платёжного провайдера воркер ведёт за раз.",
    )


@frozen(kw_only=True)
class LogSettings:
    """``[log]``: what processes write to the standard error."""

    level: LogLevel = setting(
        LogLevel.INFO,
        choice(LogLevel),
        en="From which weight on things are logged.",
        ru="Начиная с какой важности писать в журнал.",
    )
    format: LogFormat = setting(
        LogFormat.AUTO,
        choice(LogFormat),
        en="text for people, json for machines; auto: text in development, json in production.",
        ru="text для людей, json для машин; auto: text в разработке, json в production.",
    )


@frozen(kw_only=True)
class MetricsSettings:
    """``[metrics]``: figures for Prometheus, apart from the API."""

    host: str = setting(
        "127.0.0.1",
        filled,
        en="The address that figures are served on, apart from the API.",
        ru="Адрес, на котором отдаются метрики, отдельно от API.",
    )
    port: int = setting(
        9464,
        whole(0, 65_535),
        en="The API's port for figures, and the next free ones for its other processes; 0: none.",
        ru="Порт метрик API, у других его процессов следующие свободные; 0: не отдавать.",
    )
    worker_port: int = setting(
        9564,
        whole(0, 65_535),
        en="The worker's port for figures, and the next free ones for other workers; 0: none.",
        ru="Порт метрик воркера, у других воркеров следующие свободные; 0: не отдавать.",
    )
    on_network: bool = setting(
        False,
        flag,
        en="Whether figures may be served beyond this machine: the network keeps strangers out.",
        ru="Можно ли отдавать метрики за пределы машины: посторонних не пускает сама сеть.",
    )


@frozen(kw_only=True)
class TracingSettings:
    """``[tracing]``: spans for OpenTelemetry."""

    endpoint: str = setting(
        "",
        url("http", "https"),
        en="The OTLP collector that spans are sent to over HTTP; empty: none are recorded.",
        ru="Коллектор OTLP, которому спаны отправляются по HTTP; пусто: спаны не пишутся.",
    )
    ratio: BasisPoints = setting(
        BasisPoints(10_000),
        rate,
        en="The part of all traces that is recorded.",
        ru="Какая доля трасс записывается.",
    )


@frozen(kw_only=True)
class ErrorSettings:
    """``[errors]``: reports to Sentry."""

    dsn: str = setting(
        "",
        url("http", "https"),
        secret=True,
        en="The address of the Sentry project that errors are told to; empty: nobody.",
        ru="Адрес проекта Sentry, куда сообщать об ошибках; пусто: никуда.",
    )
    environment: str = setting(
        "",
        text,
        en="The environment that errors are told from; empty: the mode.",
        ru="Окружение, из которого сообщать об ошибках; пусто: режим.",
    )


@frozen(kw_only=True)
class Settings:
    """All settings, validated. Read once at start by `foodmarket.entrypoints.config.load`."""

    mode: Mode = setting(
        Mode.DEVELOPMENT,
        choice(Mode),
        en="production refuses everything that is only fit for development.",
        ru="production отказывается от всего, что годится только для разработки.",
    )
    server: ServerSettings = field(factory=ServerSettings)
    database: DatabaseSettings = field(factory=DatabaseSettings)
    redis: RedisSettings = field(factory=RedisSettings)
    limits: LimitSettings = field(factory=LimitSettings)
    vault: VaultSettings = field(factory=VaultSettings)
    sessions: SessionSettings = field(factory=SessionSettings)
    data: DataSettings = field(factory=DataSettings)
    accounts: AccountSettings = field(factory=AccountSettings)
    mail: MailSettings = field(factory=MailSettings)
    payments: PaymentSettings = field(factory=PaymentSettings)
    stripe: StripeSettings = field(factory=StripeSettings)
    yookassa: YookassaSettings = field(factory=YookassaSettings)
    worker: WorkerSettings = field(factory=WorkerSettings)
    cell: CellSettings = field(factory=CellSettings)
    privacy: PrivacySettings = field(factory=PrivacySettings)
    log: LogSettings = field(factory=LogSettings)
    metrics: MetricsSettings = field(factory=MetricsSettings)
    tracing: TracingSettings = field(factory=TracingSettings)
    errors: ErrorSettings = field(factory=ErrorSettings)
    terms: TermsSettings = field(factory=TermsSettings)

    @property
    def email_must_be_verified(self) -> bool:
        """Whether ordering takes a verified e-mail address."""
        return self.accounts.require_verified_email or self.mode is Mode.PRODUCTION

    @property
    def staff_need_second_factor(self) -> bool:
        """Whether staff can't sign in without a second factor."""
        return self.accounts.staff_second_factor or self.mode is Mode.PRODUCTION

    @property
    def public_url(self) -> str:
        """The address that people see, without a slash at its end."""
        here = f"http://{self.server.host}:{self.server.port}"
        return (self.server.public_url or here).rstrip("/")

    @property
    def allowed_hosts(self) -> tuple[str, ...] | None:
        """The Host names that are answered besides the public one; None: any."""
        anywhere = self.mode is Mode.DEVELOPMENT and not self.server.allowed_hosts
        return None if anywhere else self.server.allowed_hosts

    @property
    def log_format(self) -> LogFormat:
        """How log lines look in this mode."""
        if self.log.format is not LogFormat.AUTO:
            return self.log.format
        return LogFormat.JSON if self.mode is Mode.PRODUCTION else LogFormat.TEXT


SETTINGS: tuple[Setting, ...] = tuple(declared_in(Settings))
