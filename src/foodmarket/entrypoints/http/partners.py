"""Partners over HTTP: their keys, and what their programs may read with them."""

from datetime import datetime, timedelta
from typing import Annotated, Any

import msgspec
from litestar import delete, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from foodmarket.domain.accounts import EditApiKeys
from foodmarket.domain.accounts.api_keys import ApiKey, ApiKeyId, Scope
from foodmarket.domain.catalogue import BrowseCooks, BrowseMenu
from foodmarket.entrypoints.http.access import PARTNER, WITH_KEY
from foodmarket.entrypoints.http.accounts import FactorCode, Password
from foodmarket.entrypoints.http.call import Call
from foodmarket.entrypoints.http.catalogue import City
from foodmarket.entrypoints.http.catalogue_views import (
    CookView,
    MenuItemView,
    show_cook,
    show_menu_item,
)
from foodmarket.entrypoints.http.describing import about
from foodmarket.entrypoints.http.paging import After, Limit, Listed, listed, window

TAG = "Partners"
Days = Annotated[int, Meta(ge=1, le=366)]


class NewApiKey(msgspec.Struct, forbid_unknown_fields=True):
    """A key that is wanted for ``days``; the password once more, and a code where there is one."""

    name: Annotated[str, Meta(max_length=100)]
    scopes: list[Scope]
    password: Password
    days: Days = 90
    code: FactorCode | None = None


class ApiKeyView(msgspec.Struct):
    """A key in its owner's list; the key itself is not kept."""

    id: str
    name: str
    prefix: str
    scopes: list[Scope]
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    used_at: datetime | None


class MadeApiKey(ApiKeyView):
    """A new key. ``key`` is shown once: send it as ``Authorization: Bearer <key>``."""

    key: str


@get("/partner/keys", **about(EditApiKeys, PARTNER, "listApiKeys", "A partner's keys", tag=TAG))
async def keys(request: Call) -> Listed[ApiKeyView]:
    found = await request.market.edit_api_keys(request.actor)
    return Listed([ApiKeyView(**_facts(key)) for key in found], None)


@post(
    "/partner/keys",
    **about(EditApiKeys.make, PARTNER, "makeApiKey", "Make a key", tag=TAG, body=True),
)
async def make(request: Call, data: JSONBody[NewApiKey]) -> MadeApiKey:
    made = await request.market.edit_api_keys.make(
        request.actor,
        name=data.name,
        scopes=data.scopes,
        lasting=timedelta(days=data.days),
        password=data.password,
        code=data.code,
    )
    return MadeApiKey(**_facts(made.key), key=made.shown)


@delete(
    "/partner/keys/{key_id:str}",
    **about(EditApiKeys.revoke, PARTNER, "revokeApiKey", "Revoke a key", tag=TAG),
)
async def revoke(request: Call, key_id: FromPath[str]) -> None:
    await request.market.edit_api_keys.revoke(request.actor, ApiKeyId.parse(key_id))


@get(
    "/partner/menu",
    **about(
        BrowseMenu,
        WITH_KEY[Scope.MENU],
        "partnerMenu",
        "The menu, for programs",
        tag=TAG,
    ),
)
async def menu(
    request: Call, city: City = None, limit: Limit = 20, after: After = None
) -> Listed[MenuItemView]:
    found = await request.market.browse_menu(window(limit, after), city)
    return listed(found, limit, lambda item: item.dish.id, show_menu_item)


@get(
    "/partner/cooks",
    **about(
        BrowseCooks,
        WITH_KEY[Scope.COOKS],
        "partnerCooks",
        "Cooks, for programs",
        tag=TAG,
    ),
)
async def cooks(
    request: Call, city: City = None, limit: Limit = 20, after: After = None
) -> Listed[CookView]:
    found = await request.market.browse_cooks(window(limit, after), city)
    return listed(found, limit, lambda cook: cook.id, show_cook)


def _facts(key: ApiKey) -> dict[str, Any]:
    return {
        "id": str(key.id),
        "name": key.name,
        "prefix": key.prefix,
        "scopes": list(key.scopes),
        "made_at": key.made_at,
        "expires_at": key.expires_at,
        "revoked_at": key.revoked_at,
        "used_at": key.used_at,
    }


ROUTES = (keys, make, revoke, menu, cooks)
