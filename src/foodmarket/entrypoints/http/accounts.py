"""Accounts over HTTP: registering, signing in and out."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from litestar import Response, delete, get, post
from litestar.params import JSONBody
from msgspec import Meta

from foodmarket.domain.accounts import RegisterAccount, SignedIn, SignIn, SignOut
from foodmarket.domain.catalogue import RegisterCook
from foodmarket.domain.kernel.language import Language
from foodmarket.entrypoints.http.access import (
    ANYBODY,
    PUBLIC,
    SIGNED_IN,
    require_same_site,
    session_cookie,
    session_token,
)
from foodmarket.entrypoints.http.call import Call
from foodmarket.entrypoints.http.catalogue_views import CookView, show_cook
from foodmarket.entrypoints.http.describing import about
from foodmarket.entrypoints.http.limits import bound_tries
from foodmarket.entrypoints.http.refusals import TooManyAttempts
from foodmarket.entrypoints.http.views import LongText, MoneyView, ShortText
from foodmarket.entrypoints.quotas import RouteClass

TAG = "Accounts"
Residence = Annotated[str, Meta(pattern="^[A-Z]{2}$", examples=["RU"])]
Name = Annotated[str, Meta(max_length=100, examples=["Анна"])]
Email = Annotated[str, Meta(max_length=254, examples=["anna@example.org"])]
FactorCode = Annotated[str, Meta(max_length=30, examples=["287082"])]
Password = Annotated[str, Meta(max_length=256, examples=["a long sentence nobody guesses"])]


class NewCustomer(msgspec.Struct, forbid_unknown_fields=True):
    """A person who wants to buy. ``language`` is the one that we write in."""

    name: Name
    email: Email
    password: Password
    language: Language = Language.RU
    residence: Residence = "RU"


class NewCook(msgspec.Struct, forbid_unknown_fields=True):
    """A person who wants to sell, with the public profile.

    ``delivery_fee`` also sets the currency that the cook sells in; ``time_zone`` is an IANA name,
    ``country`` two letters (ISO 3166-1).
    """

    name: Name
    email: Email
    password: Password
    kitchen: ShortText
    city: Annotated[str, Meta(max_length=100, examples=["Самара"])]
    time_zone: Annotated[str, Meta(max_length=60, examples=["Europe/Samara"])]
    delivery_fee: MoneyView
    about: LongText | None = None
    country: Residence = "RU"
    language: Language = Language.RU


class Credentials(msgspec.Struct, forbid_unknown_fields=True):
    """How somebody signs in; ``code`` is of the second factor, or a recovery code."""

    email: Email
    password: Password
    code: FactorCode | None = None


class AccountView(msgspec.Struct):
    """An account, as its owner sees it."""

    id: str
    role: str
    name: str
    email: str
    language: Language
    created_at: datetime


class SessionView(msgspec.Struct):
    """Who is signed in, and until when."""

    role: Literal["customer", "cook", "courier", "staff", "partner", "system"]
    account_id: str | None
    cook_id: str | None
    language: Language
    expires_at: datetime


class OpenedSession(SessionView):
    """A new session. ``token`` is shown once: send it as ``Authorization: Bearer <token>``."""

    token: str


@post(
    "/customers",
    **about(
        RegisterAccount,
        PUBLIC,
        "registerCustomer",
        "Register as a customer",
        tag=TAG,
        body=True,
        counted_as=RouteClass.REGISTER,
    ),
)
async def register_customer(request: Call, data: JSONBody[NewCustomer]) -> AccountView:
    account = await request.market.register_account(
        name=data.name,
        email=data.email,
        password=data.password,
        language=data.language,
        residence=data.residence,
    )
    return AccountView(
        id=str(account.id),
        role=account.role.value,
        name=account.name,
        email=account.email,
        language=account.language,
        created_at=account.created_at,
    )


@post(
    "/cooks",
    **about(
        RegisterCook,
        PUBLIC,
        "registerCook",
        "Register as a cook",
        tag=TAG,
        body=True,
        counted_as=RouteClass.REGISTER,
    ),
)
async def register_cook(request: Call, data: JSONBody[NewCook]) -> CookView:
    cook = await request.market.register_cook(
        name=data.name,
        email=data.email,
        password=data.password,
        kitchen=data.kitchen.bilingual(),
        city=data.city,
        time_zone=data.time_zone,
        delivery_fee=data.delivery_fee.money(),
        about=data.about.bilingual() if data.about else None,
        country=data.country,
        language=data.language,
    )
    return show_cook(cook)


@post(
    "/sessions",
    **about(
        SignIn,
        PUBLIC,
        "signIn",
        "Sign in",
        tag=TAG,
        body=True,
        counted_as=RouteClass.SIGN_IN,
        also=[TooManyAttempts],
    ),
)
async def sign_in(request: Call, data: JSONBody[Credentials]) -> Response[OpenedSession]:
    if "sec-fetch-site" in request.headers:
        require_same_site(request)
    await bound_tries(request, data.email)
    opened = await request.market.sign_in(
        email=data.email,
        password=data.password,
        code=data.code,
        agent=request.headers.get("user-agent", ""),
        instead_of=session_token(request),
        origin=request.origin,
    )
    seen = show_session(opened)
    return Response(seen, cookies=[session_cookie(request.settings, opened)])


@delete(
    "/sessions/current",
    **about(SignOut, ANYBODY, "signOut", "Sign out", tag=TAG),
)
async def sign_out(request: Call) -> Response[None]:
    token = session_token(request)
    if token:
        await request.market.sign_out(token, request.origin)
    return Response(None, status_code=204, cookies=[session_cookie(request.settings, None)])


def who_am_i() -> None:
    """Tell who is signed in.

    Answers from the session alone.
    """


@get("/me", **about(who_am_i, SIGNED_IN, "whoAmI", "Who is signed in", tag=TAG))
async def me(request: Call) -> SessionView:
    session, actor = request.signed_in, request.actor
    return SessionView(
        role=actor.role.value,
        account_id=str(actor.account_id) if actor.account_id else None,
        cook_id=str(actor.cook_id) if actor.cook_id else None,
        language=session.language,
        expires_at=session.expires_at,
    )


def show_session(opened: SignedIn) -> OpenedSession:
    """Show a new session to the one who opened it."""
    session, actor = opened.session, opened.session.actor
    return OpenedSession(
        role=actor.role.value,
        account_id=str(actor.account_id) if actor.account_id else None,
        cook_id=str(actor.cook_id) if actor.cook_id else None,
        language=session.language,
        expires_at=session.expires_at,
        token=opened.token,
    )


ROUTES = (register_customer, register_cook, sign_in, sign_out, me)
