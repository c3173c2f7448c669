"""What the Stripe rail has to be told."""

from urllib.parse import urlsplit

from attrs import Attribute, field, frozen

API = "https://api.stripe.com"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class BadStripeConfig(ValueError):
    """A setting of the Stripe rail is wrong; the text says which and never holds a secret."""


def _check_key(_: object, attribute: "Attribute[str]", value: str) -> None:
    if not value.startswith(("sk_", "rk_")):
        raise BadStripeConfig(f"{attribute.name} is not a secret key (sk_... or rk_...)")


def _check_secrets(_: object, attribute: "Attribute[tuple[str, ...]]", value: object) -> None:
    given = value if isinstance(value, tuple) else ()
    if not given or not all(isinstance(secret, str) and secret.strip() for secret in given):
        raise BadStripeConfig(f"{attribute.name} needs at least one signing secret")


def _check_url(_: object, attribute: "Attribute[str]", value: str) -> None:
    parts = urlsplit(value)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise BadStripeConfig(f"{attribute.name} has to be https, or http on loopback")


@frozen(kw_only=True)
class StripeConfig:
    """``webhook_secrets`` holds more than one while a secret is being rolled.

    Times are in seconds. ``timeout`` is for one request from queueing to the last byte. The
    circuit opens after ``failures_to_open`` requests in a row without an answer of Stripe's, and
    lets one through again ``open_seconds`` later. ``title`` names what is sold on Stripe's page.
    """

    api_key: str = field(repr=False, validator=_check_key)
    webhook_secrets: tuple[str, ...] = field(repr=False, validator=_check_secrets)
    api_base: str = field(default=API, validator=_check_url)
    timeout: float = 20.0
    at_once: int = 32
    failures_to_open: int = 5
    open_seconds: float = 15.0
    title: str = "Home-cooked food"

    @property
    def loopback(self) -> bool:
        """Tell whether this is a double on this machine rather than Stripe."""
        return urlsplit(self.api_base).hostname in LOOPBACK
