"""The front page: what this is, and where to go from here."""

from litestar import MediaType, Response, get

from foodmarket.entrypoints.http.access import OPT, PUBLIC
from foodmarket.entrypoints.http.call import Call
from foodmarket.entrypoints.http.pages import PAGE_POLICY, heading, link, page, paragraph

LINKS = {
    "page-link-menu": "/v1/menu",
    "page-link-docs": "/docs",
    "page-link-document": "/docs/openapi.json",
    "page-link-ready": "/health/ready",
}


@get("/", opt={OPT: PUBLIC}, include_in_schema=False)
async def landing(request: Call) -> Response[bytes]:
    say, language = request.texts.say, request.language
    title = say(language, "page-title")
    links = "".join(
        f"<li>{link(address, say(language, key))}</li>" for key, address in LINKS.items()
    )
    main = heading(title) + paragraph(say(language, "page-what")) + f"<nav><ul>{links}</ul></nav>"
    return html(page(language, title, main), language.value)


def html(body: bytes, language: str, status: int = 200) -> Response[bytes]:
    """Answer with a page, under the pages' own content policy."""
    return Response(
        body,
        status_code=status,
        media_type=MediaType.HTML,
        headers={
            "content-security-policy": PAGE_POLICY,
            "content-language": language,
            "vary": "accept-language",
        },
    )


ROUTES = (landing,)
