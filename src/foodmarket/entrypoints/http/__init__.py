"""The HTTP API: `create_app` makes it of a marketplace and `HttpSettings`."""

from foodmarket.entrypoints.http.app import create_app
from foodmarket.entrypoints.http.sandbox import PATH as SANDBOX_PAGE
from foodmarket.entrypoints.http.settings import HttpSettings

__all__ = ["SANDBOX_PAGE", "HttpSettings", "create_app"]
