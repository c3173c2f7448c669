"""Passkeys over HTTP: added, listed, removed, and signed in with."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import Response, delete, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from foodmarket.domain.accounts import EditPasskeys, SignInByPasskey
from foodmarket.domain.accounts.model import Role
from foodmarket.domain.accounts.passkeys import CeremonyId, Passkey, PasskeyId
from foodmarket.entrypoints.http.access import (
    PUBLIC,
    Policy,
    require_same_site,
    session_cookie,
    session_token,
)
from foodmarket.entrypoints.http.accounts import (
    TAG,
    FactorCode,
    OpenedSession,
    Password,
    show_session,
)
from foodmarket.entrypoints.http.call import Call
from foodmarket.entrypoints.http.describing import about
from foodmarket.entrypoints.http.paging import Listed

OWNERS = Policy("customers and cooks", roles=frozenset({Role.CUSTOMER, Role.COOK}))
Credential = Annotated[
    dict[str, Any], Meta(description="What `navigator.credentials` returned, as JSON.")
]


class AskBody(msgspec.Struct, forbid_unknown_fields=True):
    """The password once more; ``code`` is of a second factor, where there is one."""

    password: Password
    code: FactorCode | None = None


class NewPasskey(msgspec.Struct, forbid_unknown_fields=True):
    """What the device made; ``id`` is of the ceremony, ``name`` is for one's own list."""

    id: Annotated[str, Meta(max_length=40)]
    name: Annotated[str, Meta(max_length=100)]
    credential: Credential


class SignedChallenge(msgspec.Struct, forbid_unknown_fields=True):
    """What the device signed; ``id`` is of the ceremony."""

    id: Annotated[str, Meta(max_length=40)]
    credential: Credential


class CeremonyView(msgspec.Struct):
    """A challenge for a device: give ``options`` to `navigator.credentials`, within minutes."""

    id: str
    options: dict[str, Any]
    expires_at: datetime


class PasskeyView(msgspec.Struct):
    """A passkey in its owner's list."""

    id: str
    name: str
    made_at: datetime
    used_at: datetime | None


@post(
    "/me/passkeys/options",
    status_code=200,
    **about(
        EditPasskeys.ask, OWNERS, "askForPasskey", "Begin to add a passkey", tag=TAG, body=True
    ),
)
async def ask(request: Call, data: JSONBody[AskBody]) -> CeremonyView:
    asked = await request.market.edit_passkeys.ask(request.actor, data.password, data.code)
    ceremony = asked.ceremony
    return CeremonyView(str(ceremony.id), dict(asked.options), ceremony.expires_at)


@post(
    "/me/passkeys",
    **about(EditPasskeys.add, OWNERS, "addPasskey", "Add a passkey", tag=TAG, body=True),
)
async def add(request: Call, data: JSONBody[NewPasskey]) -> PasskeyView:
    wanted = CeremonyId.parse(data.id)
    passkey = await request.market.edit_passkeys.add(
        request.actor, wanted, data.name, data.credential
    )
    return _show(passkey)


@get("/me/passkeys", **about(EditPasskeys, OWNERS, "listPasskeys", "One's passkeys", tag=TAG))
async def listed(request: Call) -> Listed[PasskeyView]:
    found = await request.market.edit_passkeys(request.actor)
    return Listed([_show(passkey) for passkey in found], None)


@delete(
    "/me/passkeys/{passkey_id:str}",
    **about(EditPasskeys.remove, OWNERS, "removePasskey", "Remove a passkey", tag=TAG),
)
async def remove(request: Call, passkey_id: FromPath[str]) -> None:
    await request.market.edit_passkeys.remove(request.actor, PasskeyId.parse(passkey_id))


@post(
    "/sessions/passkey/options",
    status_code=200,
    **about(
        SignInByPasskey.ask,
        PUBLIC,
        "askToSignInByPasskey",
        "Begin to sign in with a passkey",
        tag=TAG,
    ),
)
async def challenge(request: Call) -> CeremonyView:
    asked = await request.market.sign_in_by_passkey.ask()
    ceremony = asked.ceremony
    return CeremonyView(str(ceremony.id), dict(asked.options), ceremony.expires_at)


@post(
    "/sessions/passkey",
    **about(
        SignInByPasskey, PUBLIC, "signInByPasskey", "Sign in with a passkey", tag=TAG, body=True
    ),
)
async def sign_in(request: Call, data: JSONBody[SignedChallenge]) -> Response[OpenedSession]:
    if "sec-fetch-site" in request.headers:
        require_same_site(request)
    opened = await request.market.sign_in_by_passkey(
        CeremonyId.parse(data.id),
        data.credential,
        agent=request.headers.get("user-agent", ""),
        instead_of=session_token(request),
        origin=request.origin,
    )
    return Response(show_session(opened), cookies=[session_cookie(request.settings, opened)])


def _show(passkey: Passkey) -> PasskeyView:
    return PasskeyView(
        id=str(passkey.id), name=passkey.name, made_at=passkey.made_at, used_at=passkey.used_at
    )


ROUTES = (ask, add, listed, remove, challenge, sign_in)
