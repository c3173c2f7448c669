"""What the HTTP API has to be told."""

from datetime import timedelta
from urllib.parse import urlsplit

from attrs import field, frozen

from foodmarket import ports


@frozen(kw_only=True)
class HttpSettings:
    """``public_url`` is where browsers see us, without a path; ``largest_body`` is in bytes.

    ``secure_cookies`` is for HTTPS: the session's cookie then carries the ``__Host-`` prefix and
    answers carry Strict-Transport-Security. ``sign_in_rate`` bounds tries per e-mail address.
    Dependencies that do not answer within ``ready_within`` count as away. A keyed request without
    an answer after ``unfinished_for`` is given up: repetitions are then told what it has made.
    """

    public_url: str = "http://127.0.0.1:8000"
    secure_cookies: bool = False
    largest_body: int = 1_000_000
    title: str = "foodmarket"
    sign_in_rate: ports.Rate = field(
        factory=lambda: ports.Rate(times=20, per=timedelta(minutes=10))
    )

    ready_within: timedelta = timedelta(seconds=2)
    unfinished_for: timedelta = timedelta(seconds=60)

    @property
    def cookie(self) -> str:
        """Return the name of the session's cookie."""
        return "__Host-foodmarket_session" if self.secure_cookies else "foodmarket_session"

    @property
    def host(self) -> str:
        """Return host and port of the public address."""
        return urlsplit(self.public_url).netloc
