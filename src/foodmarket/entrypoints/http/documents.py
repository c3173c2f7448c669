"""The OpenAPI document at /docs/openapi.json, and a page to try it out that needs no other host."""

from functools import cache
from html import escape
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

import msgspec
from litestar import Request, Response, Router, get
from litestar.datastructures import ResponseHeader
from litestar.exceptions import NotFoundException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin, OpenAPIRenderPlugin
from litestar.openapi.spec import Components, License, SecurityScheme
from litestar.params import FromPath

import foodmarket
from foodmarket.entrypoints.http.access import OPT, PUBLIC
from foodmarket.entrypoints.http.openapi import published
from foodmarket.entrypoints.http.pages import template
from foodmarket.entrypoints.http.settings import HttpSettings

DOCS_POLICY = (
    "default-src 'none'; object-src 'none'; script-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; "
    "style-src 'self' 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
SWAGGER = {
    "swagger-ui.css": "text/css",
    "swagger-ui-bundle.js": "text/javascript",
    "favicon-32x32.png": "image/png",
}
STATIC = {"site.css": "text/css", "icon.svg": "image/svg+xml", "docs.js": "text/javascript"}
FOR_A_DAY = {"cache-control": "public, max-age=86400"}
WHAT = """A marketplace for home-cooked food.

Amounts are integers in minor units: `{"amount": 129900, "currency": "RUB"}` is 1 299,00 ₽.
Instants are RFC 3339 in UTC. Lists answer `{"items": [...], "next": ...}`; send `next` as
`after` for the page that follows. Errors are problem details (RFC 9457) with a stable `code`;
their sentences are in Russian or in English by `Accept-Language`. What moves money takes an
`Idempotency-Key` and may be repeated with it safely."""


class OfflinePage(OpenAPIRenderPlugin):
    """Swagger UI with its files served from here."""

    def render(self, request: Request, openapi_schema: dict[str, object]) -> bytes:  # type: ignore[type-arg]
        title = escape(str(request.app.openapi_schema.info.title))
        return template("docs.html").substitute(title=title).encode()


class Document(JsonRenderPlugin):
    """The document as it is published."""

    def render(self, request: Request, openapi_schema: dict[str, object]) -> bytes:  # type: ignore[type-arg]
        return msgspec.json.encode(published(request.app))


@cache
def swagger_folder() -> Path:
    """Return where the installed files of Swagger UI are; the package is never imported."""
    spec = find_spec("flask_swagger_ui")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("flask-swagger-ui is not installed: pip install 'foodmarket[http]'")
    return Path(spec.submodule_search_locations[0]) / "dist"


@get("/assets/{name:str}", include_in_schema=False, sync_to_thread=True)
def swagger_file(name: FromPath[str]) -> Response[bytes]:
    if name not in SWAGGER:
        raise NotFoundException
    content = (swagger_folder() / name).read_bytes()
    return Response(content, media_type=SWAGGER[name], headers=FOR_A_DAY)


@get("/static/{name:str}", opt={OPT: PUBLIC}, include_in_schema=False, sync_to_thread=True)
def static_file(name: FromPath[str]) -> Response[bytes]:
    if name not in STATIC:
        raise NotFoundException
    content = files("foodmarket.entrypoints.http").joinpath("static", name).read_bytes()
    return Response(content, media_type=STATIC[name], headers=FOR_A_DAY)


def document(settings: HttpSettings) -> OpenAPIConfig:
    """Return how the OpenAPI document is made and served."""
    return OpenAPIConfig(
        title=settings.title,
        version=foodmarket.__version__,
        description=WHAT,
        license=License(name="Apache-2.0", identifier="Apache-2.0"),
        components=Components(
            security_schemes={
                "bearer": SecurityScheme(type="http", scheme="bearer"),
                "cookie": SecurityScheme(
                    type="apiKey", name=settings.cookie, security_scheme_in="cookie"
                ),
            }
        ),
        render_plugins=[OfflinePage(path="/"), Document(path="/openapi.json")],
        openapi_router=Router(
            "/docs",
            route_handlers=[swagger_file],
            include_in_schema=False,
            opt={OPT: PUBLIC},
            response_headers=[ResponseHeader(name="content-security-policy", value=DOCS_POLICY)],
        ),
    )


ROUTES = (static_file,)
