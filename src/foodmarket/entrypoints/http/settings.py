"""What the HTTP API has to be told."""

from datetime import timedelta
from urllib.parse import urlsplit

from attrs import field, frozen

from foodmarket.entrypoints.http.addresses import Network
from foodmarket.entrypoints.quotas import QUOTAS, Quotas


@frozen(kw_only=True)
class HttpSettings:
    """``public_url`` is where browsers see us, without a path; ``largest_body`` is in bytes.

    ``secure_cookies`` is for HTTPS: the session's cookie then carries the ``__Host-`` prefix and
    answers carry Strict-Transport-Security. ``quotas`` say how often what may be done; without
    any, nothing is counted. ``X-Forwarded-For`` counts where ``trusted_proxies`` have sent it.
    ``allowed_hosts`` are the Host names that are answered besides that of ``public_url``; None:
    any. ``cors_origins`` are the origins whose pages may call us with a cookie.
    Dependencies that do not answer within ``ready_within`` count as away. A keyed request without
    an answer after ``unfinished_for`` is given up: repetitions are then told what it has made.
    A body has to arrive ``body_within`` of its request, and an answer begins ``answer_within`` of
    it. ``largest_head`` bounds the address and the headers together, in bytes, and
    ``deepest_body`` the JSON values inside of one another.
    """

    public_url: str = "http://127.0.0.1:8000"
    secure_cookies: bool = False
    largest_body: int = 1_000_000
    title: str = "foodmarket"
    quotas: Quotas = field(factory=lambda: QUOTAS)
    trusted_proxies: tuple[Network, ...] = ()
    allowed_hosts: tuple[str, ...] | None = None
    cors_origins: tuple[str, ...] = ()
    body_within: timedelta = timedelta(seconds=15)
    answer_within: timedelta = timedelta(seconds=60)
    largest_head: int = 16_384
    deepest_body: int = 16
    ready_within: timedelta = timedelta(seconds=2)
    unfinished_for: timedelta = timedelta(seconds=60)

    @property
    def cookie(self) -> str:
        """Return the name of the session's cookie."""
        return "__Host-foodmarket_session" if self.secure_cookies else "foodmarket_session"

    @property
    def origin(self) -> str:
        """Return the public address as a browser's Origin header has it."""
        return self.public_url.rstrip("/").lower()

    @property
    def host(self) -> str:
        """Return host and port of the public address."""
        return urlsplit(self.public_url).netloc
